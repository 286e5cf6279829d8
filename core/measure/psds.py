"""The polyphonic sound detection score: how many references are found, averaged over rates of false alarms.

It is exact over all thresholds, as that of sed_scores_eval (which the tests hold it to), and so a little above that of
psds_eval, which tries fifty. Classes without references are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event, Scores
from core.measure.counts import Numbers, Statistic, check_files, classes_of
from core.measure.intersection import Criteria
from core.measure.thresholds import Steps, merged, steps_of_file

HOUR_S = 3600.0
DRAWS = 200
_CELLS = 2000  # of the axis of false alarms, in draws
_FAR = 4.0  # in draws, what lies beyond this multiple of the highest rate cannot come back below it


@dataclass(frozen=True, slots=True)
class Weighing:
    """What makes one PSDS of counts: α for cross-triggers and for the spread over classes, the highest rate."""

    criteria: Criteria
    alpha_ct: float
    alpha_st: float
    most_per_hour: float = 100.0


PSDS1 = Weighing(Criteria(0.7, 0.7, 0.3), 0.0, 1.0)
PSDS2 = Weighing(Criteria(0.1, 0.1, 0.3), 0.5, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One class over all files: changes sorted by falling score. `crossed_*` list single changes: where, with whom."""

    scores: NDArray[np.float32]
    file: NDArray[np.int32]
    found: NDArray[np.int32]
    false: NDArray[np.int32]
    crossed_at: NDArray[np.int64]
    crossed_class: NDArray[np.int32]
    crossed: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """All that any PSDS with these criteria needs of references and scores."""

    files: tuple[str, ...]
    classes: tuple[str, ...]
    columns: tuple[Column, ...]
    durations_s: Numbers  # (files,)
    references: Numbers  # (files, classes)
    references_s: Numbers  # (files, classes): how long they last


@dataclass(frozen=True, slots=True, eq=False)
class Psds:
    value: float
    classes: Mapping[str, float]
    curve: tuple[Numbers, Numbers]  # false alarms an hour, effective rate of found references


def sweep(references: Mapping[str, Sequence[Event]], scores: Mapping[str, Scores],
          durations: Mapping[str, float], criteria: Criteria, crossing: bool = True) -> Sweep:
    """Scores must be post-processed. A file without scores has no events at any threshold."""
    files = check_files(references, scores)
    names = classes_of(references)
    spans = [[merged([(e.onset_s, e.offset_s) for e in references[name] if e.label == label]) for label in names]
             for name in files]
    steps = [steps_of_file(scores[name], references[name], names, criteria, crossing) if name in scores else None
             for name in files]
    columns = tuple(_column([(i, part[c]) for i, part in enumerate(steps) if part]) for c in range(len(names)))
    shape = len(files), len(names)
    return Sweep(files, names, columns, np.array([durations[name] for name in files], dtype=np.float64),
                 np.array([[len(one) for one in row] for row in spans], dtype=np.float64).reshape(shape),
                 np.array([[sum(b - a for a, b in one) for one in row] for row in spans], np.float64).reshape(shape))


def psds(made: Sweep, weighing: Weighing) -> Psds:
    """Over all files, exactly."""
    once = np.ones(len(made.files))
    curves = [_staircase(*_rates(made, c, once, weighing.alpha_ct), weighing.most_per_hour)
              for c in range(len(made.classes))]
    if not curves:
        return Psds(float("nan"), {}, (np.zeros(0), np.zeros(0)))
    by_class = {name: _area(*curve, weighing.most_per_hour) for name, curve in zip(made.classes, curves, strict=True)}
    axis = np.unique(np.concatenate([rate for rate, _ in curves]))
    height = np.stack([found[np.searchsorted(rate, axis, side="right") - 1] for rate, found in curves])
    effective = np.maximum(height.mean(axis=0) - weighing.alpha_st * height.std(axis=0), 0.0)
    return Psds(_area(axis, effective, weighing.most_per_hour), by_class, (axis, effective))


def psds_statistic(made: Sweep, weighing: Weighing) -> Statistic:
    """For intervals: the axis of false alarms in fine cells, so that nothing is sorted in a draw."""
    near = _near(made, weighing)

    def of(weights: Numbers) -> Numbers:
        return np.array([_celled(near, weight, weighing) for weight in weights])

    return of


def _celled(made: Sweep, weight: Numbers, weighing: Weighing) -> float:
    step = weighing.most_per_hour / _CELLS
    height = np.full((len(made.classes), _CELLS), np.nan)
    there = weight @ made.references
    for c in np.flatnonzero(there > 0).tolist():
        rate, found = _rates(made, c, weight, weighing.alpha_ct)
        cell = np.ceil(rate / step - 1e-9).astype(np.int64)
        inside = cell < _CELLS
        best = np.zeros(_CELLS)
        np.maximum.at(best, cell[inside], found[inside])
        height[c] = np.maximum.accumulate(best)
    height = height[there > 0]
    if not len(height):
        return float("nan")
    return float(np.maximum(height.mean(axis=0) - weighing.alpha_st * height.std(axis=0), 0.0).mean())


def _rates(made: Sweep, c: int, weight: Numbers, alpha_ct: float) -> tuple[Numbers, Numbers]:
    """False alarms an hour and the share of references found, at every score of a class, and above all scores."""
    column = made.columns[c]
    hours = float(weight @ made.durations_s) / HOUR_S
    there = float(weight @ made.references[:, c])
    times = weight[column.file]
    change = times * column.false / hours
    if alpha_ct and len(made.classes) > 1:
        others_s = np.maximum(weight @ made.references_s, 1e-12)
        share = times[column.crossed_at] * column.crossed / others_s[column.crossed_class] * HOUR_S
        change = change + alpha_ct / (len(made.classes) - 1) * np.bincount(
            column.crossed_at, share, minlength=len(change))
    last = np.flatnonzero(np.append(np.diff(column.scores) != 0, True)) if len(change) else np.zeros(0, np.int64)
    rate = np.concatenate([[0.0], np.maximum(np.cumsum(change)[last], 0.0)])
    found = np.concatenate([[0.0], np.cumsum(times * column.found)[last] / max(there, 1.0)])
    return rate, found


def _staircase(rate: Numbers, found: Numbers, most: float) -> tuple[Numbers, Numbers]:
    """Each rate once, with the most that is found at it or below."""
    rate = np.round(rate, 9)  # sums in another order are the same rate
    order = np.argsort(rate, kind="stable")
    axis, best = rate[order], np.maximum.accumulate(found[order])
    kept = np.append(np.diff(axis) > 0, True) & (axis <= most)
    return axis[kept], best[kept]


def _area(axis: Numbers, height: Numbers, most: float) -> float:
    return float((height * np.diff(axis, append=most)).sum() / most)


def _column(parts: Sequence[tuple[int, Steps]]) -> Column:
    scores = np.concatenate([steps.scores for _, steps in parts] or [np.zeros(0, np.float32)])
    order = np.argsort(-scores, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    crossed: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]] = []
    start = 0
    for _, steps in parts:
        for other, change in steps.crossed.items():
            at = np.flatnonzero(change)
            crossed.append((place[start + at], np.full(len(at), other, dtype=np.int32), change[at]))
        start += len(steps.scores)
    empty = np.zeros(0, dtype=np.int32)
    file = np.concatenate([np.full(len(steps.scores), i, dtype=np.int32) for i, steps in parts] or [empty])
    found, false = (np.concatenate([getattr(steps, name) for _, steps in parts] or [empty])
                    for name in ("found", "false"))
    crossed = crossed or [(np.zeros(0, dtype=np.int64), empty, empty)]
    at, who, change = (np.concatenate([row[k] for row in crossed]) for k in range(3))
    return Column(scores[order], file[order], found[order], false[order], at, who.astype(np.int32),
                  change.astype(np.int32))


def _near(made: Sweep, weighing: Weighing) -> Sweep:
    """The stretches of scores at which every draw has far too many false alarms as one change for each file."""
    once = np.ones(len(made.files))
    columns = []
    for c, column in enumerate(made.columns):
        rate, _ = _rates(made, c, once, weighing.alpha_ct)
        far = rate[1:] > _FAR * weighing.most_per_hour
        joined = np.cumsum(np.append(True, ~(far[1:] & far[:-1]))[: len(far)])
        group = np.cumsum(np.append(0, np.diff(column.scores) != 0)[: len(column.scores)])
        columns.append(_joined(column, joined[group] if len(far) else group, len(made.files), len(made.classes)))
    return Sweep(made.files, made.classes, tuple(columns), made.durations_s, made.references, made.references_s)


def _joined(column: Column, group: NDArray[np.int64], n_files: int, n_classes: int) -> Column:
    """One change for each file in each group of scores; the scores themselves are no longer needed but in order."""
    key, place = np.unique(group * n_files + column.file, return_inverse=True)

    def total(changes: NDArray[np.int32], at: NDArray[np.int64], count: int) -> NDArray[np.int32]:
        return np.bincount(at, changes, minlength=count).astype(np.int32)

    pair, pair_place = np.unique(place[column.crossed_at] * n_classes + column.crossed_class, return_inverse=True)
    return Column((-(key // n_files)).astype(np.float32), (key % n_files).astype(np.int32),
                  total(column.found, place, len(key)), total(column.false, place, len(key)), pair // n_classes,
                  (pair % n_classes).astype(np.int32), total(column.crossed, pair_place, len(pair)))
