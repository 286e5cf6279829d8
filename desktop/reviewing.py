"""Going from event to event and judging them, without Qt: what Tab, Enter and Delete do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.domain import Selection, Verdict
from desktop.event_columns import columns_of
from desktop.labelling import QT_TRANSLATE_NOOP
from desktop.pane import PaneState

_STEP_TEXTS = {
    Verdict.VERIFIED: QT_TRANSLATE_NOOP("labelling", "Verify label"),
    Verdict.REJECTED: QT_TRANSLATE_NOOP("labelling", "Reject label"),
    Verdict.OPEN: QT_TRANSLATE_NOOP("labelling", "Reopen label"),
}


def judge(pane: PaneState, ids: Iterable[int], verdict: Verdict) -> None:
    events = pane.annotations.events
    others = {n: events[n] for n in ids if n in events and events[n].verdict is not verdict}
    changed = {n: replace(event, verdict=verdict) for n, event in others.items()}
    if changed:
        pane.edit(_STEP_TEXTS[verdict], lambda old: old.replacing(changed))


def verify(pane: PaneState, ids: Iterable[int]) -> None:
    judge(pane, ids, Verdict.VERIFIED)


def reject(pane: PaneState, ids: Iterable[int]) -> None:
    judge(pane, ids, Verdict.REJECTED)


def reopen(pane: PaneState, ids: Iterable[int]) -> None:
    judge(pane, ids, Verdict.OPEN)


def verify_and_next(pane: PaneState, order: Sequence[int] | None = None) -> int | None:
    """Accept what is picked and go on. `order` is what the person looks at; by onset if none is given."""
    return _judge_and_next(pane, Verdict.VERIFIED, order)


def reject_and_next(pane: PaneState, order: Sequence[int] | None = None) -> int | None:
    return _judge_and_next(pane, Verdict.REJECTED, order)


def next_event(pane: PaneState) -> int | None:
    """Go to the event after the picked one, or the first after the cursor where none is picked."""
    return _step(pane, +1)


def previous_event(pane: PaneState) -> int | None:
    return _step(pane, -1)


def go_to(pane: PaneState, number: int) -> None:
    """Pick an event, show it, put the cursor at its onset and select its time and band, ready to play."""
    event = pane.annotations.events[number]
    pane.pick([number])
    pane.reveal(event.onset_s, event.offset_s)
    pane.select(Selection(event.onset_s, event.offset_s, event.low_hz, event.high_hz))
    pane.seek(event.onset_s)


def pick_all(pane: PaneState) -> None:
    pane.pick(pane.annotations.events)


def ids_in_order(pane: PaneState) -> list[int]:
    columns = columns_of(pane)
    ids: list[int] = columns.ids[columns.order()].tolist()
    return ids


def _judge_and_next(pane: PaneState, verdict: Verdict, order: Sequence[int] | None) -> int | None:
    order = ids_in_order(pane) if order is None else order
    if not pane.picked:
        return next_event(pane)
    picked = pane.picked
    judge(pane, picked, verdict)
    places = [place for place, number in enumerate(order) if number in picked]
    after = places[-1] + 1 if places else 0
    events = pane.annotations.events
    rest = (n for n in (*order[after:], *order[:after]) if n in events)
    following = next((n for n in rest if events[n].verdict is Verdict.OPEN), None)
    if following is not None:
        go_to(pane, following)
    return following


def _step(pane: PaneState, way: int) -> int | None:
    columns = columns_of(pane)
    order = columns.order()
    if not len(order):
        return None
    place = _place_of_picked(pane, way)
    if place is None:
        onsets = columns.onset_s[order]
        place = int(np.searchsorted(onsets, pane.position_s)) - (way > 0)
    number = int(columns.ids[order[min(max(place + way, 0), len(order) - 1)]])
    go_to(pane, number)
    return number


def _place_of_picked(pane: PaneState, way: int) -> int | None:
    columns = columns_of(pane)
    rows = columns.rows_of(sorted(pane.picked))
    if not len(rows):
        return None
    places = np.flatnonzero(np.isin(columns.order(), rows, assume_unique=True))
    return int(places[-1] if way > 0 else places[0])
