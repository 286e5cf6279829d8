"""The level of a spectrogram that is computed once for a whole file and kept; coarser ones are made of it."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.features.stft import ColumnPower, Float32, decibels, power_of, window_values
from core.tiles.blocks import Block
from core.tiles.disk import DiskCache
from core.tiles.grid import TILE_COLUMNS, SpectrogramGrid

_numbers = itertools.count()

SAVED_FROM = 0.1  # a survey that got less far is not worth the disk


class BaseLevel:
    """Columns fill up while the survey goes on: `known` tells which. Its threads write, others read."""

    def __init__(self, grid: SpectrogramGrid) -> None:
        self.number = next(_numbers)  # tells its tiles from those of other recordings
        self.grid, self.level = grid, grid.base_level
        columns = grid.columns(self.level)
        self.db: NDArray[np.float16] = np.empty((columns, grid.bins), np.float16)
        self.known: NDArray[np.bool_] = np.zeros(columns, np.bool_)
        self._saved = 0
        self._window = window_values(grid.spec.window, grid.spec.n_fft)
        self._lock = threading.Lock()

    @property
    def progress(self) -> float:
        return float(np.count_nonzero(self.known)) / len(self.known)

    @property
    def saved(self) -> bool:
        """Whether all that is known is on disk."""
        return self._saved == len(self.known)

    @property
    def complete(self) -> bool:
        return bool(self.known.all())

    # ---- as a consumer of the survey -----------------------------------------------------------------------

    def wants(self, start: int, end: int) -> bool:
        first, last = self._columns(start, end)
        return not bool(self.known[first:last].all())

    def feeder(self, start: int, end: int) -> SpanColumns:
        first, last = self._columns(start, end)
        return SpanColumns(self, column_power(self.grid, self.level, first, last, self._window), first)

    def fill(self, first: int, power: Float32) -> None:
        self.db[first : first + len(power)] = decibels(power)
        with self._lock:
            self.known[first : first + len(power)] = True

    def _columns(self, start: int, end: int) -> tuple[int, int]:
        """The columns that begin in a stretch of samples."""
        width = self.grid.column_samples(self.level)
        return -(-start // width), -(-end // width)

    def covers(self, level: int, index: int) -> bool:
        """Whether the survey has been everywhere under a tile, of a finer or a coarser level."""
        first = self.grid.column_samples(level) * index * TILE_COLUMNS
        end = first + self.grid.column_samples(level) * self.grid.tile_columns(level, index)
        width = self.grid.column_samples(self.level)
        return bool(self.known[first // width : -(-end // width)].all())

    def count_under(self, level: int, index: int) -> int:
        """How many columns of a coarser tile can be made."""
        count = self.grid.tile_columns(level, index)
        return int(np.count_nonzero(self.known_at(level, index * TILE_COLUMNS, count)))

    # ---- coarser columns -----------------------------------------------------------------------------------

    def known_at(self, level: int, first: int, count: int) -> NDArray[np.bool_]:
        """Which columns of a coarser level can be made."""
        factor = 1 << (level - self.level)
        part = self.known[first * factor : (first + count) * factor]
        return np.logical_and.reduceat(part, np.arange(0, len(part), factor))

    def columns(self, level: int, first: int, count: int) -> NDArray[np.float16]:
        """Mean power over the base columns under each column of a coarser level, (count, bins)."""
        factor = 1 << (level - self.level)
        part = self.db[first * factor : (first + count) * factor]
        if factor == 1:
            return part
        starts = np.arange(0, len(part), factor)
        sizes = np.diff(starts, append=len(part)).astype(np.float32)
        sums = np.add.reduceat(power_of(part), starts, axis=0)
        return decibels(sums / sizes[:, None])

    # ---- disk ----------------------------------------------------------------------------------------------

    def load(self, disk: DiskCache, key: str) -> None:
        found = disk.get(key)
        if found is None or not self._fits(found):
            return
        self.db[:] = found["db"]
        self.known[:] = found["known"]
        self._saved = int(np.count_nonzero(self.known))

    def save(self, disk: DiskCache, key: str) -> None:
        known = self.known.copy()
        count = int(np.count_nonzero(known))
        if count - self._saved >= max(1, SAVED_FROM * len(known)) or (count > self._saved and known.all()):
            self.db[~known] = 0  # no leftovers of memory on disk
            disk.put(key, {"db": self.db, "known": known})
            self._saved = count  # also where the disk is full: it is not tried again and again

    def _fits(self, found: dict[str, NDArray[Any]]) -> bool:
        db, known = found.get("db"), found.get("known")
        if db is None or known is None:
            return False
        shapes = db.shape == self.db.shape and known.shape == self.known.shape
        return shapes and db.dtype == np.float16 and known.dtype == np.bool_


class SpanColumns:
    """Feeds one span of the file into columns of the base level."""

    def __init__(self, base: BaseLevel, power: ColumnPower, first_column: int) -> None:
        self._base, self._power, self._first = base, power, first_column
        self.first_sample, self.end_sample = power.first_sample, power.end_sample

    def feed(self, block: Block) -> None:
        feed_power(self._power, block, self._base.grid.spec.channel)

    def finish(self) -> None:
        self._base.fill(self._first, self._power.power())


def column_power(grid: SpectrogramGrid, level: int, first: int, end: int,
                 window: NDArray[np.float64]) -> ColumnPower:
    """What computes the columns `first` to `end` of a level from sound."""
    hop, group = grid.plan(level)
    frames = max(1, -(-grid.sound.frames // hop))
    last = min(end * group, frames)
    return ColumnPower(window, hop, group, first * group, last - first * group)


def feed_power(power: ColumnPower, block: Block, channel: int | None) -> None:
    """Give it the part of the block that it needs."""
    start, end = max(block.start, power.first_sample), min(block.end, power.end_sample)
    if start < end:
        power.feed(block.mono(channel)[start - block.start : end - block.start])
