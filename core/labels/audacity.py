"""Audacity labels: start, end, label parted by tabs; a second line `\\`, low, high holds the frequencies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.domain import Event
from core.labels import values
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.source import LINE_END, Place, Source, quoted
from core.labels.values import changed_note, micro, one_line

TITLE = "Audacity labels"
UNDEFINED_HZ = "-1.000000"
ROW = re.compile(r"\s*[0-9.,+-][^\t]*\t[^\t]*(?:\t|$)")


def read(source: Source, recording: str | None) -> LabelFile:
    events: list[Event] = []
    for line, text in source.lines():
        if not text.strip():
            continue
        place = source.place(line)
        if not text.startswith("\\"):
            events.append(_event(text, place))
        elif events:
            events[-1] = _with_band(events[-1], text, place)
        else:
            raise place.error(
                "a frequency line stands before any label", "remove it or put its label above it"
            )
    return LabelFile(tuple(events))


def _event(text: str, place: Place) -> Event:
    cells = text.split("\t")
    if len(cells) < 2:
        raise place.error(f"{quoted(text)} is no label", "write start, end and label, parted by tabs")
    onset = values.decimal(cells[0], "start time", place)
    if len(cells) == 2 and not values.is_number(cells[1]):  # a point as the oldest versions wrote it
        return values.make_event(place, cells[1], onset, onset)
    offset = values.decimal(cells[1], "end time", place)
    return values.make_event(place, "\t".join(cells[2:]), onset, offset)


def _with_band(event: Event, text: str, place: Place) -> Event:
    cells = text.split("\t")
    if len(cells) != 3:
        raise place.error(
            f"{quoted(text)} is no frequency line", "write a backslash, low and high, parted by tabs"
        )
    low, high = (
        values.number(cells[i], name, place) for i, name in ((1, "low frequency"), (2, "high frequency"))
    )
    undefined = float(UNDEFINED_HZ)
    event = replace(
        event, low_hz=None if low == undefined else low, high_hz=None if high == undefined else high
    )
    values.check(event, place)
    return event


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [one_line(event.label) for event in events]
    text = "".join(_lines(event, label) for event, label in zip(events, labels, strict=True))
    notes = changed_note(TITLE, [e.label for e in events], labels, "tabs and line ends became spaces")
    return Written(text, tuple(notes))


def _lines(event: Event, label: str) -> str:
    first = f"{micro(event.onset_s)}\t{micro(event.offset_s)}\t{label}\n"
    if event.low_hz is None and event.high_hz is None:
        return first
    low, high = (UNDEFINED_HZ if hz is None else micro(hz) for hz in (event.low_hz, event.high_hz))
    return f"{first}\\\t{low}\t{high}\n"


def looks_like(text: str) -> bool:
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    return ROW.match(first) is not None


FORMAT = Format(
    "audacity", TITLE, (".txt",), frozenset({"band"}), 1e-6, "labels on one line", looks_like, read, write
)
