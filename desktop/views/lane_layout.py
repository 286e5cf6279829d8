"""Where events stand in the lanes: which lane, in which order, and in which sub-row where they overlap.

Kept as sorted arrays, and after an edit mended only where the edit was, so that a drag among a hundred
thousand events stays fluid. Knows nothing of Qt or of what is visible: scrolling never changes the layout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.annotations import Annotations
from desktop.event_columns import EventColumns

MOST_SUBROWS = 8  # where more events overlap than this, the last sub-row holds the rest
_MENDED_AT_MOST = 2000
Floats = NDArray[np.float64]


class Grouping(StrEnum):
    """What a lane stands for."""

    LANE = "lane"
    LABEL = "label"


@dataclass(frozen=True)
class Lane:
    """The events of one lane by onset.

    `reach_s[i]` is the last offset of events 0…i. It rises, so the first event that touches a time is found
    by bisection although a long one may stand far to the left.
    """

    name: str
    ids: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    onset_s: Floats = field(default_factory=lambda: np.zeros(0))
    offset_s: Floats = field(default_factory=lambda: np.zeros(0))
    label: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    verdict: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    subrow: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    reach_s: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def depth(self) -> int:
        """How many sub-rows the lane needs."""
        return int(self.subrow.max()) + 1 if len(self.subrow) else 1

    def touching(self, start_s: float, end_s: float) -> NDArray[np.int64]:
        """Places of the events that have a part in a range of time."""
        first = int(np.searchsorted(self.reach_s, start_s, "left"))
        last = int(np.searchsorted(self.onset_s, end_s, "right"))
        return first + np.flatnonzero(self.offset_s[first:last] >= start_s)

    def place_of(self, number: int) -> int | None:
        places = np.flatnonzero(self.ids == number)
        return int(places[0]) if len(places) else None


class LaneLayout:
    """The lanes of a pane, from the top. `sync` brings them in step with the events."""

    def __init__(self, grouping: Grouping = Grouping.LANE) -> None:
        self.grouping = grouping
        self.lanes: list[Lane] = []
        self._version = -1

    def regroup(self, grouping: Grouping) -> None:
        if grouping is not self.grouping:
            self.grouping = grouping
            self._version = -1

    def sync(self, columns: EventColumns, annotations: Annotations) -> None:
        mendable = columns.version == self._version + 1 and len(columns.touched) <= _MENDED_AT_MOST
        if columns.version != self._version:
            known = self._mended(columns) if mendable else self._built(columns)
            self._version = columns.version
        else:
            known = {lane.name: lane for lane in self.lanes}
        filled = [name for name, lane in known.items() if len(lane.ids)]
        names = sorted(filled)
        if self.grouping is Grouping.LANE:
            names = list(dict.fromkeys((*annotations.lanes, *filled)))
        self.lanes = [known.get(name) or Lane(name) for name in names]

    def _built(self, columns: EventColumns) -> dict[str, Lane]:
        texts, codes = self._groups(columns)
        order = columns.order()
        order = order[np.argsort(codes[order], kind="stable")]
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        parts = np.split(order, starts[1:]) if len(order) else []
        named = {texts[codes[part[0]]]: part for part in parts}
        return {name: _stacked(_rows(name, columns, part)) for name, part in named.items()}

    def _mended(self, columns: EventColumns) -> dict[str, Lane]:
        texts, codes = self._groups(columns)
        rows = columns.rows_of(columns.touched)
        arrived = {texts[code]: rows[codes[rows] == code] for code in np.unique(codes[rows])}
        known = {lane.name: lane for lane in self.lanes}
        lanes = {**{name: Lane(name) for name in arrived}, **known}
        return {name: _mend(lane, columns, arrived.get(name, rows[:0])) for name, lane in lanes.items()}

    def _groups(self, columns: EventColumns) -> tuple[list[str], NDArray[np.int32]]:
        if self.grouping is Grouping.LANE:
            return columns.lanes.texts, columns.lane
        return columns.labels.texts, columns.label


def _rows(name: str, columns: EventColumns, rows: NDArray[np.int64]) -> Lane:
    return Lane(
        name, columns.ids[rows], columns.onset_s[rows], columns.offset_s[rows],
        columns.label[rows], columns.verdict[rows],
    )


def _stacked(lane: Lane) -> Lane:
    reach = np.maximum.accumulate(lane.offset_s) if len(lane.offset_s) else lane.offset_s
    return replace(lane, reach_s=reach, subrow=stack(lane.onset_s, lane.offset_s))


def _mend(lane: Lane, columns: EventColumns, arrived: NDArray[np.int64]) -> Lane:
    """The lane without the touched events that it had, with those that it has now."""
    gone = np.flatnonzero(_is_among(lane.ids, columns.touched))
    if not len(gone) and not len(arrived):
        return lane
    arrived = arrived[np.lexsort((columns.offset_s[arrived], columns.onset_s[arrived]))]
    changed_s = np.concatenate([lane.onset_s[gone], columns.onset_s[arrived]])
    kept = _columnwise(lane, lambda _name, values: np.delete(values, gone))
    places = np.searchsorted(kept.onset_s, columns.onset_s[arrived], "right")
    fresh = _rows(lane.name, columns, arrived)
    fresh = replace(fresh, subrow=np.zeros(len(arrived), np.uint8))
    new = _columnwise(kept, lambda name, values: np.insert(values, places, getattr(fresh, name)))
    return _restacked(new, changed_s.min(), changed_s.max())


def _columnwise(lane: Lane, change: Callable[[str, NDArray[Any]], NDArray[Any]]) -> Lane:
    names = ("ids", "onset_s", "offset_s", "label", "verdict", "subrow")
    return Lane(lane.name, *(change(name, getattr(lane, name)) for name in names))


def _restacked(lane: Lane, from_s: float, to_s: float) -> Lane:
    """Stack again only the cluster of overlapping events around what has changed."""
    if not len(lane.ids):
        return Lane(lane.name)
    reach = np.maximum.accumulate(lane.offset_s)
    gaps = np.flatnonzero(lane.onset_s[1:] >= reach[:-1]) + 1  # where a cluster begins
    starts = np.concatenate([[0], gaps, [len(reach)]])
    first = int(np.searchsorted(lane.onset_s, from_s, "left"))
    last = int(np.searchsorted(lane.onset_s, to_s, "right"))
    begin = int(starts[max(int(np.searchsorted(starts, first, "right")) - 2, 0)])
    end = int(starts[min(int(np.searchsorted(starts, last, "left")) + 1, len(starts) - 1)])
    subrow = lane.subrow.copy()
    subrow[begin:end] = stack(lane.onset_s[begin:end], lane.offset_s[begin:end])
    return replace(lane, reach_s=reach, subrow=subrow)


def _is_among(ids: NDArray[np.int64], few: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.isin(ids, few) if len(few) > 1 else np.equal(ids, few)


def stack(onset_s: Floats, offset_s: Floats) -> NDArray[np.uint8]:
    """The first sub-row that is free at each onset, for events in order of onset.

    One sub-row after another is filled: from each event on to the first one that begins at or after its end.
    """
    subrow = np.zeros(len(onset_s), np.uint8)
    left = np.arange(len(onset_s))
    for row in range(MOST_SUBROWS - 1):
        onset, offset = onset_s[left], offset_s[left]
        if not len(left) or not np.any(onset[1:] < np.maximum.accumulate(offset)[:-1]):
            subrow[left] = row
            return subrow
        following = np.maximum(np.searchsorted(onset, offset, "left"), np.arange(1, len(left) + 1)).tolist()
        taken, place = [], 0
        while place < len(following):
            taken.append(place)
            place = following[place]
        subrow[left[taken]] = row
        left = np.delete(left, taken)
    subrow[left] = MOST_SUBROWS - 1
    return subrow
