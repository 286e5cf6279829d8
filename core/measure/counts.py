"""What was found, what was false, what was missed, per file and class: all F1 measures and their intervals come of it.

Counts of files add up, so resampling the files is one matrix product and never a new comparison of events.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from core.errors import DataError

Numbers = NDArray[np.float64]
Statistic = Callable[[Numbers], Numbers]  # (draws, files), how often each file is taken -> (draws,)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Arrays are (files, classes). A measure may count an estimate as neither found nor false (intersection does)."""

    files: tuple[str, ...]
    classes: tuple[str, ...]
    found: NDArray[np.int64]
    false: NDArray[np.int64]
    missed: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Of one class over all files. NaN where nothing defines a figure."""

    found: int
    false: int
    missed: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Over all files: `micro` pools the classes, `macro` is the mean of the classes that have references."""

    micro: ClassFigures
    macro_precision: float
    macro_recall: float
    macro_f1: float
    classes: Mapping[str, ClassFigures]


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """Events of many files as columns; `file` and `label` are places in the lists they were made with."""

    file: NDArray[np.int64]
    label: NDArray[np.int64]
    onset_s: Numbers
    offset_s: Numbers


def figures(counts: Counts) -> Figures:
    found, false, missed = (array.sum(axis=0).astype(np.float64) for array in
                            (counts.found, counts.false, counts.missed))
    by_class = {name: _figures_of(*(float(array[i]) for array in (found, false, missed)))
                for i, name in enumerate(counts.classes)}
    there = [one for one in by_class.values() if one.found + one.missed]
    return Figures(
        _figures_of(float(found.sum()), float(false.sum()), float(missed.sum())),
        # a class of which nothing was estimated has no precision; it counts as 0, as in the DESED evaluation
        _mean([0.0 if np.isnan(one.precision) else one.precision for one in there]),
        _mean([one.recall for one in there]), _mean([one.f1 for one in there]), by_class,
    )


def micro_f1(counts: Counts) -> Statistic:
    def of(weights: Numbers) -> Numbers:
        found, false, missed = (total.sum(axis=-1) for total in sums(counts, weights))
        return ratio(2 * found, 2 * found + false + missed)

    return of


def macro_f1(counts: Counts) -> Statistic:
    def of(weights: Numbers) -> Numbers:
        found, false, missed = sums(counts, weights)
        by_class = np.where(found + missed > 0, ratio(2 * found, 2 * found + false + missed), np.nan)
        return nan_mean(by_class)

    return of


def sums(counts: Counts, weights: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(draws, classes) of what was found, false, missed when each file is taken so many times."""
    return tuple(weights @ array.astype(np.float64)  # type: ignore[return-value]
                 for array in (counts.found, counts.false, counts.missed))


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """NaN where there is no whole."""
    made: Numbers = np.divide(part, whole, out=np.full(np.broadcast(part, whole).shape, np.nan), where=whole > 0)
    return made


def nan_mean(values: Numbers) -> Numbers:
    """Over the last axis; NaN, without a warning, where nothing is defined."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean: Numbers = np.nanmean(values, axis=-1)
    return mean


def classes_of(*events: Mapping[str, Sequence[Event]]) -> tuple[str, ...]:
    """All labels that occur, in order."""
    return tuple(sorted({event.label for files in events for listed in files.values() for event in listed}))


def check_files(references: Mapping[str, object], estimates: Mapping[str, object]) -> tuple[str, ...]:
    """The files that are measured: those of the references, one without events included. Raises `DataError`."""
    unknown = sorted(estimates.keys() - references.keys())
    if unknown:
        raise DataError(f"there is no reference for “{unknown[0]}” ({len(unknown)} in all): "
                        "list files without events too, or leave their estimates out.")
    return tuple(references)


def flat(events: Mapping[str, Sequence[Event]], files: Sequence[str], classes: Sequence[str]) -> Flat:
    """Events of other classes and without length are left out."""
    number = {name: i for i, name in enumerate(classes)}
    rows = [(i, number[event.label], event.onset_s, event.offset_s)
            for i, name in enumerate(files) for event in events.get(name, ())
            if event.label in number and event.offset_s > event.onset_s]
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return Flat(columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64), columns[:, 2], columns[:, 3])


def tally(events: Flat, chosen: NDArray[np.bool_], n_files: int, n_classes: int) -> NDArray[np.int64]:
    """(files, classes): how many of the chosen events each has."""
    place = events.file[chosen] * n_classes + events.label[chosen]
    return np.bincount(place, minlength=n_files * n_classes).reshape(n_files, n_classes)


def _figures_of(found: float, false: float, missed: float) -> ClassFigures:
    def share(part: float, whole: float) -> float:
        return part / whole if whole else float("nan")

    return ClassFigures(int(found), int(false), int(missed), share(found, found + false),
                        share(found, found + missed), share(2 * found, 2 * found + false + missed))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
