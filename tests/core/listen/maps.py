"""Maps of evidence for tests, with cells where the networks of the program have them."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.explain.heat_map import HeatMap, Target
from core.features.mel import mel_edges_hz


def heat_map(values: np.ndarray, times_s: np.ndarray | None = None, frequencies_hz: np.ndarray | None = None,
             kind: Literal["evidence", "mask"] = "evidence") -> HeatMap:
    """Columns every 0.34133 s from there on, rows at the centres of mel bands, unless said otherwise."""
    values = np.asarray(values, np.float32)
    times_s = (np.arange(values.shape[0]) + 1) * 16 * 1024 / 48000 if times_s is None else np.asarray(times_s)
    if frequencies_hz is None:
        frequencies_hz = mel_edges_hz(values.shape[1], 0.0, 24000.0, htk=True)[1:-1]
    return HeatMap(times_s, np.asarray(frequencies_hz, float), values, values, Target(0), "test", "", 0.5, kind)


def random_map(seed: int = 0) -> HeatMap:
    """29 columns and 128 rows, as the scene network's at 10 s."""
    return heat_map(np.random.default_rng(seed).random((29, 128)))
