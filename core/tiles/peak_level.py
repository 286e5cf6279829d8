"""The peaks that are kept for a whole file, filled by the survey; coarser ones are made of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.tiles.blocks import Block
from core.tiles.disk import DiskCache
from core.tiles.grid import Sound
from core.tiles.peaks import Peaks, PeakSums, unknown

MOST_VALUES = 1 << 19  # columns times channels
NAMES = ("low", "high", "square")


class PeakLevel:
    """Columns of 2^level samples. NaN where the survey has not been."""

    def __init__(self, sound: Sound) -> None:
        self.sound = sound
        self.level = 0
        while (sound.frames >> self.level) * sound.channels > MOST_VALUES:
            self.level += 1
        self.width = 1 << self.level
        self.peaks = unknown(sound.channels, max(1, -(-sound.frames // self.width)))
        self.saved = False

    @property
    def columns(self) -> int:
        return int(self.peaks.low.shape[1])

    @property
    def complete(self) -> bool:
        return not bool(np.isnan(self.peaks.square[0]).any())

    def be_silent(self) -> None:
        """There is no sound to survey."""
        for name in NAMES:
            getattr(self.peaks, name)[:] = 0.0

    def wants(self, start: int, end: int) -> bool:
        return bool(np.isnan(self.peaks.square[0, self._slice(start, end)]).any())

    def feeder(self, start: int, end: int) -> SpanPeaks:
        return SpanPeaks(self, start, end)

    def fill(self, start: int, end: int, peaks: Peaks) -> None:
        at = self._slice(start, end)
        self.peaks.low[:, at], self.peaks.high[:, at] = peaks.low, peaks.high
        self.peaks.square[:, at] = peaks.square  # last: it tells what is known

    def load(self, disk: DiskCache, key: str) -> None:
        found = disk.get(key)
        if found is not None and self._fits(found):
            for name in NAMES:
                getattr(self.peaks, name)[:] = found[name]
            self.saved = self.complete

    def save(self, disk: DiskCache, key: str) -> None:
        if not self.saved and not np.isnan(self.peaks.square).all():
            disk.put(key, {name: getattr(self.peaks, name) for name in NAMES})
        self.saved = self.complete

    def _slice(self, start: int, end: int) -> slice:
        return slice(start // self.width, -(-end // self.width))

    def _fits(self, found: Mapping[str, NDArray[Any]]) -> bool:
        arrays = [found.get(name) for name in NAMES]
        return all(array is not None and array.shape == self.peaks.low.shape and array.dtype == np.float32
                   for array in arrays)


class SpanPeaks:
    """Feeds one span of the file into the peaks."""

    def __init__(self, level: PeakLevel, start: int, end: int) -> None:
        self._level = level
        self.first_sample, self.end_sample = start, end
        self._sums = PeakSums(level.sound.channels, level.width, start, end)

    def feed(self, block: Block) -> None:
        start, end = max(block.start, self.first_sample), min(block.end, self.end_sample)
        if start < end:
            self._sums.feed(block.channels[:, start - block.start : end - block.start])

    def finish(self) -> None:
        self._level.fill(self.first_sample, self.end_sample, self._sums.peaks())
