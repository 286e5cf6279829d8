"""SubRip subtitles: a number, the times, the label as text."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain import Event
from core.labels import values
from core.labels.cues import ARROW, STAMP, blocks, clock, cue, cue_text, short_note, span_ms
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.source import LINE_END, Source
from core.labels.values import changed_note

TITLE = "SRT"


def read(source: Source, recording: str | None) -> LabelFile:
    cues = (cue(source, *block) for block in blocks(source))
    return LabelFile(tuple(values.make_event(c.place, c.text, c.onset, c.offset) for c in cues))


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [cue_text(event.label) for event in events]
    parts = []
    for number, (event, label) in enumerate(zip(events, labels, strict=True), start=1):
        start, end = (clock(ms, ",") for ms in span_ms(event))
        parts.append(f"{number}\n{start} {ARROW} {end}\n" + (f"{label}\n" if label else ""))
    notes = changed_note(
        TITLE, [e.label for e in events], labels, "blank lines and control characters were taken out"
    )
    return Written("\n".join(parts), (*notes, *short_note(TITLE, events)))


def looks_like(text: str) -> bool:
    lines = [line for line in LINE_END.split(text) if line.strip()][:2]
    return any(ARROW in line and STAMP.match(line.strip()) for line in lines)


FORMAT = Format(
    "srt",
    TITLE,
    (".srt",),
    frozenset(),
    1e-3,
    "no blank lines inside labels; at least 1 ms long",
    looks_like,
    read,
    write,
)
