"""How a class fares at every threshold: what is found, false and missed, so that a person can choose the point.

Time is cut into pieces; in each, a class has the highest of its scores there. So at any threshold the counts are those
of the segment-based measures of the events that this threshold alone would give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event, Scores
from core.measure.counts import Numbers, check_files, classes_of, ratio
from core.measure.segments import ROUNDING, SEGMENT_S, roll

_ENDS = (0.001, 0.002, 0.003, 0.005, 0.007)  # models that heard many classes give low scores, sure ones high
GRID: tuple[float, ...] = (0.0, *_ENDS, *(i / 100 for i in range(1, 100)), *(1 - end for end in reversed(_ENDS)))


@dataclass(frozen=True, slots=True, eq=False)
class OperatingCurves:
    """Arrays are (classes, thresholds), in pieces of time. NaN where nothing defines a share."""

    classes: tuple[str, ...]
    thresholds: Numbers
    found: NDArray[np.int64]
    false: NDArray[np.int64]
    missed: NDArray[np.int64]

    @property
    def precision(self) -> Numbers:
        return ratio(self.found.astype(np.float64), (self.found + self.false).astype(np.float64))

    @property
    def recall(self) -> Numbers:
        return ratio(self.found.astype(np.float64), (self.found + self.missed).astype(np.float64))

    @property
    def f1(self) -> Numbers:
        found = 2 * self.found.astype(np.float64)
        return ratio(found, found + self.false + self.missed)


def operating_curves(references: Mapping[str, Sequence[Event]], scores: Mapping[str, Scores],
                     classes: Sequence[str] | None = None, thresholds: Sequence[float] = GRID,
                     piece_s: float = SEGMENT_S) -> OperatingCurves:
    """A class is on where its score is above the threshold. A smaller `piece_s`, such as the step of the scores,
    judges times more strictly. Thresholds must rise. Files without scores are missed whole."""
    files = check_files(references, scores)
    names = tuple(classes) if classes is not None else classes_of(references)
    limits = np.asarray(thresholds, dtype=np.float64)
    tallies = np.zeros((2, len(names), len(limits) + 1), dtype=np.int64)  # without, with a reference
    for name in files:
        pieces = _pieces(scores.get(name), names, references[name], piece_s)
        truth = roll(references[name], names, len(pieces), piece_s)
        passed = np.searchsorted(limits.astype(np.float32), pieces, side="left")  # thresholds that a score is above
        place = (truth * len(names) + np.arange(len(names))) * (len(limits) + 1) + passed
        tallies += np.bincount(place.ravel(), minlength=tallies.size).reshape(tallies.shape)
    above = np.cumsum(tallies[..., ::-1], axis=-1)[..., ::-1]
    found, false = above[1, :, 1:], above[0, :, 1:]
    return OperatingCurves(names, limits, found, false, above[1, :, :1] - found)


def best_thresholds(curves: OperatingCurves) -> dict[str, float]:
    """Where F1 is highest: the middle of the first stretch of equal ones. Classes without references have none."""
    best: dict[str, float] = {}
    for name, f1 in zip(curves.classes, curves.f1, strict=True):
        if not np.isfinite(f1).any() or not np.nanmax(f1) > 0:
            continue
        top = np.flatnonzero(f1 >= np.nanmax(f1) - 1e-12)
        end = int(np.argmax(np.append(np.diff(top) > 1, True)))
        best[name] = float(curves.thresholds[top[end // 2]])
    return best


def _pieces(scores: Scores | None, names: Sequence[str], events: Sequence[Event], piece_s: float
            ) -> NDArray[np.float32]:
    """(pieces, classes): the highest score of each class in each piece of time."""
    if scores is None:
        end_s = max((event.offset_s for event in events), default=0.0)
        return np.full((math.ceil(end_s / piece_s - ROUNDING), len(names)), -1.0, dtype=np.float32)
    grid = scores.grid
    count = max(math.ceil((grid.start_s + scores.duration_s) / piece_s - ROUNDING), 0)
    made = np.full((count, len(names)), -1.0, dtype=np.float32)
    known = [(i, scores.classes.index(name)) for i, name in enumerate(names) if name in scores.classes]
    if not known or not count:
        return made
    ours, theirs = [i for i, _ in known], [j for _, j in known]
    start_s = grid.start_s + np.arange(grid.count) * grid.step_s
    end_s = np.minimum(start_s + grid.step_s, grid.start_s + scores.duration_s)
    first = np.floor(start_s / piece_s + ROUNDING).astype(np.int64)
    last = np.ceil(end_s / piece_s - ROUNDING).astype(np.int64) - 1
    for shift in range(int((last - first).max(initial=-1)) + 1):  # a frame may lie in several pieces
        inside = (first + shift <= last) & (first + shift < count)
        rows = np.zeros((count, len(ours)), dtype=np.float32) - 1.0
        np.maximum.at(rows, (first + shift)[inside], scores.values[inside][:, theirs])
        made[:, ours] = np.maximum(made[:, ours], rows)
    return made
