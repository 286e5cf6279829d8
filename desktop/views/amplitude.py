"""The vertical axis of the waveform: where a value stands in its channel's lane, linear or in dB."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from desktop.views.ticks import Tick, decibel_text, multiples, round_step

AmplitudeScale = Literal["linear", "db"]
FLOOR_DB = -60.0
MOST_ZOOM = 1e4
_DB_MARKS = (0.0, -6.0, -12.0, -18.0, -24.0, -36.0, -48.0)


@dataclass(frozen=True, slots=True)
class AmplitudeAxis:
    """Values to positions from -1 (bottom of the lane) to 1 (top); `gain` 2 shows half the full scale."""

    scale: AmplitudeScale = "linear"
    gain: float = 1.0

    def positions(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        scaled = values * np.float32(self.gain)
        if self.scale == "db":
            with np.errstate(divide="ignore"):
                share = 1.0 - 20.0 * np.log10(np.abs(scaled)) / FLOOR_DB
            scaled = np.sign(scaled) * np.clip(share, 0.0, 1.0)
        clipped: NDArray[np.float32] = np.clip(scaled, -1.0, 1.0).astype(np.float32)
        return clipped

    def zoomed(self, factor: float) -> AmplitudeAxis:
        """Show `factor` times the range, never more than the full scale."""
        return replace(self, gain=min(max(self.gain / factor, 1.0), MOST_ZOOM))

    def ticks(self, height_px: float, label_px: float) -> list[Tick]:
        """Labelled positions from bottom to top that stand at least `label_px` apart."""
        wanted = self._decibel_ticks() if self.scale == "db" else self._linear_ticks(height_px, label_px)
        kept: list[Tick] = []
        for tick in sorted(wanted, key=lambda tick: (abs(tick.position) % 1.0, tick.position)):
            if all(abs(tick.position - one.position) * height_px / 2 >= label_px for one in kept):
                kept.append(tick)
        return sorted(kept, key=lambda tick: tick.position)

    def _linear_ticks(self, height_px: float, label_px: float) -> list[Tick]:
        most = 1.0 / self.gain
        step = round_step(max(2.0 * most * label_px / max(height_px, 1.0), 1e-9))
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        numbers = multiples(step, -most, most)
        return [Tick(n * step * self.gain, decibel_text(n * step, decimals)) for n in numbers]

    def _decibel_ticks(self) -> list[Tick]:
        shift = 20.0 * math.log10(self.gain)
        ticks = [Tick(0.0, f"{decibel_text(-math.inf)} dB".replace("inf", "∞"))]
        for mark in _DB_MARKS:
            position = 1.0 - mark / FLOOR_DB
            text = f"{decibel_text(mark - shift)} dB"
            ticks += [Tick(position, text), Tick(-position, text)]
        return ticks
