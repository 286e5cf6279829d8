"""Segment-based measures: time in pieces of one second, each class on or off in each of them.

The error rate counts, per segment, substitutions, deletions and insertions over all classes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from core.measure.counts import Counts, Numbers, Statistic, check_files, classes_of, nan_mean, ratio, sums

SEGMENT_S = 1.0
ROUNDING = 1e-6  # of a segment: 30 steps of 0.1 s end at 3 s, not in the fourth second


@dataclass(frozen=True, slots=True, eq=False)
class SegmentCounts:
    """`counts` per class; the others are (files,) over all classes."""

    counts: Counts
    substituted: NDArray[np.int64]
    deleted: NDArray[np.int64]
    inserted: NDArray[np.int64]


def segment_counts(references: Mapping[str, Sequence[Event]], estimates: Mapping[str, Sequence[Event]],
                   durations: Mapping[str, float] | None = None, classes: Sequence[str] | None = None,
                   segment_s: float = SEGMENT_S) -> SegmentCounts:
    """What lies beyond the end of a file does not count; without `durations` a file ends with its last event."""
    files = check_files(references, estimates)
    names = tuple(classes) if classes is not None else classes_of(references, estimates)
    parts = np.zeros((3, len(files), len(names)), dtype=np.int64)
    errors = np.zeros((3, len(files)), dtype=np.int64)
    for i, name in enumerate(files):
        there, said = references[name], estimates.get(name, ())
        length_s = durations.get(name) if durations is not None else None
        count = _segments(there, said, length_s, segment_s)
        truth, guess = roll(there, names, count, segment_s), roll(said, names, count, segment_s)
        both = truth & guess
        parts[:, i] = both.sum(axis=0), (guess & ~truth).sum(axis=0), (truth & ~guess).sum(axis=0)
        n_there, n_said, n_both = truth.sum(axis=1), guess.sum(axis=1), both.sum(axis=1)
        errors[:, i] = ((np.minimum(n_there, n_said) - n_both).sum(), np.maximum(0, n_there - n_said).sum(),
                        np.maximum(0, n_said - n_there).sum())
    return SegmentCounts(Counts(files, names, *parts), *errors)


def error_rate(segments: SegmentCounts) -> Statistic:
    """Over all classes; may exceed 1. NaN without references."""
    wrong = (segments.substituted + segments.deleted + segments.inserted).astype(np.float64)
    there = (segments.counts.found + segments.counts.missed).sum(axis=1).astype(np.float64)

    def of(weights: Numbers) -> Numbers:
        return ratio(weights @ wrong, weights @ there)

    return of


def class_error_rates(segments: SegmentCounts) -> Mapping[str, float]:
    """(missed + false) / references of each class; NaN where a class has none."""
    _, false, missed = sums(segments.counts, np.ones((1, len(segments.counts.files))))
    there = (segments.counts.found + segments.counts.missed).sum(axis=0).astype(np.float64)
    return dict(zip(segments.counts.classes, ratio((false + missed)[0], there).tolist(), strict=True))


def macro_error_rate(segments: SegmentCounts) -> float:
    return float(nan_mean(np.array([*class_error_rates(segments).values(), np.nan])))


def roll(events: Sequence[Event], classes: Sequence[str], count: int, segment_s: float) -> NDArray[np.bool_]:
    """(segments, classes): on from the segment of the onset to that in which the event ends."""
    number = {name: i for i, name in enumerate(classes)}
    made = np.zeros((count, len(classes)), dtype=bool)
    for event in events:
        if event.label in number and event.offset_s > event.onset_s:
            first = max(math.floor(event.onset_s / segment_s + ROUNDING), 0)
            made[first : max(math.ceil(event.offset_s / segment_s - ROUNDING), 0), number[event.label]] = True
    return made


def _segments(there: Sequence[Event], said: Sequence[Event], length_s: float | None, segment_s: float) -> int:
    if length_s is None:
        length_s = max((event.offset_s for event in (*there, *said)), default=0.0)
    return max(math.ceil(length_s / segment_s - ROUNDING), 0)
