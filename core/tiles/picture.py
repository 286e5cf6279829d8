"""From decibels over linear bins to coloured rows on any frequency axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.features.scale import FrequencyScale, ScaleName
from core.tiles.colour import lut
from core.tiles.spec import SpectrogramStyle

Image = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Rows:
    """For each row from the top: its bin and the share of the bin above it, or the bins that it spans.

    Where a bin is wider than a row, neighbours are blended; where a row spans several bins, the loudest is
    shown, so that a thin line stays visible in a small picture.
    """

    first: NDArray[np.intp]
    share: NDArray[np.float32]
    wide: NDArray[np.intp]  # rows that span several bins
    spans: NDArray[np.intp]  # first and end of each such span, one after the other


@lru_cache(maxsize=32)
def rows(scale: ScaleName, n_bins: int, rate_hz: float, low_hz: float, high_hz: float,
         height_px: int) -> Rows:
    """Which bins a picture of this height shows on each row, the highest frequency at the top."""
    axis = FrequencyScale(scale)
    edges = np.linspace(float(axis.forward(high_hz)), float(axis.forward(low_hz)), height_px + 1)
    bins_per_hz = (n_bins - 1) / (rate_hz / 2)
    centres = np.clip(axis.inverse((edges[1:] + edges[:-1]) / 2) * bins_per_hz, 0, n_bins - 1)
    bounds = axis.inverse(edges) * bins_per_hz
    begin = np.clip(np.ceil(bounds[1:] - 1e-9), 0, n_bins - 1).astype(np.intp)
    end = np.clip(np.ceil(bounds[:-1] - 1e-9), 0, n_bins).astype(np.intp)
    wide = np.flatnonzero(end - begin > 1)
    first = np.floor(centres).astype(np.intp)
    return Rows(first, (centres - first).astype(np.float32), wide,
                np.column_stack((begin[wide], end[wide])).ravel())


def shades(db: NDArray[np.floating], shown: Rows, floor_db: float, ceiling_db: float) -> NDArray[np.uint8]:
    """Decibels (bins, columns) as places on a colour map (rows, columns)."""
    factor = np.float32(255.0 / max(ceiling_db - floor_db, 1e-3))
    levels = db.astype(np.float32)
    levels -= np.float32(floor_db)
    levels *= factor
    np.clip(levels, 0.0, 255.0, out=levels)
    placed = levels[shown.first]
    if len(shown.wide) < len(shown.first):
        above = levels[np.minimum(shown.first + 1, len(levels) - 1)]
        above -= placed
        above *= shown.share[:, None]
        placed += above
    if len(shown.wide):
        padded = np.concatenate((levels, levels[-1:]))  # the end of the last span must be a place
        placed[shown.wide] = np.maximum.reduceat(padded, shown.spans, axis=0)[::2]
    placed += np.float32(0.5)
    return placed.astype(np.uint8)


def paint(db: NDArray[np.floating], shown: Rows, style: SpectrogramStyle) -> Image:
    """Decibels (bins, columns) as colours 0xffRRGGBB (rows, columns)."""
    return lut(style.colour_map)[shades(db, shown, style.floor_db, style.ceiling_db)]
