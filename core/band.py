"""One band of frequencies of a recording, or all but that: a steep linear-phase filter that keeps everything in time.

The filter reads samples ahead, which a recording allows, so its delay is taken back exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.media.strip import Read, Strip

if TYPE_CHECKING:
    from core.media.audio import AudioReader

STOP_DB = 80.0
_KAISER_BETA = 0.1102 * (STOP_DB - 8.7)
_SHARE = 0.15  # of the band that each slope takes
_LEAST_SLOPE_HZ = 4.0
_MOST_SLOPE_HZ = 200.0
_LEAST_TRANSFORM = 16384


@dataclass(frozen=True, slots=True)
class Slopes:
    """Where a band is whole and where it has gone. `None`: that side stays open."""

    low: tuple[float, float] | None
    high: tuple[float, float] | None


def plan_slopes(band: tuple[float, float], rate_hz: float) -> Slopes:
    """The band stays whole up to its edges, and falls outside of them. Edges at 0 and at Nyquist are open."""
    low_hz, high_hz = band
    nyquist_hz = rate_hz / 2
    slope_hz = min(max(_SHARE * (high_hz - low_hz), _LEAST_SLOPE_HZ), _MOST_SLOPE_HZ)
    low = (max(low_hz - slope_hz, 0.0), low_hz) if low_hz >= _LEAST_SLOPE_HZ else None
    high = (high_hz, min(high_hz + slope_hz, nyquist_hz)) if nyquist_hz - high_hz >= _LEAST_SLOPE_HZ else None
    return Slopes(low, high)


def design_kernel(slopes: Slopes, rate_hz: float) -> NDArray[np.float64]:
    """Windowed sinc (Kaiser): an odd number of taps, symmetric, as many as the steeper slope needs."""
    edges = [edge for edge in (slopes.low, slopes.high) if edge]
    narrowest = min(stop - start for start, stop in edges) / rate_hz
    half = math.ceil((STOP_DB - 7.95) / (14.36 * narrowest) / 2)
    n = np.arange(-half, half + 1)
    ideal = _lowpass(n, sum(slopes.high) / 2 / rate_hz) if slopes.high else (n == 0).astype(np.float64)
    if slopes.low:
        ideal = ideal - _lowpass(n, sum(slopes.low) / 2 / rate_hz)
    return ideal * np.kaiser(len(n), _KAISER_BETA)


def _lowpass(n: NDArray[np.int64], cycles_per_sample: float) -> NDArray[np.float64]:
    taps: NDArray[np.float64] = 2 * cycles_per_sample * np.sinc(2 * cycles_per_sample * n)
    return taps


class BandFilter:
    """Random access to the filtered samples by overlap-save; `read` must give any range of samples."""

    def __init__(self, read: Read, band: tuple[float, float], rate_hz: float) -> None:
        slopes = plan_slopes(band, rate_hz)
        self._empty = band[0] >= rate_hz / 2
        self._open = not (slopes.low or slopes.high)
        self._raw = Strip(read)
        self._made = Strip(self._make)
        self._ready: tuple[int, NDArray[np.float32]] = (0, np.zeros((0, 1), np.float32))
        if not (self._empty or self._open):
            self._prepare(design_kernel(slopes, rate_hz))

    def _prepare(self, kernel: NDArray[np.float64]) -> None:
        self._half = len(kernel) // 2
        self._size = max(_LEAST_TRANSFORM, 1 << math.ceil(math.log2(2 * len(kernel))))
        self._response = np.fft.rfft(kernel, self._size).astype(np.complex64)[:, None]

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        if self._open:
            return self._raw.read(start, count)
        if self._empty:
            return np.zeros_like(self._raw.read(start, count))
        return self._made.read(start, count)

    def _make(self, start: int, count: int) -> NDArray[np.float32]:
        pieces = []
        while count > 0:
            first, block = self._ready
            if not first <= start < first + len(block):
                first, block = self._ready = start, self._filter(start)
            piece = block[start - first :][:count]
            pieces.append(piece)
            start, count = start + len(piece), count - len(piece)
        return np.concatenate(pieces) if pieces else self._ready[1][:0]

    def _filter(self, start: int) -> NDArray[np.float32]:
        """As many samples from `start` on as one transform gives."""
        raw = self._raw.read(start - self._half, self._size)  # (size, channels)
        spectrum = np.fft.rfft(raw, axis=0)
        spectrum *= self._response
        return np.fft.irfft(spectrum, self._size, axis=0)[2 * self._half :].astype(np.float32, copy=False)


class BandReader:
    """An `AudioReader` over another one: its band, or what is left without it. Both add up to the original."""

    def __init__(self, reader: AudioReader, low_hz: float | None, high_hz: float | None, keep: bool = True) -> None:
        self.rate_hz, self.channels, self.frames = reader.rate_hz, reader.channels, reader.frames
        self._reader = reader
        self._keep = keep
        band = (low_hz or 0.0, reader.rate_hz / 2 if high_hz is None else high_hz)
        self._filter = BandFilter(self._read_endless, band, reader.rate_hz)

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        whole = self._reader.read(start, count)
        band = self._filter.read(start, len(whole))
        return band if self._keep else whole - band

    def close(self) -> None:
        self._reader.close()

    def _read_endless(self, start: int, count: int) -> NDArray[np.float32]:
        """Zeros before the first and after the last sample, which the filter needs at the ends."""
        out = np.zeros((count, self.channels), np.float32)
        first, last = max(start, 0), min(start + count, self.frames)
        if last > first:
            block = self._reader.read(first, last - first)
            out[first - start : first - start + len(block)] = block
        return out
