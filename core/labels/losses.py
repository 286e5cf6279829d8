"""Says what a format has no place for, in sentences, and only when there is something to lose."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain import DEFAULT_LANE, Event, Verdict
from core.labels.format import Format, Part

UNSEEN_S = 1e-6
NAMES: dict[Part, str] = {
    "band": "frequency bands",
    "score": "scores",
    "verdict": "verdicts",
    "lane": "lanes",
}


def losses(form: Format, events: Sequence[Event]) -> list[str]:
    """What these events lose in this format, beside what its writer says itself."""
    notes = []
    for part, name in NAMES.items():
        if part in form.holds:
            continue
        count = sum(has_part(event, part) for event in events)
        if count:
            notes.append(f"{form.title} cannot hold {name}; {_of(count, len(events))} lost theirs.")
    return notes + _rounding(form, events)


def has_part(event: Event, part: Part) -> bool:
    """Whether an event says more than the default."""
    if part == "band":
        return event.low_hz is not None or event.high_hz is not None
    if part == "score":
        return event.score is not None
    if part == "verdict":
        return event.verdict is not Verdict.OPEN
    return event.lane != DEFAULT_LANE


def _rounding(form: Format, events: Sequence[Event]) -> list[str]:
    """Steps of a microsecond are below one sample and not worth a sentence."""
    step = form.resolution_s
    if step is None or step <= UNSEEN_S:
        return []
    moved = sum(
        any(
            abs(time_s - round(time_s / step) * step) > UNSEEN_S / 2
            for time_s in (event.onset_s, event.offset_s)
        )
        for event in events
    )
    if not moved:
        return []
    return [f"{form.title} keeps times to {step * 1000:g} ms; {_of(moved, len(events))} had to be rounded."]


def _of(count: int, total: int) -> str:
    return f"{count} of {total} {'event' if total == 1 else 'events'}"
