"""What a person can do to labels, without Qt: each function is one edit of a pane that can be undone.

Whatever is asked for, an event stays inside the recording, keeps at least a millisecond, and its band stays
between 0 Hz and half the sampling rate. The names of the edits (in the Undo menu) and the refusals are
translated where they are shown, in the context "labelling". Numbers of events that are gone are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.annotations import Annotations
from core.domain import Event, Selection, Verdict
from core.errors import UsageError
from desktop.pane import PaneState

SHORTEST_EVENT_S = 0.001
CURSOR_EVENT_S = 1.0
UNNAMED = "sound"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for lupdate; who shows it translates it."""
    return text


@dataclass(frozen=True, eq=False)
class Drag:
    """One drag of the mouse: it edits what stood at its beginning, and all its edits are one step of undo."""

    base: Annotations


def begin_drag(pane: PaneState) -> Drag:
    return Drag(pane.annotations)


def end_drag(pane: PaneState, drag: Drag) -> None:
    """A drag that ends where it began leaves no step of undo."""
    if pane.annotations == drag.base:
        pane.give_up_edit(drag)


def make(pane: PaneState, event: Event, drag: Drag | None = None) -> int:
    """Add an event, cut to the recording, and pick it. An empty label becomes the one used last."""
    fitted = fit(pane, replace(event, label=event.label.strip() or pane.last_label or UNNAMED))
    base = drag.base if drag else pane.annotations
    text = QT_TRANSLATE_NOOP("labelling", "Make label")
    pane.edit(text, lambda _old: base.adding([fitted]), drag)
    pane.last_label = fitted.label
    pane.pick([base.next_id])
    return base.next_id


def make_from_selection(
    pane: PaneState, label: str = "", lane: str | None = None, drag: Drag | None = None
) -> int | None:
    """The selected time and band become an event; nothing happens without a selection."""
    chosen = pane.selection
    if chosen is None or chosen.end_s <= chosen.start_s:
        return None
    lane = lane or lane_for_new(pane)
    event = Event(label, chosen.start_s, chosen.end_s, chosen.low_hz, chosen.high_hz, lane=lane)
    return make(pane, event, drag)


def make_at_cursor(
    pane: PaneState, label: str = "", lane: str | None = None, drag: Drag | None = None
) -> int:
    """An event that begins at the cursor and is a twentieth of the visible range long, a second at most."""
    start, end = pane.view
    length = min(CURSOR_EVENT_S, (end - start) / 20)
    onset = min(pane.position_s, pane.duration_s - length)
    return make(pane, Event(label, onset, onset + length, lane=lane or lane_for_new(pane)), drag)


def move(
    pane: PaneState, ids: Iterable[int], by_s: float, by_hz: float = 0.0, drag: Drag | None = None,
    lane: str | None = None, label: str | None = None,
) -> None:
    """Move events together, as far as all of them stay inside the recording and its band.

    A lane or label is given where the drag ends on another row.
    """
    base = drag.base if drag else pane.annotations
    events = _known(base, ids)
    if not events:
        return
    shift_s = _shift_within(by_s, [(e.onset_s, e.offset_s) for e in events.values()], pane.duration_s)
    bands = [(e.low_hz, e.high_hz) for e in events.values() if e.low_hz is not None and e.high_hz is not None]
    shift_hz = _shift_within(by_hz, bands, nyquist_hz(pane)) if by_hz else 0.0
    moved = {n: fit(pane, _shifted(e, shift_s, shift_hz)) for n, e in events.items()}
    if lane is not None or label is not None:
        moved = {n: replace(e, lane=lane or e.lane, label=label or e.label) for n, e in moved.items()}
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Move label"), base, moved, drag)


def stretch(
    pane: PaneState, number: int, onset_s: float | None = None, offset_s: float | None = None,
    drag: Drag | None = None,
) -> None:
    """Set the beginning or the end of an event. An edge stops before the other one; it does not push it."""
    base = drag.base if drag else pane.annotations
    event = base.events.get(number)
    if event is None:
        return
    onset, offset = event.onset_s, event.offset_s
    if onset_s is not None:
        onset = min(onset_s, (offset if offset_s is None else offset_s) - SHORTEST_EVENT_S)
    if offset_s is not None:
        offset = max(offset_s, max(onset, 0.0) + SHORTEST_EVENT_S)
    changed = {number: fit(pane, replace(event, onset_s=onset, offset_s=offset))}
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Change times"), base, changed, drag)


def reshape(pane: PaneState, number: int, shape: Selection, drag: Drag | None = None) -> None:
    """Give an event the time and band of a box drawn on the spectrogram."""
    base = drag.base if drag else pane.annotations
    event = base.events.get(number)
    if event is None:
        return
    changed = replace(
        event, onset_s=shape.start_s, offset_s=shape.end_s, low_hz=shape.low_hz, high_hz=shape.high_hz
    )
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Change box"), base, {number: fit(pane, changed)}, drag)


def set_band(
    pane: PaneState, ids: Iterable[int], low_hz: float | None, high_hz: float | None, drag: Drag | None = None
) -> None:
    """Give events a band, or take it away with two Nones."""
    base = drag.base if drag else pane.annotations
    changed = {n: fit(pane, replace(e, low_hz=low_hz, high_hz=high_hz)) for n, e in _known(base, ids).items()}
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Change band"), base, changed, drag)


def to_lane(pane: PaneState, ids: Iterable[int], lane: str, drag: Drag | None = None) -> None:
    lane = checked_name(lane)
    changed = {n: replace(e, lane=lane) for n, e in _known(pane.annotations, ids).items()}
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Move to lane"), pane.annotations, changed, drag)


def relabel(pane: PaneState, ids: Iterable[int], label: str, drag: Drag | None = None) -> None:
    """Call events something else; a label without a character is refused."""
    label = checked_name(label)
    changed = {n: replace(e, label=label) for n, e in _known(pane.annotations, ids).items()}
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Relabel"), pane.annotations, changed, drag)
    pane.last_label = label


def set_score(pane: PaneState, ids: Iterable[int], score: float | None) -> None:
    changed = {n: replace(e, score=score) for n, e in _known(pane.annotations, ids).items()}
    _put(pane, QT_TRANSLATE_NOOP("labelling", "Change score"), pane.annotations, changed)


def delete(pane: PaneState, ids: Iterable[int]) -> None:
    gone = _known(pane.annotations, ids)
    if gone:
        pane.edit(QT_TRANSLATE_NOOP("labelling", "Delete label"), lambda old: old.removing(gone))


def duplicate(pane: PaneState, ids: Iterable[int]) -> list[int]:
    """Copies at the same place, picked in place of the originals."""
    events = list(_known(pane.annotations, ids).values())
    first = pane.annotations.next_id
    if not events:
        return []
    pane.edit(QT_TRANSLATE_NOOP("labelling", "Duplicate label"), lambda old: old.adding(events))
    made = list(range(first, first + len(events)))
    pane.pick(made)
    return made


def split(pane: PaneState, ids: Iterable[int], at_s: float) -> list[int]:
    """Cut events in two at a time, where both halves keep a length. Gives the second halves' numbers."""
    def long_enough(event: Event) -> bool:
        return event.onset_s + SHORTEST_EVENT_S <= at_s <= event.offset_s - SHORTEST_EVENT_S

    cut = {n: e for n, e in _known(pane.annotations, ids).items() if long_enough(e)}
    if not cut:
        return []
    first = pane.annotations.next_id
    heads = {n: replace(e, offset_s=at_s) for n, e in cut.items()}
    tails = [replace(e, onset_s=at_s) for e in cut.values()]
    pane.edit(QT_TRANSLATE_NOOP("labelling", "Split label"), lambda old: old.replacing(heads).adding(tails))
    made = list(range(first, first + len(tails)))
    pane.pick([*cut, *made])
    return made


def merge(pane: PaneState, ids: Iterable[int]) -> int | None:
    """Make one event of two or more: named as the earliest, from the first onset to the last offset."""
    events = _known(pane.annotations, ids)
    if len(events) < 2:
        return None
    kept = min(events, key=lambda n: (events[n].onset_s, n))
    whole = _union(events[kept], list(events.values()))
    rest = events.keys() - {kept}
    text = QT_TRANSLATE_NOOP("labelling", "Merge labels")
    pane.edit(text, lambda old: old.replacing({kept: whole}).removing(rest))
    pane.pick([kept])
    return kept


def nudge(pane: PaneState, ids: Iterable[int], by_s: float) -> None:
    """Move by a key; presses that follow one another on the same events are one step of undo."""
    events = _known(pane.annotations, ids)
    if not events:
        return
    room = _shift_within(by_s, [(e.onset_s, e.offset_s) for e in events.values()], pane.duration_s)
    moved = {n: fit(pane, _shifted(e, room, 0.0)) for n, e in events.items()}
    key = ("nudge", frozenset(events))
    pane.edit(QT_TRANSLATE_NOOP("labelling", "Nudge label"), lambda old: old.replacing(moved), key)


def snapped(
    pane: PaneState, time_s: float, tolerance_s: float, edges_s: Iterable[float] = (), but_s: Iterable[float] = ()
) -> float:
    """The nearest of the given edges, the selection's, the cursor and the file's ends, if near enough.

    `but_s` are times that do not draw: where a dragged edge comes from, or it could not be moved by a little.
    """
    chosen = pane.selection
    marks = {*edges_s, 0.0, pane.duration_s, pane.position_s}
    marks |= {chosen.start_s, chosen.end_s} if chosen else set()
    nearest = min(marks - set(but_s), key=lambda mark: abs(mark - time_s), default=time_s)
    return nearest if abs(nearest - time_s) <= tolerance_s else time_s


def new_lane(pane: PaneState, name: str) -> None:
    name = _unused_lane(pane, name)
    pane.edit(QT_TRANSLATE_NOOP("labelling", "Add lane"), lambda old: old.with_lane(name))
    pane.active_lane = name


def rename_lane(pane: PaneState, lane: str, name: str) -> None:
    if name.strip() == lane:
        return
    name = _unused_lane(pane, name)
    pane.edit(QT_TRANSLATE_NOOP("labelling", "Rename lane"), lambda old: old.renaming_lane(lane, name))
    if pane.active_lane == lane:
        pane.active_lane = name


def delete_lane(pane: PaneState, lane: str) -> None:
    """The lane goes, and the events that stand on it."""
    pane.edit(QT_TRANSLATE_NOOP("labelling", "Delete lane"), lambda old: old.without_lane(lane))
    if pane.active_lane == lane:
        pane.active_lane = pane.annotations.lanes[0]


def checked_name(text: str) -> str:
    """A label or lane name as it is kept: one line without spaces around it."""
    name = " ".join(text.split())
    if not name:
        raise UsageError(QT_TRANSLATE_NOOP("labelling", "A name needs a character: type one, or press Esc."))
    return name


def nyquist_hz(pane: PaneState) -> float:
    return pane.rate_hz / 2


def fit(pane: PaneState, event: Event) -> Event:
    """The event, cut so that it lies inside the recording and its band."""
    onset = min(max(event.onset_s, 0.0), pane.duration_s - SHORTEST_EVENT_S)
    offset = min(max(event.offset_s, onset + SHORTEST_EVENT_S), pane.duration_s)
    low, high = _fit_band(event.low_hz, event.high_hz, nyquist_hz(pane))
    if (onset, offset, low, high) == (event.onset_s, event.offset_s, event.low_hz, event.high_hz):
        return event
    return replace(event, onset_s=onset, offset_s=offset, low_hz=low, high_hz=high)


def _fit_band(low: float | None, high: float | None, nyquist: float) -> tuple[float | None, float | None]:
    if nyquist <= 0:
        return None, None
    if low is None or high is None:  # a band that is open at one end, as label files may hold it
        return _fit_edge(low, nyquist), _fit_edge(high, nyquist)
    low, high = (min(max(edge, 0.0), nyquist) for edge in sorted((low, high)))
    return (low, high) if high > low else (None, None)


def _fit_edge(hz: float | None, nyquist: float) -> float | None:
    return None if hz is None else min(max(hz, 0.0), nyquist)


def _known(annotations: Annotations, ids: Iterable[int]) -> dict[int, Event]:
    return {n: annotations.events[n] for n in sorted(ids) if n in annotations.events}


def _put(
    pane: PaneState, text: str, base: Annotations, changed: dict[int, Event], drag: Drag | None = None
) -> None:
    """Replace events in `base`; in a drag the later edit of the same drag stands in place of the former."""
    new: Callable[[Annotations], Annotations] = lambda _old: base.replacing(changed)  # noqa: E731
    if any(base.events[n] != event for n, event in changed.items()) or pane.annotations is not base:
        pane.edit(text, new, drag)


def _shift_within(by: float, spans: Iterable[tuple[float, float]], limit: float) -> float:
    spans = list(spans)
    if not spans:
        return 0.0
    lowest, highest = min(low for low, _ in spans), max(high for _, high in spans)
    return max(min(by, limit - highest), -lowest)


def _shifted(event: Event, by_s: float, by_hz: float) -> Event:
    low, high = event.low_hz, event.high_hz
    if by_hz and low is not None and high is not None:
        low, high = low + by_hz, high + by_hz
    onset, offset = event.onset_s + by_s, event.offset_s + by_s
    return replace(event, onset_s=onset, offset_s=offset, low_hz=low, high_hz=high)


def _union(first: Event, events: list[Event]) -> Event:
    bands = [Selection(e.onset_s, e.offset_s, e.low_hz, e.high_hz).band for e in events]
    lows, highs = zip(*[band or (None, None) for band in bands], strict=True)
    whole_band = None not in lows
    scores = [e.score for e in events if e.score is not None]
    verdicts = {e.verdict for e in events}
    return replace(
        first,
        offset_s=max(e.offset_s for e in events),
        low_hz=min(lows) if whole_band else None,
        high_hz=max(highs) if whole_band else None,
        score=max(scores, default=None),
        verdict=verdicts.pop() if len(verdicts) == 1 else Verdict.OPEN,
    )


def lane_for_new(pane: PaneState) -> str:
    """The active lane, or the first where an undo has taken the active one away."""
    lanes = pane.annotations.lanes
    return pane.active_lane if pane.active_lane in lanes else lanes[0]


def _unused_lane(pane: PaneState, name: str) -> str:
    name = checked_name(name)
    if name in pane.annotations.lanes:
        raise UsageError(QT_TRANSLATE_NOOP("labelling", "There is a lane of that name: choose another name."))
    return name
