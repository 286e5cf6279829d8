"""The mel filter bank: triangles over the bins of a spectrum, as librosa and most published models have them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.features.scale import hz_to_mel, mel_to_hz

Norm = Literal["slaney"] | None


def mel_edges_hz(n_mels: int, low_hz: float, high_hz: float, htk: bool = False) -> NDArray[np.float64]:
    """The n_mels + 2 corners of the triangles, evenly spaced in mel."""
    low, high = float(hz_to_mel(low_hz, htk)), float(hz_to_mel(high_hz, htk))
    return mel_to_hz(np.linspace(low, high, n_mels + 2), htk)


def mel_filters(rate_hz: float, n_fft: int, n_mels: int = 128, low_hz: float = 0.0, high_hz: float | None = None,
                htk: bool = False, norm: Norm = "slaney") -> NDArray[np.float32]:
    """Weights, (n_mels, n_fft // 2 + 1). `norm` "slaney" gives each triangle the same area."""
    top_hz = rate_hz / 2 if high_hz is None else high_hz
    if not 0.0 <= low_hz < top_hz:
        raise UsageError(f"mel bands need a lowest frequency below the highest, not {low_hz:g} to {top_hz:g} Hz.")
    edges_hz = mel_edges_hz(n_mels, low_hz, top_hz, htk)
    bins_hz = np.linspace(0.0, rate_hz / 2, n_fft // 2 + 1)
    below, centre, above = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    rising = (bins_hz - below) / (centre - below)
    falling = (above - bins_hz) / (above - centre)
    weights = np.clip(np.minimum(rising, falling), 0.0, None)
    if norm == "slaney":
        weights *= 2.0 / (above - below)
    return weights.astype(np.float32)
