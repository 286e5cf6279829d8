"""Where the cells of a recording's own spectrum lie in seconds and Hz, so that masks are placed and never stretched.

Windows of 43 ms at any rate, half a window apart: as many samples as a power of two comes nearest to that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW_S = 2048 / 48000
LEAST_N_FFT = 16


def n_fft_for(rate_hz: int) -> int:
    return max(LEAST_N_FFT, 1 << max(round(math.log2(rate_hz * WINDOW_S)), 0))


@dataclass(frozen=True)
class Geometry:
    """Frame k is centred on sample k * hop of the stretch, which begins at `start_s` of the recording."""

    samples: int
    rate_hz: int
    start_s: float = 0.0

    @property
    def n_fft(self) -> int:
        return n_fft_for(self.rate_hz)

    @property
    def hop(self) -> int:
        return self.n_fft // 2

    @property
    def inside(self) -> int:
        """Frames whose centre lies within the sound: what is shown, counted and written."""
        return 1 + self.samples // self.hop

    @property
    def frames(self) -> int:
        """One more where the sound goes on after the last centre, so that two frames hold every sample."""
        return 1 + -(-self.samples // self.hop)

    @property
    def bins(self) -> int:
        return self.n_fft // 2 + 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.frames, self.bins

    @cached_property
    def times_s(self) -> NDArray[np.float64]:
        """Centres of the frames on the recording's clock."""
        found: NDArray[np.float64] = self.start_s + np.arange(self.frames, dtype=np.float64) * self.hop / self.rate_hz
        return found

    @cached_property
    def frequencies_hz(self) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.arange(self.bins, dtype=np.float64) * self.rate_hz / self.n_fft
        return found
