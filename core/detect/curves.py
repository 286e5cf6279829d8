"""What stands between scores and events and does not depend on a threshold: filtered scores, change-point boxes.

It is kept as long as the scores are, so that a threshold that moves costs a comparison and not a filter.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.detect.borders import sharpened
from core.detect.boxes import boxes

KEPT = 8
MOST_KEPT_BYTES = 64 * 2**20  # of one recording; longer ones are prepared anew, some classes at a time


class Spans(NamedTuple):
    """Stretches of frames [starts, ends), by row of the curves and then by time, each with its score."""

    rows: NDArray[np.intp]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    scores: NDArray[np.float64]

    def where(self, chosen: NDArray[np.bool_]) -> Spans:
        return Spans(self.rows[chosen], self.starts[chosen], self.ends[chosen], self.scores[chosen])


@dataclass(frozen=True, slots=True)
class Preparation:
    """How curves are made: median filters in frames, or change-point boxes; `half_frames` 0 means none of them.
    `sharp` takes the borders that a filter moved back to where the score has them."""

    columns: tuple[int, ...]
    medians: tuple[int, ...]
    half_frames: float = 0.0
    merge_abs: float = 0.0
    merge_rel: float = 0.0
    sharp: bool = False


@dataclass(frozen=True, slots=True)
class Curves:
    """Scores with a row for each class, side by side in memory, and their boxes if they were asked for."""

    values: NDArray[np.float32]
    boxes: Spans | None


_kept: OrderedDict[tuple[int, Preparation], tuple[weakref.ref[NDArray[np.float32]], Curves]] = OrderedDict()


def prepared(values: NDArray[np.float32], how: Preparation) -> Curves:
    """Curves of the scores (frames, classes); those of short recordings are remembered."""
    key = (id(values), how)
    found = _kept.get(key)
    if found is not None and found[0]() is values:
        return found[1]
    made = _prepare(values, how)
    small = values.shape[0] * len(how.columns) * values.itemsize <= MOST_KEPT_BYTES
    if small and not np.may_share_memory(made.values, values):  # a view costs nothing, and would keep the scores alive
        _kept[key] = (weakref.ref(values, _forget), made)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def means(values: NDArray[np.float32], rows: NDArray[np.intp], starts: NDArray[np.intp], ends: NDArray[np.intp]
          ) -> NDArray[np.float64]:
    """The mean of each span, which must not overlap and must come in order."""
    if not len(rows):
        return np.zeros(0)
    frames = values.shape[1]
    borders = np.stack([rows * frames + starts, rows * frames + ends], axis=1).ravel()
    flat = values.reshape(-1)[: borders[-1]]
    sums = np.add.reduceat(flat, borders[:-1], dtype=np.float64)[::2]
    found: NDArray[np.float64] = sums / (ends - starts)
    return found


def _prepare(values: NDArray[np.float32], how: Preparation) -> Curves:
    if how.half_frames:
        curves = np.ascontiguousarray(values.T[list(how.columns)], np.float32)
        return Curves(curves, _boxes(curves, how))
    if how.columns == tuple(range(values.shape[1])) and not any(size > 1 for size in how.medians):
        return Curves(np.ascontiguousarray(values.T, np.float32), None)
    curves = np.empty((len(how.columns), values.shape[0]), np.float32)
    for row, (column, size) in enumerate(zip(how.columns, how.medians, strict=True)):
        curves[row] = median_filtered(values[:, column], size)
    if how.sharp:
        curves = sharpened(np.ascontiguousarray(values.T[list(how.columns)], np.float32), curves)
    return Curves(curves, None)


def median_filtered(curve: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """The curve is mirrored at its ends, as the public recipes do."""
    if size < 2 or not len(curve):
        return curve
    from scipy.ndimage import median_filter

    reach = size // 2
    mirrored = np.pad(np.ascontiguousarray(curve, np.float32), reach, mode="symmetric")
    found: NDArray[np.float32] = median_filter(mirrored, size)[reach: reach + len(curve)]
    return found


def _boxes(curves: NDArray[np.float32], how: Preparation) -> Spans:
    found = [boxes(curve, how.half_frames, how.merge_abs, how.merge_rel) for curve in curves]
    rows = np.repeat(np.arange(len(found)), [len(starts) for starts, _ in found])
    starts = np.concatenate([starts for starts, _ in found]) if found else np.zeros(0, np.intp)
    ends = np.concatenate([ends for _, ends in found]) if found else np.zeros(0, np.intp)
    return Spans(rows, starts, ends, means(curves, rows, starts, ends))


def _forget(gone: weakref.ref[NDArray[np.float32]]) -> None:
    for key in [key for key, (reference, _) in list(_kept.items()) if reference is gone]:
        _kept.pop(key, None)
