"""What every layout of data is read into: clips with what is known of each, for training and for validation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path

from core.domain import Event
from core.errors import DataError


class Kind(IntEnum):
    """How much is known of a clip."""

    STRONG = 0  # real, onsets and offsets known
    SYNTHETIC = 1  # composed, onsets and offsets known
    WEAK = 2  # only what sounds somewhere in it
    UNLABELLED = 3


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """A stretch of a file. `events` are on its own clock, `labels` what sounds in it."""

    path: Path
    kind: Kind
    labels: frozenset[str] = frozenset()
    events: tuple[Event, ...] = ()
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class SoundTables:
    """Tables of single sounds and of backgrounds, from which soundscapes are made."""

    sounds: Path
    ambience: Path | None
    train_folds: tuple[str, ...]
    validation_folds: tuple[str, ...]
    train_backgrounds: tuple[str, ...]
    validation_backgrounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataSet:
    """`skipped`: for each file that was left out, why."""

    layout: str
    classes: tuple[str, ...]
    train: tuple[LabelledClip, ...] = ()
    validation: tuple[LabelledClip, ...] = ()
    tables: SoundTables | None = None
    skipped: tuple[tuple[str, str], ...] = field(default=())

    def of(self, *kinds: Kind) -> tuple[LabelledClip, ...]:
        return tuple(clip for clip in self.train if clip.kind in kinds)


def found_clips(clips: Iterable[LabelledClip]) -> tuple[list[LabelledClip], list[tuple[str, str]]]:
    """Those whose files are there, and why the others are left out."""
    here, missing = [], []
    for clip in clips:
        if clip.path.is_file():
            here.append(clip)
        else:
            missing.append((str(clip.path), "the file is missing"))
    return here, missing


def chosen(found: DataSet, classes: tuple[str, ...]) -> DataSet:
    """With these classes only, in this order. Raises `DataError` for one that does not occur."""
    if not classes:
        return found
    unknown = [name for name in classes if name not in found.classes]
    if unknown:
        raise DataError(f"the class “{unknown[0]}” does not occur in the data; there are: {', '.join(found.classes)}.")
    keep = frozenset(classes)
    return replace(found, classes=classes, train=tuple(_only(clip, keep) for clip in found.train),
                   validation=tuple(_only(clip, keep) for clip in found.validation))


def _only(clip: LabelledClip, classes: frozenset[str]) -> LabelledClip:
    events = tuple(event for event in clip.events if event.label in classes)
    return replace(clip, labels=clip.labels & classes, events=events)


def holding_out(clips: list[LabelledClip], share: int = 10) -> tuple[list[LabelledClip], list[LabelledClip]]:
    """Every `share`-th file goes to validation, for data that brings none; all clips of a file stay together."""
    files = sorted({clip.path for clip in clips})
    held = set(files[share - 1 :: share] or files[-1:])
    return [clip for clip in clips if clip.path not in held], [clip for clip in clips if clip.path in held]
