"""Intersection-based measures: an estimate is right when enough of it lies on references, whatever their borders.

`dtc` is the share of an estimate that must lie on references of its class, `gtc` the share of a reference that such
estimates must cover, `cttc` the share of a false estimate on another class that makes it a cross-trigger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from core.measure.counts import Counts, Flat, Numbers, check_files, classes_of, flat, tally

ROUNDING_S = 1e-6
_BLOCK = 1024  # estimates that are compared with a file's references at once


@dataclass(frozen=True, slots=True)
class Criteria:
    dtc: float = 0.5
    gtc: float = 0.5
    cttc: float = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Intersections:
    """An estimate that is relevant but does not suffice to find its reference is neither found nor false."""

    counts: Counts
    crossed: NDArray[np.int64]  # (classes, classes): false estimates of a row that lie on references of a column


def intersections(references: Mapping[str, Sequence[Event]], estimates: Mapping[str, Sequence[Event]],
                  classes: Sequence[str] | None = None, criteria: Criteria = Criteria()) -> Intersections:
    files = check_files(references, estimates)
    names = tuple(classes) if classes is not None else classes_of(references, estimates)
    there, said = flat(references, files, names), flat(estimates, files, names)
    relevant, found = np.zeros(len(said.file), dtype=bool), np.zeros(len(there.file), dtype=bool)
    crossed = np.zeros((len(names), len(names)), dtype=np.int64)
    ends_there = np.searchsorted(there.file, np.arange(len(files) + 1))
    ends_said = np.searchsorted(said.file, np.arange(len(files) + 1))
    for i in range(len(files)):
        mine, theirs = slice(*ends_said[i : i + 2]), slice(*ends_there[i : i + 2])
        relevant[mine], found[theirs] = _one_file(_cut(there, theirs), _cut(said, mine), criteria, crossed)
    shape = len(files), len(names)
    counts = Counts(files, names, tally(there, found, *shape), tally(said, ~relevant, *shape),
                    tally(there, ~found, *shape))
    return Intersections(counts, crossed)


def _one_file(there: Flat, said: Flat, criteria: Criteria, crossed: NDArray[np.int64]
              ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which estimates are relevant, which references are found; `crossed` is added to."""
    covered_s = np.zeros(len(there.file))
    relevant = np.zeros(len(said.file), dtype=bool)
    for start in range(0, len(said.file), _BLOCK):
        block = slice(start, start + _BLOCK)
        some = _cut(said, block)
        shared_s = _shared_s(there, some)
        same = some.label[:, None] == there.label
        length_s = some.offset_s - some.onset_s
        enough = (shared_s * same).sum(axis=1) >= criteria.dtc * length_s - ROUNDING_S
        relevant[block] = enough
        covered_s += (shared_s * (same & enough[:, None])).sum(axis=0)
        _add_crossed(crossed, some, there, shared_s * ~same, ~enough, criteria.cttc * length_s - ROUNDING_S)
    return relevant, covered_s >= criteria.gtc * (there.offset_s - there.onset_s) - ROUNDING_S


def _add_crossed(crossed: NDArray[np.int64], said: Flat, there: Flat, shared_s: Numbers, false: NDArray[np.bool_],
                 least_s: Numbers) -> None:
    for label in np.unique(there.label):
        on_it = false & (said.label != label) & (shared_s[:, there.label == label].sum(axis=1) >= least_s)
        np.add.at(crossed[:, label], said.label[on_it], 1)


def _shared_s(there: Flat, said: Flat) -> Numbers:
    """(estimates, references): how long both are on."""
    start = np.maximum(said.onset_s[:, None], there.onset_s)
    shared: Numbers = np.maximum(np.minimum(said.offset_s[:, None], there.offset_s) - start, 0.0)
    return shared


def _cut(events: Flat, part: slice) -> Flat:
    return Flat(events.file[part], events.label[part], events.onset_s[part], events.offset_s[part])
