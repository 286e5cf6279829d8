"""Short-time power spectra as a stream: blocks of sound go in, mean power per column comes out.

Levels are relative to a full-scale sine, so every view and every figure shows the same decibels.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

FLOOR_POWER = 1e-18  # digital silence reads -180 dB
CEILING_POWER = 1e20  # a float file may hold anything; float16 must hold its decibels
BATCH_SAMPLES = 65536  # frames go in batches that stay in the cache

_COSINES = {  # periodic windows as sums of cosines
    "rectangular": (1.0,),
    "hann": (0.5, -0.5),
    "hamming": (0.54, -0.46),
    "blackman": (0.42, -0.5, 0.08),
}


def window_values(name: str, n_fft: int) -> NDArray[np.float64]:
    """The periodic window of this name, as spectral analysis wants it."""
    phase = 2.0 * np.pi * np.arange(n_fft) / n_fft
    terms = [factor * np.cos(order * phase) for order, factor in enumerate(_COSINES[name])]
    return cast(NDArray[np.float64], np.sum(terms, axis=0))


def decibels(power: NDArray[np.floating[Any]]) -> NDArray[np.float16]:
    """Power relative to a full-scale sine, as dB; anything that is no number counts as silence."""
    levels = np.fmax(power, FLOOR_POWER, dtype=np.float32)  # takes the floor where there is no number
    np.minimum(levels, CEILING_POWER, out=levels)
    np.log(levels, out=levels)  # the natural logarithm is vectorised, the decadic one is not
    levels *= np.float32(10.0 / np.log(10.0))
    found: NDArray[np.float16] = levels.astype(np.float16)
    return found


def power_of(db: NDArray[np.float16]) -> Float32:
    """The inverse of `decibels`."""
    power = db.astype(np.float32)
    power *= np.float32(np.log(10.0) / 10.0)
    np.exp(power, out=power)
    return power


class ColumnPower:
    """The mean power of `group` frames per column, for consecutive frames, fed with consecutive sound.

    Feed the samples from `first_sample` to `end_sample`, zeros where there is no sound, in any pieces.
    The last column may hold fewer frames than the others. The middle of a frame is the middle of its hop.
    """

    def __init__(self, window: NDArray[np.float64], hop_samples: int, group: int, first_frame: int,
                 frames: int, origin: int = 0) -> None:
        """Frame 0 stands for the hop that begins at sample `origin`."""
        self.n_fft = len(window)
        self.hop_samples, self.group, self.frames = hop_samples, group, frames
        self.first_sample = origin + first_frame * hop_samples + (hop_samples - self.n_fft) // 2
        self.end_sample = self.first_sample + (frames - 1) * hop_samples + self.n_fft
        self.bins = self.n_fft // 2 + 1
        self.columns = -(-frames // group)
        self._batch = _power_of_two_below(max(1, BATCH_SAMPLES // self.n_fft))
        # With it a full-scale sine becomes 1. The transform divides by n_fft ("forward") only because NumPy then
        # works in single precision; it takes twice as long, and in new memory, without a factor.
        self._window = (window * (2.0 * self.n_fft / window.sum())).astype(np.float32)
        self._windowed = np.empty((self._batch, self.n_fft), np.float32)
        self._spectra = np.empty((self._batch, self.bins), np.complex64)
        self._sums = np.zeros((self.columns, 2 * self.bins), np.float32)  # squares of both parts
        self._waiting = np.empty(0, np.float32)
        self._held = 0
        self._done = 0

    def feed(self, samples: Float32) -> None:
        """Take the samples that follow those fed before."""
        self._hold(samples)
        at = 0
        with np.errstate(over="ignore", invalid="ignore"):
            while self._done < self.frames:
                count = min(self._batch, self.frames - self._done)
                if self._held - at < (count - 1) * self.hop_samples + self.n_fft:
                    break
                self._transform(at, count)
                at += count * self.hop_samples
        self._held -= at
        self._waiting[: self._held] = self._waiting[at : at + self._held]

    def power(self) -> Float32:
        """Mean power, (columns, bins)."""
        counts = np.full(self.columns, self.group, np.float32)
        counts[-1] = self.frames - (self.columns - 1) * self.group
        sums: Float32 = self._sums[:, 0::2] + self._sums[:, 1::2]
        return np.divide(sums, counts[:, None], out=sums)

    def _hold(self, samples: Float32) -> None:
        needed = self._held + len(samples)
        if needed > len(self._waiting):
            grown = np.empty(needed + 2 * self.n_fft, np.float32)
            grown[: self._held] = self._waiting[: self._held]
            self._waiting = grown
        self._waiting[self._held : needed] = samples
        self._held = needed

    def _transform(self, at: int, count: int) -> None:
        frames: Float32 = np.ndarray((count, self.n_fft), np.float32, self._waiting, 4 * at, (4 * self.hop_samples, 4))
        windowed, spectra = self._windowed[:count], self._spectra[:count]
        np.multiply(frames, self._window, out=windowed)
        np.fft.rfft(windowed, axis=1, norm="forward", out=spectra)  # type: ignore[arg-type]  # float32 in, complex64 out
        parts = spectra.view(np.float32)  # (count, 2 * bins)
        np.multiply(parts, parts, out=parts)
        self._gather(parts)
        self._done += count

    def _gather(self, parts: Float32) -> None:
        """Add frames to their columns. Batch and group are powers of two, so none straddles oddly."""
        column = self._done // self.group
        if len(parts) <= self.group - self._done % self.group:
            self._sums[column] += parts.sum(axis=0)
            return
        whole = len(parts) // self.group
        split = whole * self.group
        self._sums[column : column + whole] = parts[:split].reshape(whole, self.group, -1).sum(axis=1)
        if split < len(parts):
            self._sums[column + whole] += parts[split:].sum(axis=0)


def _power_of_two_below(number: int) -> int:
    return 1 << (number.bit_length() - 1)
