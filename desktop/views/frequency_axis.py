"""Where a frequency lies on the screen: the vertical axis of the spectrogram, on any scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.features.scale import FrequencyScale

NARROWEST_HZ = 20.0  # the axis zooms in no further than this


@dataclass(frozen=True, slots=True)
class FrequencyAxis:
    """Frequencies from `low_hz` (bottom) to `high_hz` (top) over a height in logical pixels of the widget."""

    scale: FrequencyScale
    low_hz: float
    high_hz: float
    top: float
    height: float

    @property
    def low(self) -> float:
        """The scale position of the lower edge."""
        return float(self.scale.forward(self.low_hz))

    @property
    def high(self) -> float:
        return float(self.scale.forward(self.high_hz))

    def y(self, hz: float) -> float:
        low, high = self.low, self.high
        return self.top + (high - float(self.scale.forward(hz))) / (high - low) * self.height

    def ys(self, hz: NDArray[np.float64]) -> NDArray[np.float64]:
        """The heights of many frequencies."""
        low, high = self.low, self.high
        return self.top + (high - self.scale.forward(hz)) / (high - low) * self.height

    def hz(self, y: float) -> float:
        """The frequency at a height, kept within the axis."""
        share = min(max((y - self.top) / self.height, 0.0), 1.0)
        low, high = self.low, self.high
        return min(max(float(self.scale.inverse(high - share * (high - low))), self.low_hz), self.high_hz)

    def zoomed(self, factor: float, y: float, nyquist_hz: float) -> tuple[float, float]:
        """The band after showing `factor` times of it, with the frequency at `y` staying where it is."""
        share = min(max((y - self.top) / self.height, 0.0), 1.0)
        low, high = self.low, self.high
        least, most = float(self.scale.forward(0.0)), float(self.scale.forward(nyquist_hz))
        at, length = high - share * (high - low), min((high - low) * factor, most - least)
        top = min(max(at + share * length, least + length), most)
        band = self._band(top - length, top, nyquist_hz)
        return band if band[1] - band[0] >= NARROWEST_HZ or factor >= 1 else (self.low_hz, self.high_hz)

    def moved(self, by: float, nyquist_hz: float) -> tuple[float, float]:
        """The band after moving it up by `by` of its height, stopped at 0 Hz and at half the sample rate."""
        low, high = self.low, self.high
        least, most = float(self.scale.forward(0.0)), float(self.scale.forward(nyquist_hz))
        shift = min(max(by * (high - low), least - low), most - high)
        return self._band(low + shift, high + shift, nyquist_hz)

    def _band(self, low: float, high: float, nyquist_hz: float) -> tuple[float, float]:
        low_hz, high_hz = float(self.scale.inverse(low)), float(self.scale.inverse(high))
        return (low_hz if low_hz > 1e-6 else 0.0), min(high_hz, nyquist_hz)
