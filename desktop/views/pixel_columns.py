"""Which columns of a tile fall on which pixel: the one rule by which all pictures are brought onto the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PixelColumns:
    """For each pixel the first column that falls on it and how many do (0: none)."""

    first: NDArray[np.intp]
    count: NDArray[np.intp]


def pixel_columns(
    start_s: float, column_s: float, columns: int, first_px: int, width_px: int, pixels_per_s: float
) -> PixelColumns:
    """A pixel shows all columns whose middle lies in it, or else the one in which its own middle lies.

    So every column is shown at every zoom, half a pixel from its true place at most.
    """
    edges = (np.arange(first_px, first_px + width_px + 1) / pixels_per_s - start_s) / column_s
    begin = np.ceil(edges - 0.5 - 1e-6).astype(np.intp)
    first, end = begin[:-1], begin[1:]
    alone = end <= first
    middles = np.floor((edges[:-1] + edges[1:]) / 2).astype(np.intp)
    first = np.clip(np.where(alone, middles, first), 0, columns)
    end = np.clip(np.where(alone, middles + 1, end), 0, columns)
    return PixelColumns(first, end - first)
