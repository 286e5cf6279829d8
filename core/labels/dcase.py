"""DCASE event tables: `filename onset offset event_label` between tabs; a file may hold many recordings."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain import Event
from core.labels.columns import events_of_rows, headless_columns, is_header
from core.labels.delimited import cell, read_rows
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.source import LINE_END, Source
from core.labels.values import changed_note, micro, one_line

TITLE = "DCASE TSV"
HEADER = ("filename", "onset", "offset", "event_label")


def read(source: Source, recording: str | None) -> LabelFile:
    return events_of_rows(source, read_rows(source, "\t"), recording)


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [one_line(event.label) for event in events]
    name = cell(one_line(target.recording), "\t")
    rows = [
        HEADER,
        *(
            (name, micro(event.onset_s), micro(event.offset_s), cell(label, "\t"))
            for event, label in zip(events, labels, strict=True)
        ),
    ]
    notes = changed_note(TITLE, [e.label for e in events], labels, "tabs and line ends became spaces")
    return Written("".join("\t".join(row) + "\n" for row in rows), tuple(notes))


def looks_like(text: str) -> bool:
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    cells = first.split("\t")
    found = headless_columns(cells)
    return len(cells) > 1 and (is_header(cells) or (found is not None and "recording" in found))


FORMAT = Format(
    "dcase",
    TITLE,
    (".tsv",),
    frozenset(),
    1e-6,
    "labels on one line; many recordings in one file are read by name",
    looks_like,
    read,
    write,
)
