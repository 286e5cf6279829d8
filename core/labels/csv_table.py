"""CSV with every field of an event. Tables of other programs are read by the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from core.domain import Event
from core.labels.columns import events_of_rows, field_columns, headless_columns, is_header
from core.labels.delimited import cell, read_rows
from core.labels.format import EVERYTHING, Format, LabelFile, Target, Written
from core.labels.source import LINE_END, Source
from core.labels.values import changed_note, encodable, exact

TITLE = "CSV"
HEADER = ("onset_s", "offset_s", "label", "low_hz", "high_hz", "score", "verdict", "lane")
DELIMITERS = (",", ";", "\t", "|")


def read(source: Source, recording: str | None) -> LabelFile:
    return events_of_rows(source, read_rows(source, delimiter_of(source.text)), recording)


def delimiter_of(text: str) -> str:
    """The one that parts the first line into the most fields that are known; a plain comma if none does."""
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    return max(DELIMITERS, key=lambda delimiter: _known(first, delimiter))


def _known(line: str, delimiter: str) -> tuple[int, int]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return 0, 0
    return len(field_columns(cells) if is_header(cells) else headless_columns(cells) or {}), len(cells)


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [_held(event.label) for event in events]
    rows = [",".join(HEADER), *(_line(event, label) for event, label in zip(events, labels, strict=True))]
    notes = changed_note(
        TITLE, [e.label for e in events], labels, "characters that are no text were replaced"
    )
    return Written("".join(row + "\n" for row in rows), tuple(notes))


def _line(event: Event, label: str) -> str:
    numbers = (event.low_hz, event.high_hz, event.score)
    cells = (
        exact(event.onset_s),
        exact(event.offset_s),
        label,
        *("" if n is None else exact(n) for n in numbers),
        str(event.verdict),
        _held(event.lane),
    )
    return ",".join(cell(text, ",") for text in cells)


def _held(text: str) -> str:
    return encodable(text).replace("\0", " ")


def looks_like(text: str) -> bool:
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    return any(_known(first, delimiter)[0] >= 2 for delimiter in DELIMITERS)


FORMAT = Format("csv", TITLE, (".csv",), EVERYTHING, None, "nothing is lost", looks_like, read, write)
