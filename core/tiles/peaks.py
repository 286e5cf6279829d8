"""Lowest, highest and mean square of stretches of sound, per channel: what a waveform is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.features.stft import Float32


@dataclass(frozen=True, eq=False)
class Peaks:
    """Each (channels, columns). `square` is the mean of squares."""

    low: Float32
    high: Float32
    square: Float32

    def part(self, first: int, end: int) -> Peaks:
        return Peaks(self.low[:, first:end], self.high[:, first:end], self.square[:, first:end])


def unknown(channels: int, columns: int) -> Peaks:
    """Nothing known yet: NaN."""
    return Peaks(*(np.full((channels, columns), np.nan, np.float32) for _ in range(3)))


def coarser(peaks: Peaks, factor: int) -> Peaks:
    """Columns put together; the last may hold fewer. What is unknown makes its column unknown."""
    if factor == 1:
        return peaks
    starts = np.arange(0, peaks.low.shape[1], factor)
    sizes = np.diff(starts, append=peaks.low.shape[1]).astype(np.float32)
    low = np.minimum.reduceat(peaks.low, starts, axis=1)
    high = np.maximum.reduceat(peaks.high, starts, axis=1)
    square = np.add.reduceat(peaks.square, starts, axis=1, dtype=np.float32)
    return Peaks(low, high, np.divide(square, sizes, out=square))


def repeated(peaks: Peaks, factor: int) -> Peaks:
    """The same at finer columns, as a stand-in."""
    return Peaks(*(np.repeat(values, factor, axis=1) for values in (peaks.low, peaks.high, peaks.square)))


class PeakSums:
    """Peaks of columns of `width` samples from `start` (a multiple of it) on, fed with consecutive sound."""

    def __init__(self, channels: int, width: int, start: int, end: int) -> None:
        self.width, self.start, self.end = width, start, end
        columns = max(1, -(-(end - start) // width))
        self._low = np.full((channels, columns), np.inf, np.float32)
        self._high = np.full((channels, columns), -np.inf, np.float32)
        self._sum = np.zeros((channels, columns), np.float64)
        self._at = start

    def feed(self, samples: Float32) -> None:
        """(channels, samples) that follow those fed before."""
        done = 0
        while done < samples.shape[1]:
            column, inside = divmod(self._at - self.start, self.width)
            whole = (samples.shape[1] - done) // self.width if inside == 0 else 0
            take = whole * self.width or min(self.width - inside, samples.shape[1] - done)
            self._take(samples[:, done : done + take], column, max(whole, 1))
            done += take
            self._at += take

    def peaks(self) -> Peaks:
        sizes = np.full(self._sum.shape[1], self.width, np.float64)
        sizes[-1] = self.end - self.start - (len(sizes) - 1) * self.width
        return Peaks(self._low, self._high, (self._sum / np.maximum(sizes, 1)).astype(np.float32))

    def _take(self, samples: Float32, first: int, columns: int) -> None:
        parts = samples.reshape(len(samples), columns, -1)
        at = slice(first, first + columns)
        np.minimum(self._low[:, at], parts.min(axis=2), out=self._low[:, at])
        np.maximum(self._high[:, at], parts.max(axis=2), out=self._high[:, at])
        with np.errstate(over="ignore"):
            self._sum[:, at] += np.vecdot(parts, parts)
