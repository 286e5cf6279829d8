"""RTTM: one line of ten fields parted by spaces for each event, as used for who speaks when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from core.domain import Event
from core.labels import values
from core.labels.columns import chosen_recording
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.source import LINE_END, Source, quoted
from core.labels.values import changed_note, encodable, exact

TITLE = "RTTM"
NOTHING = "<NA>"
FIELDS = 8  # up to the name; confidence and look-ahead may be missing
WITHOUT_TIMES = {"SPKR-INFO"}


def read(source: Source, recording: str | None) -> LabelFile:
    rows: list[tuple[int, list[str]]] = []
    for line, text in source.lines():
        cells = text.split()
        if not cells or cells[0].startswith(";;") or cells[0].upper() in WITHOUT_TIMES:
            continue
        if len(cells) < FIELDS:
            raise source.place(line).error(
                f"{quoted(text)} has {len(cells)} fields, not 9 or 10",
                "write type, file, channel, start, duration, two fields, label, confidence",
            )
        rows.append((line, cells))
    name, notes = chosen_recording(source, [cells[1] for _, cells in rows], recording)
    events = tuple(_event(source, line, cells) for line, cells in rows if cells[1] == name)
    return LabelFile(events, tuple(notes), name)


def _event(source: Source, line: int, cells: list[str]) -> Event:
    place = source.place(line)
    onset = values.decimal(cells[3], "start time", place)
    duration = values.decimal(cells[4], "duration", place)
    if duration < 0:
        raise place.error(f"the duration {duration:g} s is negative", "correct or remove this entry")
    score = cells[8] if len(cells) > FIELDS and cells[8] != NOTHING else None
    return values.make_event(
        place,
        "" if cells[7] == NOTHING else cells[7],
        onset,
        onset + duration,
        score=values.optional_number(score, "confidence", place),
    )


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [_word(event.label) for event in events]
    name = _word(PurePath(target.recording).stem) or NOTHING
    lines = [_line(event, label, name) for event, label in zip(events, labels, strict=True)]
    notes = changed_note(TITLE, [e.label for e in events], labels, "spaces became underscores")
    return Written("".join(lines), tuple(notes))


def _line(event: Event, label: str, name: str) -> str:
    onset, offset = round(event.onset_s * 10**6), round(event.offset_s * 10**6)
    score = NOTHING if event.score is None else exact(event.score)
    times = " ".join(f"{us // 10**6}.{us % 10**6:06d}" for us in (onset, offset - onset))
    return f"SPEAKER {name} 1 {times} {NOTHING} {NOTHING} {label or NOTHING} {score} {NOTHING}\n"


def _word(text: str) -> str:
    """Without anything that parts words. The sign for nothing cannot be a label."""
    word = "_".join(encodable(text).replace("\0", " ").split()) if text.strip() else ""
    return word.strip("<>") if word == NOTHING else word


def looks_like(text: str) -> bool:
    first = next((line for line in LINE_END.split(text) if line.strip() and not line.startswith(";;")), "")
    cells = first.split()
    return len(cells) >= FIELDS and cells[0].isupper() and all(values.is_number(cell) for cell in cells[3:5])


FORMAT = Format(
    "rttm",
    TITLE,
    (".rttm",),
    frozenset({"score"}),
    1e-6,
    "labels without spaces; many recordings in one file are read by name",
    looks_like,
    read,
    write,
)
