"""Lanes as tiers, for formats in which nothing may overlap within one: what does goes to further tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.domain import DEFAULT_LANE, Event
from core.labels.values import one_line


@dataclass(frozen=True, slots=True)
class Tier:
    """Events one after the other under one name."""

    name: str
    events: tuple[Event, ...]
    points: bool = False


def by_lane(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Lanes in the order in which they first appear, by names that fit on a line."""
    lanes: dict[str, list[Event]] = {}
    for event in events:
        lanes.setdefault(lane_name(event), []).append(event)
    return lanes


def lane_name(event: Event) -> str:
    """The lane as a name on one line."""
    return one_line(event.lane).strip() or DEFAULT_LANE


def lane_note(title: str, events: Iterable[Event]) -> list[str]:
    changed = sorted({event.lane for event in events if lane_name(event) != event.lane})
    if not changed:
        return []
    return [f"{len(changed)} {'lane was' if len(changed) == 1 else 'lanes were'} renamed for {title}: "
            "names stand on one line, without spaces around them."]


def without_overlap(
    events: Iterable[Event], span: Callable[[Event], tuple[float, float]]
) -> list[list[Event]]:
    """The fewest rows in which each event starts after the one before; `span` is as it will be written."""
    rows: list[list[Event]] = []
    ends: list[float] = []
    for event in sorted(events, key=span):
        start, end = span(event)
        at = next((i for i, free in enumerate(ends) if free <= start), len(rows))
        if at == len(rows):
            rows.append([])
            ends.append(end)
        rows[at].append(event)
        ends[at] = end
    return rows


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """The name itself, or with the first number that makes it new."""
    used = set(taken)
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted} ({number})" in used:
        number += 1
    return f"{wanted} ({number})"


def extra_note(title: str, extra: Sequence[str]) -> list[str]:
    if not extra:
        return []
    names = ", ".join(f"“{name}”" for name in extra)
    return [f"{title} keeps overlapping events and points apart; some went to {names}."]
