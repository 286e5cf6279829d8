"""Passes one band of frequencies without delay: a linear-phase filter, applied by FFT to any stretch of a recording."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.media.audio import AudioReader

REJECTION_DB = 80.0
NARROWEST_HZ = 5.0
WIDEST_HZ = 100.0


class BandReader:
    """Reads as the reader it wraps, with the band only. Sample n stays sample n; outside the recording is silence."""

    def __init__(self, reader: AudioReader, low_hz: float | None, high_hz: float | None) -> None:
        self.rate_hz, self.channels, self.frames = reader.rate_hz, reader.channels, reader.frames
        self._reader = reader
        self._taps = band_taps(low_hz, high_hz, reader.rate_hz)

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        half = len(self._taps) // 2
        first = max(start - half, 0)
        around = self._reader.read(first, start + count + half - first)
        good = min(count, first + len(around) - start)
        if good <= 0:
            return around[:0]
        size = 1 << (len(around) + len(self._taps) - 1).bit_length()
        spectrum = np.fft.rfft(around, size, axis=0) * np.fft.rfft(self._taps, size)[:, None]
        filtered = np.fft.irfft(spectrum, size, axis=0)
        at = start - first + half  # the filter delays by half its length
        return filtered[at : at + good].astype(np.float32)

    def close(self) -> None:
        self._reader.close()


def band_taps(low_hz: float | None, high_hz: float | None, rate_hz: int) -> NDArray[np.float64]:
    """An odd, symmetric filter: half its amplitude at each edge, and 80 dB down a few tens of Hz beyond."""
    nyquist = rate_hz / 2
    low = max(low_hz or 0.0, 0.0)
    high = nyquist if high_hz is None else min(high_hz, nyquist)
    if high <= low:
        low, high = 0.0, nyquist
    width = _transition_hz(low, high, nyquist)
    # Kaiser's estimate of length and shape for a given rejection
    half = math.ceil((REJECTION_DB - 7.95) / (2.285 * 2 * math.pi * width / rate_hz) / 2)
    n = np.arange(-half, half + 1)
    ideal = _low_pass(high / rate_hz, n) - _low_pass(low / rate_hz, n)
    return np.asarray(ideal * np.kaiser(len(n), 0.1102 * (REJECTION_DB - 8.7)), dtype=np.float64)


def _low_pass(cutoff: float, n: NDArray[np.int64]) -> NDArray[np.float64]:
    """The ideal one; a cutoff of half the rate passes everything, of 0 nothing."""
    return np.asarray(2 * cutoff * np.sinc(2 * cutoff * n), dtype=np.float64)


def _transition_hz(low: float, high: float, nyquist: float) -> float:
    """Narrow bands and edges near 0 or near the top need steep flanks; steep flanks need long filters."""
    room = [(high - low) / 4]
    if low > 0:
        room.append(2 * low)
    if high < nyquist:
        room.append(2 * (nyquist - high))
    return min(max(min(room), NARROWEST_HZ), WIDEST_HZ)
