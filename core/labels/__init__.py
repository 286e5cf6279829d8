"""Labels from and to files: `read` and `write` are what the program needs, a format is one file here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.domain import Event
from core.errors import LabelError
from core.files import write_text
from core.labels import catalogue
from core.labels.catalogue import FORMATS, by_ending, stem_of
from core.labels.format import Format, LabelFile, SeveralRecordings, Target
from core.labels.losses import losses
from core.labels.source import Place, open_source
from core.labels.values import check

__all__ = ["FORMATS", "Format", "LabelFile", "SeveralRecordings", "by_ending", "read", "stem_of", "write"]


def read(path: Path, format: str | None = None, recording: str | None = None) -> LabelFile:
    """Events by time. Where a file holds several recordings, `recording` names one of them."""
    source = open_source(path)
    form = catalogue.by_name(format) if format else catalogue.for_reading(path, source.text)
    found = form.read(source, recording)
    return LabelFile(tuple(_in_order(found.events)), found.notes, found.recording, found.duration_s)


def write(
    path: Path,
    events: Iterable[Event],
    format: str | None = None,
    *,
    recording: str = "",
    duration_s: float | None = None,
) -> tuple[str, ...]:
    """Write all events, replacing the file whole; gives back in sentences what could not be held."""
    form = catalogue.by_name(format) if format else catalogue.for_writing(path)
    ordered = _in_order(events)
    for number, event in enumerate(ordered, start=1):
        check(event, Place(f"{path.name}, event {number}"))
    written = form.write(ordered, Target(recording or f"{stem_of(path)}.wav", duration_s))
    try:
        write_text(path, written.text)
    except OSError as error:
        raise LabelError(
            f"{path}: it cannot be written ({error.strerror or error}); choose another place."
        ) from error
    return (*losses(form, ordered), *written.notes)


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.onset_s, event.offset_s))
