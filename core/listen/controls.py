"""Masks that know nothing of the class, to hold an explanation against: by chance, and by loudness alone.

Each has the very values of the mask it is held against, in other places: equal area and equal softness, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.features.scale import hz_to_mel
from core.listen.projection import straight

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.listen.geometry import Geometry

GRAIN_S, GRAINS_UP = 0.2, 32  # chance comes in patches as maps have them: alone, cells would leave a bit of everything


def energy_mask(mask: NDArray[np.float32], power: NDArray[np.float32]) -> NDArray[np.float32]:
    """The loudest cells are kept most."""
    return rearranged(mask, power)


def random_mask(mask: NDArray[np.float32], geometry: Geometry, seed: int = 0) -> NDArray[np.float32]:
    """Patches of 0.2 s and a thirty-second of the mel axis are kept by chance."""
    rng = np.random.default_rng(seed)
    length_s = geometry.samples / geometry.rate_hz
    times_s = geometry.start_s + np.arange(0.0, length_s + GRAIN_S, GRAIN_S)
    mel = hz_to_mel(geometry.frequencies_hz)
    noise = rng.random((len(times_s), GRAINS_UP), np.float32)
    field = straight(noise, times_s, geometry.times_s, 0)
    return rearranged(mask, straight(field, np.linspace(0.0, float(mel[-1]), GRAINS_UP), mel, 1))


def rearranged(mask: NDArray[np.float32], order: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values of the mask, the greatest where `order` is greatest."""
    found = np.empty(mask.size, np.float32)
    found[np.argsort(order, axis=None, kind="stable")] = np.sort(mask, axis=None)
    return found.reshape(mask.shape)
