"""How far a figure would move with other recordings: files are drawn again and again, with replacement.

A measure is a function from how often each file is taken to its value, so that thousands of draws are one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.measure.counts import Numbers, Statistic

DRAWS = 1000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the spread of the middle 95 % of its draws around it. NaN where it is not defined.

    The spread is centred: drawing some files twice and others not at all by itself lowers what punishes differences
    between classes, which says nothing of other recordings.
    """

    value: float
    low: float
    high: float


def interval(statistic: Statistic, n_files: int, draws: int = DRAWS, seed: int = 0, level: float = LEVEL) -> Interval:
    """The figure over all files, with its range."""
    return _ranged(_once(statistic, n_files), statistic(weights(n_files, draws, seed)), level)


def difference(one: Statistic, other: Statistic, n_files: int, draws: int = DRAWS, seed: int = 0,
               level: float = LEVEL) -> Interval:
    """one − other on the same files: each draw takes the same files for both, so what is hard for both cancels.

    The range holds the middle draws as they are too: where only a file or two differ, many draws have no difference,
    and a range that was merely moved would leave nothing out of itself by a hair.
    """
    drawn = weights(n_files, draws, seed)
    gaps = one(drawn) - other(drawn)
    found = _ranged(_once(one, n_files) - _once(other, n_files), gaps, level)
    defined = gaps[np.isfinite(gaps)]
    if not np.isfinite(found.low) or not len(defined):
        return found
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(found.value, min(found.low, float(low)), max(found.high, float(high)))


def weights(n_files: int, draws: int, seed: int) -> Numbers:
    """(draws, files): how often each file is taken."""
    if n_files == 0:
        return np.zeros((draws, 0))
    drawn = np.random.default_rng(seed).multinomial(n_files, np.full(n_files, 1 / n_files), size=draws)
    return drawn.astype(np.float64)


def _once(statistic: Statistic, n_files: int) -> float:
    return float(statistic(np.ones((1, n_files)))[0])


def _ranged(value: float, draws: Numbers, level: float) -> Interval:
    defined = draws[np.isfinite(draws)]
    if not len(defined) or not np.isfinite(value):
        return Interval(value, float("nan"), float("nan"))
    low, middle, high = np.quantile(defined, [(1 - level) / 2, 0.5, (1 + level) / 2])
    least = 0.0 if min(value, defined.min()) >= 0 else -np.inf  # a share stays one
    most = 1.0 if max(value, defined.max()) <= 1 else np.inf
    return Interval(value, float(max(value + low - middle, least)), float(min(value + high - middle, most)))
