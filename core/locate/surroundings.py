"""The sound around each moment, as a locator takes it: mono, at its rate, some seconds with it in the middle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import soxr
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.media.audio import AudioReader

PIECE_S = 20.0  # resampled at once
MARGIN_S = 0.25  # heard beside a piece, so that the resampler has settled where the piece begins


class Surroundings:
    """Moments asked for in rising order cost one pass over the recording; memory does not grow with it."""

    def __init__(self, reader: AudioReader, rate_hz: int, length_s: float) -> None:
        self._reader, self._rate_hz = reader, rate_hz
        self.length_s = length_s
        self._length = round(length_s * rate_hz)
        self._held = np.zeros(0, np.float32)
        self._held_from = 0  # at the locator's rate
        self._whole = int(reader.frames * rate_hz / reader.rate_hz)

    def around(self, time_s: float) -> NDArray[np.float32]:
        """(samples,); near an end the stretch lies within the recording, and one that is shorter is repeated."""
        if self._whole < 1:
            return np.zeros(self._length, np.float32)
        first = round(time_s * self._rate_hz) - self._length // 2
        first = max(min(first, self._whole - self._length), 0)
        found = self._read(first, min(self._length, self._whole))
        return found if len(found) == self._length else np.resize(found, self._length)

    def _read(self, first: int, count: int) -> NDArray[np.float32]:
        if first < self._held_from or first + count > self._held_from + len(self._held):
            piece = max(round(PIECE_S * self._rate_hz), count)
            self._held, self._held_from = self._resampled(first, min(piece, self._whole - first)), first
        return self._held[first - self._held_from : first - self._held_from + count]

    def _resampled(self, first: int, count: int) -> NDArray[np.float32]:
        rate = self._reader.rate_hz
        unit = rate // math.gcd(rate, self._rate_hz)  # a piece begins where both clocks have a sample
        begins = max(int((first / self._rate_hz - MARGIN_S) * rate), 0) // unit * unit
        ends = int(((first + count) / self._rate_hz + MARGIN_S) * rate) + 1
        sound = self._reader.read(begins, ends - begins)
        mixed = sound[:, 0] if sound.shape[1] == 1 else sound.mean(axis=1, dtype=np.float32)
        if rate != self._rate_hz:
            mixed = soxr.resample(mixed, rate, self._rate_hz)
        skipped = first - begins * self._rate_hz // rate
        part = np.asarray(mixed[skipped : skipped + count], np.float32)
        return np.pad(part, (0, count - len(part))) if len(part) < count else part
