"""Which classes have a lane among the detections, where it stands, and the bars on it, as arrays by kind.

Knows nothing of painting; what it says changes with runs, labels and settings, never with scrolling in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from desktop.comparing import comparison_of, reference_of
from desktop.detections import Run
from desktop.pane import PaneState

CURVE_PX, BAR_PX, GAP_PX = 34, 12, 8
NOTABLE = 0.3  # a class whose highest score is above this has a lane without an event
REFERENCE = 0  # the key of the row of labels; runs count from 1


class Kind(IntEnum):
    PLAIN = 0  # there is nothing to compare with
    TRUE = 1
    FALSE = 2
    FOUND = 3  # of the reference
    MISSED = 4


@dataclass(frozen=True, eq=False)
class BarRow:
    """The events of one class of one run, or of the reference, by onset."""

    key: int
    events: tuple[Event, ...]
    onset_s: NDArray[np.float64]
    offset_s: NDArray[np.float64]
    kind: NDArray[np.uint8]

    @classmethod
    def of(cls, key: int, pairs: Sequence[tuple[Event, Kind]]) -> BarRow:
        ordered = sorted(pairs, key=lambda pair: (pair[0].onset_s, pair[0].offset_s))
        events = tuple(event for event, _ in ordered)
        return cls(key, events, np.array([e.onset_s for e in events], float),
                   np.array([e.offset_s for e in events], float), np.array([k for _, k in ordered], np.uint8))


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A lane: the curves of a class, and below them a row of bars for each run and one for the reference."""

    label: str
    rows: tuple[BarRow, ...]
    top: float

    @property
    def height(self) -> float:
        return CURVE_PX + len(self.rows) * BAR_PX + GAP_PX

    @property
    def curve_top(self) -> float:
        return self.top + GAP_PX / 2

    def y_of(self, score: float) -> float:
        return self.curve_top + (1 - score) * CURVE_PX

    def score_at(self, y: float) -> float:
        return min(max(1 - (y - self.curve_top) / CURVE_PX, 0.0), 1.0)

    def row_top(self, place: int) -> float:
        return self.curve_top + CURVE_PX + 1 + place * BAR_PX

    def row_at(self, y: float) -> BarRow | None:
        place = int((y - self.row_top(0)) // BAR_PX)
        return self.rows[place] if 0 <= place < len(self.rows) else None


def lanes_of(pane: PaneState) -> list[ClassBand]:
    """The lanes from the top, which stands at 0: the surest class first, whatever the thresholds are."""
    runs = pane.detections.visible
    if not runs:
        return []
    bars: dict[int, dict[str, list[tuple[Event, Kind]]]] = {run.key: _bars_of_run(pane, run) for run in runs}
    has_reference = bool(reference_of(pane))
    if has_reference:
        bars[REFERENCE] = _bars_of_reference(pane, runs)
    lanes, top = [], 0.0
    for label in _classes(pane, runs, bars.values()):
        rows = tuple(BarRow.of(key, of_class.get(label, ())) for key, of_class in bars.items())
        lanes.append(ClassBand(label, rows, top))
        top += lanes[-1].height
    return lanes


def _classes(pane: PaneState, runs: Sequence[Run], bars: Iterable[dict[str, list[tuple[Event, Kind]]]]) -> list[str]:
    found = pane.detections
    with_bars = {label for of_class in bars for label in of_class}
    known = dict.fromkeys(label for run in runs for label in run.scores.classes)
    shown = [label for label in (*known, *sorted(with_bars - known.keys()))
             if found.shows_all or label in with_bars or label == found.chosen_class
             or any(run.curves.highest_of(label) >= NOTABLE for run in runs)]
    return sorted(shown, key=lambda label: -max(run.curves.clip_of(label) for run in runs))


def _bars_of_run(pane: PaneState, run: Run) -> dict[str, list[tuple[Event, Kind]]]:
    comparison = comparison_of(pane, run)
    hits = [None] * len(run.events) if comparison is None else comparison.hits
    bars: dict[str, list[tuple[Event, Kind]]] = {}
    for event, hit in zip(run.events, hits, strict=True):
        kind = Kind.PLAIN if hit is None else Kind.TRUE if hit else Kind.FALSE
        bars.setdefault(event.label, []).append((event, kind))
    return bars


def _bars_of_reference(pane: PaneState, runs: Sequence[Run]) -> dict[str, list[tuple[Event, Kind]]]:
    """Missed is what the run missed that is looked at: the active one, or the first that is seen."""
    active = pane.detections.active
    judge = active if active is not None and active.visible else runs[0]
    comparison = comparison_of(pane, judge)
    bars: dict[str, list[tuple[Event, Kind]]] = {}
    if comparison is not None:
        for event, found in zip(comparison.reference, comparison.found, strict=True):
            bars.setdefault(event.label, []).append((event, Kind.FOUND if found else Kind.MISSED))
    return bars
