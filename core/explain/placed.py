"""Values of a layer, of features or of a sound, placed: each in seconds and Hz, as a map before it is scaled.

Places follow from strides and paddings; nothing is stretched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.explain.feature_plane import FeaturePlane
    from core.explain.stretch import Stretch
    from core.models.map_layer import MapLayer


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    times_s: NDArray[np.float64]  # on the recording's clock
    frequencies_hz: NDArray[np.float64]
    raw: NDArray[np.float32]  # (columns, rows)
    score: float


def place_map(raw: NDArray[np.float32], layer: MapLayer, plane: FeaturePlane, stretch: Stretch, frames: int,
              score: float) -> Placed:
    """A layer's (rows, columns) by its strides and paddings. Columns that are centred on what only fills up are left
    out; `frames` is how many the features have."""
    rows, columns = raw.shape
    centres = layer.first_frame_of(frames) + np.arange(columns, dtype=np.float64) * layer.frames
    times_s = plane.start_s + (centres + 0.5) * plane.step_s
    inside = max(1, int((times_s < stretch.duration_s).sum()))
    bands = layer.first_band + np.arange(rows, dtype=np.float64) * layer.bands
    seconds: NDArray[np.float64] = stretch.start_s + times_s[:inside]
    return Placed(seconds, _hz_at(bands, plane.frequencies_hz), raw.T[:inside].copy(), score)


def merged(maps: list[Placed]) -> Placed:
    """The highest of several maps of one sound, each from 0 to 1 by its own highest value, on the finest of them."""
    finest = max(maps, key=lambda one: one.raw.size)
    levels = []
    for one in maps:
        highest = float(one.raw.max())
        level = np.maximum(one.raw, 0.0) / np.float32(highest if highest > 0 else 1.0)
        over_time = _read(level, one.times_s, finest.times_s)
        levels.append(_read(over_time.T, one.frequencies_hz, finest.frequencies_hz).T)
    return Placed(finest.times_s, finest.frequencies_hz, np.maximum.reduce(levels), finest.score)


def _read(values: NDArray[np.floating], centres: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float32]:
    """Along the first axis, straight between centres."""
    return np.stack([np.interp(at, centres, column) for column in values.T], axis=1).astype(np.float32)


def _hz_at(bands: NDArray[np.float64], frequencies_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Beyond the outermost bands as far apart as these."""
    numbers = np.arange(len(frequencies_hz), dtype=np.float64)
    found = np.interp(bands, numbers, frequencies_hz)
    if len(frequencies_hz) > 1:
        beyond = np.maximum(bands - numbers[-1], 0.0) * (frequencies_hz[-1] - frequencies_hz[-2])
        found = found + beyond + np.minimum(bands, 0.0) * (frequencies_hz[1] - frequencies_hz[0])
    return found
