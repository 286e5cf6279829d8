"""What is left of a recording when one band of frequencies is taken out: band and remainder add up to the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from desktop.player.band import BandFilter

if TYPE_CHECKING:
    from core.media.audio import AudioReader


class Remainder:
    """An `AudioReader` over another one."""

    def __init__(self, reader: AudioReader, band: tuple[float, float]) -> None:
        self.rate_hz = reader.rate_hz
        self.channels = reader.channels
        self.frames = reader.frames
        self._reader = reader
        self._band = BandFilter(self._read_endless, band, reader.rate_hz)

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        whole = self._reader.read(start, count)
        return whole - self._band.read(start, len(whole))

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
