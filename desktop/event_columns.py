"""A pane's events as NumPy columns, kept in step edit by edit, so that lanes, table and Tab stay quick with
a hundred thousand of them. One set of columns serves all who look at the same pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.annotations import Annotations
from core.domain import Event, Verdict
from core.event_map import EventMap
from desktop.pane import PaneState

VERDICTS = tuple(Verdict)
_VERDICT_CODE = {verdict: code for code, verdict in enumerate(VERDICTS)}
_NUMBERS = ("onset_s", "offset_s", "low_hz", "high_hz", "score")
_COLUMNS: dict[str, type] = {
    "ids": np.int64, **dict.fromkeys(_NUMBERS, np.float64),
    "verdict": np.uint8, "label": np.int32, "lane": np.int32,
}
_shared: WeakKeyDictionary[PaneState, EventColumns] = WeakKeyDictionary()


class Names:
    """Texts by number, in the order in which they were met."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        known = self._codes.get(text)
        if known is None:
            known = self._codes[text] = len(self.texts)
            self.texts.append(text)
        return known


class EventColumns:
    """Row i of every column is one event; rows stand by rising number. A missing number is NaN."""

    def __init__(self) -> None:
        self.ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self.onset_s = self.offset_s = self.low_hz = self.high_hz = self.score = np.zeros(0)
        self.verdict: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.label = self.lane = np.zeros(0, np.int32)
        self.labels, self.lanes = Names(), Names()
        self.version = 0  # rises by one with each change
        self.touched: NDArray[np.int64] = np.zeros(0, np.int64)  # numbers put or dropped by the last change
        self._events = EventMap()
        self._order: tuple[int, NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def sync(self, annotations: Annotations) -> EventColumns:
        events = annotations.events
        assert isinstance(events, EventMap)
        if events is not self._events:
            put, dropped = events.changes_since(self._events)
            self._events = events
            if put or dropped:
                self._drop(dropped)
                self._put(put)
                self.touched = np.array(sorted([*put, *dropped]), np.int64)
                self.version += 1
        return self

    def rows_of(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of the numbers that exist."""
        wanted = np.asarray(ids, np.int64)
        rows = np.searchsorted(self.ids, wanted)
        rows = np.minimum(rows, max(len(self.ids) - 1, 0))
        return rows[self.ids[rows] == wanted] if len(self.ids) else rows[:0]

    def order(self) -> NDArray[np.int64]:
        """Rows by onset, then offset, then number: the order in which Tab visits them."""
        if self._order is None or self._order[0] != self.version:
            self._order = self.version, np.lexsort((self.offset_s, self.onset_s))
        return self._order[1]

    def _drop(self, ids: list[int]) -> None:
        if ids:
            rows = self.rows_of(ids)
            for name in _COLUMNS:
                setattr(self, name, np.delete(getattr(self, name), rows))

    def _put(self, events: Mapping[int, Event]) -> None:
        if not events:
            return
        ids = np.fromiter(events, np.int64, len(events))
        fresh = self._columns_of(ids, list(events.values()))
        known = np.isin(ids, self.ids, assume_unique=True)
        rows = self.rows_of(ids[known])
        places = np.searchsorted(self.ids, ids[~known])
        for name, values in fresh.items():
            column = getattr(self, name).copy()
            column[rows] = values[known]
            if len(places):
                column = np.insert(column, places, values[~known])
            setattr(self, name, column)

    def _columns_of(self, ids: NDArray[np.int64], events: list[Event]) -> dict[str, NDArray[Any]]:
        columns: dict[str, NDArray[Any]] = {"ids": ids}
        for name in _NUMBERS:
            columns[name] = np.array([getattr(event, name) for event in events], dtype=np.float64)
        columns["verdict"] = np.array([_VERDICT_CODE[event.verdict] for event in events], np.uint8)
        columns["label"] = np.array([self.labels.code(event.label) for event in events], np.int32)
        columns["lane"] = np.array([self.lanes.code(event.lane) for event in events], np.int32)
        return columns


def columns_of(pane: PaneState) -> EventColumns:
    """The pane's columns as its events stand now."""
    found = _shared.get(pane)
    if found is None:
        found = _shared[pane] = EventColumns()
    return found.sync(pane.annotations)
