"""Masks that no model makes: a band of frequencies, or boxes drawn over the spectrogram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.domain import Selection
    from core.listen.geometry import Geometry


def box_mask(geometry: Geometry, boxes: Sequence[Selection]) -> NDArray[np.float32]:
    """1 within any of the boxes; a cell on an edge is kept as far as the box covers it. Without a band a box is as
    high as the spectrum. Raises `UsageError` for a box that covers nothing of the stretch."""
    mask = np.zeros(geometry.shape, np.float32)
    for box in boxes:
        low_hz, high_hz = box.band or (0.0, geometry.rate_hz / 2)
        along = _covered(geometry.times_s, geometry.hop / geometry.rate_hz, box.start_s, box.end_s)
        up = _covered(geometry.frequencies_hz, geometry.rate_hz / geometry.n_fft, low_hz, high_hz)
        if low_hz <= 0.0 < high_hz:
            up[0] = 1.0  # half of the lowest cell and of the highest lies beyond the spectrum
        if low_hz < geometry.rate_hz / 2 <= high_hz:
            up[-1] = 1.0
        if not (along.any() and up.any()):
            raise UsageError(f"the box from {box.start_s:g} to {box.end_s:g} s and {low_hz:g} to {high_hz:g} Hz "
                             f"covers nothing of the stretch, which reaches from {geometry.start_s:g} to "
                             f"{geometry.start_s + geometry.samples / geometry.rate_hz:g} s and to "
                             f"{geometry.rate_hz / 2:g} Hz.")
        np.maximum(mask, along[:, None] * up[None, :], out=mask)
    return mask


def _covered(centres: NDArray[np.float64], width: float, start: float, end: float) -> NDArray[np.float32]:
    """The share of each cell between two places."""
    inside = np.minimum(centres + width / 2, end) - np.maximum(centres - width / 2, start)
    return np.clip(inside / width, 0.0, 1.0).astype(np.float32)
