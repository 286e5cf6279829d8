"""Which classes have a lane among the detections, where it stands, and the bars on it, as arrays by kind.

Knows nothing of painting; what it says changes with runs, labels and settings, never with scrolling in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from desktop.class_names import plain_name
from desktop.comparing import Comparison, comparison_of
from desktop.detections import Run
from desktop.pane import PaneState

CURVE_PX, BAR_PX, GAP_PX = 34, 12, 8
NOTABLE = 0.3  # a class whose highest score is above this has a lane without an event
REFERENCE = 0  # the key of the row of labels; runs count from 1
Names = Mapping[int, str]


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


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A lane: the curves of a class, and below them a row of bars for each run that knows it, one for the reference.

    `label` is the active run's name for it, where that knows it; `names` are those of all runs, by their keys.
    """

    label: str
    rows: tuple[BarRow, ...]
    top: float
    names: Names

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

    def means(self, label: str) -> bool:
        return label == self.label or label in self.names.values()

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
    comparisons = {run.key: comparison_of(pane, run) for run in runs}
    active = pane.detections.active
    first = active.key if active is not None and active.visible else runs[0].key
    lanes, top = [], 0.0
    for label, names in _classes(pane, runs, comparisons.values()):
        rows = [_row_of_run(key, comparisons[key], name) for key, name in names.items()]
        judge = first if first in names else next(iter(names), first)
        if comparisons[judge].has_reference:
            rows.append(_row_of_reference(comparisons[judge], names.get(judge, label)))
        lanes.append(ClassBand(names.get(first, label), tuple(rows), top, names))
        top += lanes[-1].height
    return lanes


def _classes(pane: PaneState, runs: Sequence[Run], comparisons: Iterable[Comparison]) -> list[tuple[str, Names]]:
    """A name of each class that is shown, and what the runs that know it call it: “Dog” and “dog” are one."""
    found = pane.detections
    known: dict[str, dict[int, str]] = {}
    for run in runs:
        for label in run.scores.classes:
            known.setdefault(plain_name(label), {})[run.key] = label
    with_bars = {label for comparison in comparisons for label in comparison.classes}
    plainly = {plain_name(label) for label in (*with_bars, found.chosen_class or "")}
    sure = {plain: max(run.curves.clip_of(names[run.key]) for run in runs if run.key in names)
            for plain, names in known.items()}
    shown = [plain for plain, names in known.items() if found.shows_all or plain in plainly
             or any(run.curves.highest_of(names[run.key]) >= NOTABLE for run in runs if run.key in names)]
    shown.sort(key=lambda plain: -sure[plain])
    unknown = sorted(label for label in with_bars if plain_name(label) not in known)
    return [*((next(iter(known[plain].values())), known[plain]) for plain in shown), *((name, {}) for name in unknown)]


def _row_of_run(key: int, comparison: Comparison, label: str) -> BarRow:
    match = comparison.classes.get(label)
    if match is None:
        return _empty_row(key)
    kind = np.where(match.hits, np.uint8(Kind.TRUE), np.uint8(Kind.FALSE if comparison.has_reference else Kind.PLAIN))
    return BarRow(key, match.said, *match.said_s, kind)


def _row_of_reference(judge: Comparison, label: str) -> BarRow:
    """Missed is what the run missed that is looked at: the active one, or the first that knows the class."""
    match = judge.classes.get(label)
    if match is None:
        return _empty_row(REFERENCE)
    kind = np.where(match.found, np.uint8(Kind.FOUND), np.uint8(Kind.MISSED))
    return BarRow(REFERENCE, match.there, *match.there_s, kind)


def _empty_row(key: int) -> BarRow:
    return BarRow(key, (), np.zeros(0), np.zeros(0), np.zeros(0, np.uint8))
