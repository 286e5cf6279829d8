"""The three ways to a tile: from the base level, from the sound itself, or as a sketch from a few samples."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.features.stft import ColumnPower, decibels, window_values
from core.tiles.base_level import BaseLevel, column_power, feed_power
from core.tiles.blocks import blocks
from core.tiles.disk import DiskCache
from core.tiles.grid import TILE_COLUMNS, SpectrogramGrid
from core.tiles.memory import BoundedMemory
from core.tiles.patch import Patch, sketch_order, unbroken_runs, whole_patch

if TYPE_CHECKING:
    from core.media.audio import AudioReader

SKETCH_SLICE_S = 0.04  # a sketch is shown each time it was worked on for so long
KEPT_ON_DISK_FROM = 1 << 20  # samples under a tile: below, computing it is as fast as reading it

TileName = tuple[int, int, bool]  # level, index, whether it is a sketch
Stop = Callable[[], bool]


class TileMaker:
    """Puts tiles into the memory. Used in the worker thread only."""

    def __init__(self, grid: SpectrogramGrid, base: BaseLevel, memory: BoundedMemory[Patch],
                 disk: DiskCache | None, identity: str) -> None:
        self._grid, self._base, self._memory = grid, base, memory
        self._disk, self._identity = disk, identity
        self._window = window_values(grid.spec.window, grid.spec.n_fft)

    def coarsen(self, name: TileName) -> None:
        """From the base level, as far as the survey got."""
        level, index, _ = name
        patch = self._memory.get(name) or Patch(self._base, level, index)
        first = index * TILE_COLUMNS
        fresh = self._base.known_at(level, first, patch.count) & ~patch.known
        for start, end in unbroken_runs(fresh):
            patch.fill(slice(start, end), self._base.columns(level, first + start, end - start))
        self._publish(name, patch)

    def sketch(self, name: TileName, reader: AudioReader, stop: Stop) -> None:
        """A few more columns, spread evenly."""
        level, index, _ = name
        patch = self._memory.get(name) or Patch(self._base, level, index, sketch=True)
        until_s = time.monotonic() + SKETCH_SLICE_S
        order = sketch_order(patch.count)
        for column in order[~patch.known[order]]:
            db = self._glance(reader, level, index * TILE_COLUMNS + int(column))
            patch.fill(slice(column, column + 1), db)
            if stop() or time.monotonic() > until_s:
                break
        self._publish(name, patch)

    def compute(self, name: TileName, reader: AudioReader, stop: Stop) -> None:
        """From the sound itself, or from the disk if that was done before."""
        level, index, _ = name
        kept = self._grid.column_samples(level) * TILE_COLUMNS >= KEPT_ON_DISK_FROM
        db = self._from_disk(name) if kept else None
        if db is None:
            db = self._from_sound(level, index, reader, stop)
            if db is None:
                return
            if kept and self._disk is not None:
                self._disk.put(self._key(f"{level}/{index}"), {"db": db})
        patch = whole_patch(self._base, level, index, db)
        self._memory.put(name, patch, patch.size_bytes)

    def load_base(self) -> None:
        if self._disk is not None:
            self._base.load(self._disk, self._key("base"))

    def save_base(self) -> None:
        if self._disk is not None:
            self._base.save(self._disk, self._key("base"))

    def _publish(self, name: TileName, patch: Patch) -> None:
        patch.publish()
        self._memory.put(name, patch, patch.size_bytes)

    def _from_sound(self, level: int, index: int, reader: AudioReader,
                    stop: Stop) -> NDArray[np.float16] | None:
        first = index * TILE_COLUMNS
        end = first + self._grid.tile_columns(level, index)
        return self._decibels(column_power(self._grid, level, first, end, self._window), reader, stop)

    def _glance(self, reader: AudioReader, level: int, column: int) -> NDArray[np.float16]:
        """One column from two windows' worth of sound in its middle."""
        n_fft = self._grid.spec.n_fft
        width = self._grid.column_samples(level)
        start = column * width + (width - 2 * n_fft) // 2
        start = max(0, min(start, self._grid.sound.frames - 2 * n_fft))
        hop = max(1, n_fft // 2)
        power = ColumnPower(self._window, hop, 4, 0, 3, origin=start + (n_fft - hop) // 2)
        found = self._decibels(power, reader, lambda: False)
        assert found is not None
        return found

    def _decibels(self, power: ColumnPower, reader: AudioReader,
                  stop: Stop) -> NDArray[np.float16] | None:
        for block in blocks(reader, power.first_sample, power.end_sample):
            if stop():
                return None
            feed_power(power, block, self._grid.spec.channel)
        return decibels(power.power())

    def _from_disk(self, name: TileName) -> NDArray[np.float16] | None:
        level, index, _ = name
        found = self._disk.get(self._key(f"{level}/{index}")) if self._disk is not None else None
        db = found.get("db") if found is not None else None
        shape = (self._grid.tile_columns(level, index), self._grid.bins)
        return db if db is not None and db.shape == shape and db.dtype == np.float16 else None

    def _key(self, part: str) -> str:
        spec = self._grid.spec
        return (f"{self._identity}|{self._grid.sound}|{spec.n_fft} {spec.window} {spec.hop_samples} "
                f"{spec.channel}|{part}")
