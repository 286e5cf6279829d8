"""From the bins of a tile to the rows of the screen: decibels become indices of the colour map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from core.features.scale import FrequencyScale
from numpy.typing import NDArray

from core.tiles.spec import SpectrogramStyle

Levels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """All that decides which index a bin gets on which row. The colours themselves are applied later."""

    style: SpectrogramStyle
    high_hz: float
    nyquist_hz: float
    rows: int


@dataclass(frozen=True, slots=True)
class _RowMap:
    """For each row from the top: its first bin, how many it spans, and how far it lies to the next."""

    first: NDArray[np.intp]
    count: NDArray[np.intp]
    share: NDArray[np.float32]


def tile_levels(db: NDArray[np.float16], look: Look) -> Levels:
    """A tile's decibels (bins, columns) as colour indices (rows, columns), the highest frequency first."""
    style = look.style
    span = max(style.ceiling_db - style.floor_db, 1e-3)
    levels = (db.astype(np.float32) - style.floor_db) * (255.0 / span)
    np.clip(levels, 0.0, 255.0, out=levels)
    rows = _row_map(look.style.scale, style.low_hz, look.high_hz, look.nyquist_hz, look.rows, db.shape[0])
    # Where bins are wider than rows they are blended; where rows are wider the loudest bin is shown, so that
    # a thin line stays visible however small the picture is.
    out = levels[rows.first]
    above = levels[np.minimum(rows.first + 1, db.shape[0] - 1)]
    out += (above - out) * rows.share[:, None]
    for place in range(1, int(rows.count.max(initial=1))):
        wide = np.flatnonzero(rows.count > place)
        out[wide] = np.maximum(out[wide], levels[rows.first[wide] + place])
    return (out + 0.5).astype(np.uint8)


@lru_cache(maxsize=32)
def _row_map(scale: str, low_hz: float, high_hz: float, nyquist_hz: float, rows: int, bins: int) -> _RowMap:
    axis = FrequencyScale(scale)
    edges = np.linspace(float(axis.forward(high_hz)), float(axis.forward(low_hz)), rows + 1)
    to_bin = (bins - 1) / nyquist_hz
    centre = np.clip(axis.inverse((edges[1:] + edges[:-1]) / 2) * to_bin, 0, bins - 1)
    upper, lower = axis.inverse(edges[:-1]) * to_bin, axis.inverse(edges[1:]) * to_bin
    # Bin k stands for k ± ½; a row takes the bins whose centres lie in it, if there is more than one.
    first = np.ceil(lower - 1e-9).astype(np.intp)
    count = np.maximum(np.minimum(np.ceil(upper - 1e-9), bins).astype(np.intp) - first, 0)
    thin = count < 2
    first = np.clip(np.where(thin, np.floor(centre).astype(np.intp), first), 0, bins - 1)
    share = np.where(thin, centre - first, 0.0).astype(np.float32)
    return _RowMap(first, np.where(thin, 1, count), share)
