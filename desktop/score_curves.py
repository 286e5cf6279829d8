"""Scores as curves that are quick to draw at any zoom: the lowest and highest of 4, 16, 64 … frames, kept beside them.

An hour of fifty classes has millions of values; a frame of the window may touch a few thousand of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain import Scores
from desktop.views.axis import TimeAxis
from desktop.views.pixel_columns import PixelColumns, pixel_columns

FACTOR = 4
STEPS = 255  # of a score on the coarse levels: lanes are lower than that
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Values = NDArray[Any]


class ScoreCurves:
    """Level 0 are the scores themselves; level n has 4ⁿ frames a column, as (classes, columns) of bytes."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores
        self._places = {label: place for place, label in enumerate(scores.classes)}
        self._levels: list[tuple[Bytes, Bytes]] = []
        if scores.grid.count > FACTOR:
            self._levels.append(_first_level(scores.values.T))
            while self._levels[-1][0].shape[1] > FACTOR:
                coarse = self._levels[-1]
                self._levels.append((_reduced(coarse[0], np.minimum), _reduced(coarse[1], np.maximum)))
        self._last: tuple[tuple[int, TimeAxis], tuple[PixelColumns, NDArray[np.intp]]] | None = None
        frames = scores.grid.count
        self.highest: Floats = np.asarray(scores.values.max(0)) if frames else np.zeros(len(scores.classes), np.float32)

    def envelope(self, label: str, axis: TimeAxis) -> tuple[Floats, Floats] | None:
        """Lowest and highest score on each pixel, NaN where nothing is known. None: the model has no such class."""
        place = self._places.get(label)
        if place is None:
            return None
        grid = self.scores.grid
        frames_a_pixel = 1 / (axis.pixels_per_s * grid.step_s)
        level = 0
        while level < len(self._levels) and FACTOR ** (level + 1) <= frames_a_pixel:
            level += 1
        low, high, scale = self._columns(level, place)
        shown, inside = self._shown(level, len(low), axis)
        lowest, highest = (np.full(axis.width_px, np.nan, np.float32) for _ in range(2))
        if len(inside):
            first, end = shown.first[inside], shown.first[inside] + shown.count[inside]
            below, above = low[first], high[first]
            for step in range(1, int((end - first).max())):
                more = np.minimum(first + step, end - 1)
                below, above = np.minimum(below, low[more]), np.maximum(above, high[more])
            lowest[inside], highest[inside] = below * scale, above * scale
        return lowest, highest

    def _shown(self, level: int, columns: int, axis: TimeAxis) -> tuple[PixelColumns, NDArray[np.intp]]:
        """Kept for the next class: all of them fall on the same pixels."""
        if self._last is None or self._last[0] != (level, axis):
            grid = self.scores.grid
            shown = pixel_columns(grid.start_s, grid.step_s * FACTOR**level, columns, axis.first_px, axis.width_px,
                                  axis.pixels_per_s)
            self._last = (level, axis), (shown, np.flatnonzero(shown.count))
        return self._last[1]

    def score_at(self, label: str, time_s: float) -> float | None:
        """None outside of what the model has heard, or where it has no such class."""
        place, grid = self._places.get(label), self.scores.grid
        if place is None or not grid.start_s <= time_s < min(grid.end_s, grid.start_s + self.scores.duration_s):
            return None
        return float(self.scores.values[grid.frame_at(time_s), place])

    def highest_of(self, label: str) -> float:
        place = self._places.get(label)
        return 0.0 if place is None else float(self.highest[place])

    def clip_of(self, label: str) -> float:
        place = self._places.get(label)
        return 0.0 if place is None else float(self.scores.clip[place])

    def _columns(self, level: int, place: int) -> tuple[Values, Values, np.float32]:
        if level:
            low, high = self._levels[level - 1]
            return low[place], high[place], np.float32(1 / STEPS)
        values = self.scores.values[:, place]
        return values, values, np.float32(1)


def _first_level(curves: Values) -> tuple[Bytes, Bytes]:
    """Class by class: a day of scores may lie in a file that no memory is to hold twice."""
    columns = -(-curves.shape[1] // FACTOR)
    low, high = (np.empty((len(curves), columns), np.uint8) for _ in range(2))
    for place, curve in enumerate(curves):
        clipped = np.clip(curve[None], 0, 1)
        low[place] = np.floor(_reduced(clipped, np.minimum) * STEPS)
        high[place] = np.ceil(_reduced(clipped, np.maximum) * STEPS)
    return low, high


def _reduced(values: Values, of: np.ufunc) -> Values:
    """(classes, columns) to a quarter of the columns; the last may stand for fewer."""
    whole = values.shape[1] // FACTOR * FACTOR
    reduced: Values = of.reduce(values[:, :whole].reshape(len(values), -1, FACTOR), axis=2)
    if whole == values.shape[1]:
        return reduced
    return np.concatenate([reduced, of.reduce(values[:, whole:], axis=1)[:, None]], axis=1)
