"""What a label format is: its name, its endings, a reader, a writer, and what it has no place for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from core.domain import Event
from core.errors import LabelError
from core.labels.source import Source

Part = Literal["band", "score", "verdict", "lane"]
PARTS: tuple[Part, ...] = ("band", "score", "verdict", "lane")
EVERYTHING: frozenset[Part] = frozenset(PARTS)


class SeveralRecordings(LabelError):  # noqa: N818 - a question to the person rather than a fault of the file
    """A file holds labels of several recordings, and none was named."""

    def __init__(self, message: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.names = names


@dataclass(frozen=True, slots=True)
class LabelFile:
    """Events by time, sentences about what was left out, and what the file says of its recording."""

    events: tuple[Event, ...]
    notes: tuple[str, ...] = ()
    recording: str | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a writer is told about the recording."""

    recording: str
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a label file, and sentences about what its writer had to change."""

    text: str
    notes: tuple[str, ...] = ()


Reader = Callable[[Source, str | None], LabelFile]
Writer = Callable[[Sequence[Event], Target], Written]


@dataclass(frozen=True, slots=True)
class Format:
    """One label format. `resolution_s` is the step of its times, None where every digit is kept."""

    name: str
    title: str
    endings: tuple[str, ...]
    holds: frozenset[Part]
    resolution_s: float | None
    limits: str
    looks_like: Callable[[str], bool]
    read: Reader
    write: Writer
