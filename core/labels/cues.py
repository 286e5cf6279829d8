"""What WebVTT and SRT share: blocks between blank lines, clock times in milliseconds, no empty spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.domain import Event
from core.labels import values
from core.labels.source import Place, Source, quoted

ARROW = "-->"
STAMP = re.compile(r"(?:([0-9]{1,6}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Cue:
    onset: Decimal
    offset: Decimal
    text: str
    place: Place


def blocks(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not blank, with the number of the first."""
    block: list[str] = []
    start = 1
    for line, text in source.lines():
        if text.strip():
            if not block:
                start = line
            block.append(text)
        elif block:
            yield start, block
            block = []
    if block:
        yield start, block


def cue(source: Source, start: int, block: list[str]) -> Cue:
    """A name or number may stand above the times; what is below them is the text."""
    at = next((i for i, text in enumerate(block[:2]) if ARROW in text), None)
    if at is None:
        raise source.place(start).error(
            f"no times stand at {quoted(block[0])}", "write 00:00:01.000 --> 00:00:02.000 above each text"
        )
    place = source.place(start + at)
    left, _, right = block[at].partition(ARROW)
    words = right.split()
    onset, offset = _time(left, place), _time(words[0] if words else "", place)
    return Cue(onset, offset, "\n".join(block[at + 1 :]), place)


def _time(text: str, place: Place) -> Decimal:
    found = STAMP.fullmatch(text.strip())
    if found is None:
        raise place.error(
            f"{quoted(text.strip())} is no time", "write hours, minutes, seconds as 00:00:01.000"
        )
    hours, minutes, seconds, fraction = found.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        raise place.error(f"{quoted(text.strip())} has more than 59 minutes or seconds", "correct this time")
    return Decimal(f"{int(seconds)}.{fraction}") + 60 * int(minutes) + 3600 * int(hours or 0)


def clock(time_ms: int, point: str) -> str:
    seconds, ms = divmod(time_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{ms:03d}"


def span_ms(event: Event) -> tuple[int, int]:
    """A cue must end after it starts."""
    start = values.milliseconds(event.onset_s)
    return start, max(values.milliseconds(event.offset_s), start + 1)


def short_note(title: str, events: Sequence[Event]) -> list[str]:
    short = sum(values.milliseconds(e.offset_s) == values.milliseconds(e.onset_s) for e in events)
    if not short:
        return []
    return [f"{title} cannot hold events without length; {short} became 1 ms long."]


def cue_text(label: str) -> str:
    """Lines that are blank would end the cue."""
    return "\n".join(line for line in values.many_lines(label).split("\n") if line.strip())
