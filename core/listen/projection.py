"""A map of evidence on the cells of a recording's spectrum, by its coordinates, and the mask that it makes there.

Between centres values run straight in seconds and in Hz. For rows that are mel bands this is the filter bank's own
partition: triangles of unit height add up to one between the first centre and the last.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.errors import ModelError
from core.listen.masking import Masking, Threshold, binarised, threshold_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.explain.heat_map import HeatMap
    from core.listen.geometry import Geometry

KEPT = 4  # maps whose projections are remembered: two methods side by side, and what was there before


def straight(values: NDArray[np.float32], centres: NDArray[np.float64], at: NDArray[np.float64], axis: int
             ) -> NDArray[np.float32]:
    """`values` lie at `centres` along an axis; what they are `at` other places. Beyond the outermost they hold."""
    if len(centres) == 1:
        return np.repeat(values, len(at), axis=axis)
    below = np.clip(np.searchsorted(centres, at, side="right") - 1, 0, len(centres) - 2)
    share = np.clip((at - centres[below]) / (centres[below + 1] - centres[below]), 0.0, 1.0).astype(np.float32)
    weights = share[:, None] if axis == 0 else share[None, :]
    low, high = np.take(values, below, axis=axis), np.take(values, below + 1, axis=axis)
    high -= low
    high *= weights
    low += high
    return low


@lru_cache(maxsize=KEPT)
def projected(heat_map: HeatMap, geometry: Geometry) -> NDArray[np.float32]:
    """(frames, bins); shared, so not to be written to. Raises `ModelError`."""
    if not np.isfinite(heat_map.values).all():
        raise ModelError("The map of evidence holds values that are no numbers, as damaged weights give: check the "
                         "model with `auralens models check`.")
    found = straight(straight(heat_map.values, heat_map.times_s, geometry.times_s, 0), heat_map.frequencies_hz,
                     geometry.frequencies_hz, 1)
    np.clip(found, 0.0, 1.0, out=found)  # rounding
    found.setflags(write=False)
    return found


def threshold(heat_map: HeatMap, geometry: Geometry, masking: Masking) -> Threshold:
    """Where the mask is one half, and by which rule."""
    if heat_map.kind == "mask":
        return Threshold(0.5, "mask")
    if heat_map.empty:
        return Threshold(1.0, "nothing")
    return threshold_of(_ordered(heat_map, geometry, masking.grid), masking)


def mask_on(heat_map: HeatMap, geometry: Geometry, masking: Masking) -> tuple[NDArray[np.float32], float]:
    """The share of each cell (frames, bins) that is kept, and theta. Where nothing speaks for the class, none is."""
    found = threshold(heat_map, geometry, masking)
    return binarised(projected(heat_map, geometry), found, masking), found.theta


@lru_cache(maxsize=3 * KEPT)
def _ordered(heat_map: HeatMap, geometry: Geometry, grid: str) -> NDArray[np.float32]:
    """The values of the cells over which a percentile is taken, in order: then every percentile costs nothing.

    Only of cells that the recording can fill: above half its rate a map is evidence of nothing that could be kept, and
    in a recording of 8 kHz half of all cells would set a threshold that no audible one reaches."""
    audible = max(int(np.searchsorted(heat_map.frequencies_hz, geometry.rate_hz / 2, side="right")), 1)
    cells = heat_map.values[:, :audible]
    if grid == "frames":
        cells = straight(cells, heat_map.times_s, geometry.times_s[: geometry.inside], 0)
    elif grid == "linear":
        cells = projected(heat_map, geometry)[: geometry.inside]
    return np.sort(cells, axis=None)
