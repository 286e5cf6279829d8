"""The sounds that are played, made the same way where they are played and where they are checked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
BAND = (1000.0, 2000.0)
TONE_HZ = 997.0
SLID = tuple((0.15 + 0.08 * number, 0.3 + 0.4 * (0.618 * number % 1), ("kept", "removed", "original")[number % 3])
             for number in range(30))  # when, what share the mask keeps, and what is chosen to be heard
SWITCHES = ((0.5, "kept"), (1.0, "removed"), (1.5, "original"))


def noise(duration_s: float) -> NDArray[np.float32]:
    """Two different channels; no stretch of it is like another."""
    samples = np.random.default_rng(7).uniform(-0.5, 0.5, (round(duration_s * RATE_HZ), 2))
    return samples.astype(np.float32)


def parts(duration_s: float) -> dict[str, NDArray[np.float32]]:
    """Kept and removed add up to the original. They are smooth, so that a click would stand out."""
    t = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    kept = 0.3 * np.sin(2 * np.pi * (200 * t + 100 * t**2))
    removed = 0.3 * np.sin(2 * np.pi * (900 * t - 150 * t**2) + 1.0)
    sounds = {"original": kept + removed, "kept": kept, "removed": removed}
    return {name: np.stack([s, 0.5 * s], axis=1).astype(np.float32) for name, s in sounds.items()}


def tone(duration_s: float, rate_hz: int) -> NDArray[np.float32]:
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * TONE_HZ * t)).astype(np.float32)
