"""A tile in the making: columns arrive in any order, and what is there can be shown at any time."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from core.tiles.base_level import BaseLevel
from core.tiles.tile import SpectrogramTile


class Patch:
    """One tile of the grid. Only the worker fills it; `tiles` is replaced as a whole, so anybody may read it.

    A sketch is shown with its gaps closed by the nearest known column; exact columns are shown as they are,
    one tile for each unbroken run.
    """

    def __init__(self, base: BaseLevel, level: int, index: int, sketch: bool = False) -> None:
        grid = base.grid
        self._origin = base.number
        self.grid, self.level, self.index, self.sketch = grid, level, index, sketch
        self.count = grid.tile_columns(level, index)
        self.known: NDArray[np.bool_] = np.zeros(self.count, np.bool_)
        self.tiles: tuple[SpectrogramTile, ...] = ()
        self._db: NDArray[np.float16] | None = np.empty((self.count, grid.bins), np.float16)

    @property
    def complete(self) -> bool:
        return bool(self.known.all())

    @property
    def known_count(self) -> int:
        return int(np.count_nonzero(self.known))

    @property
    def size_bytes(self) -> int:
        copies = 1 if self._db is None else 2
        return copies * 2 * self.count * self.grid.bins + 512

    def fill(self, columns: NDArray[np.intp] | slice, db: NDArray[np.float16]) -> None:
        assert self._db is not None
        self._db[columns] = db
        self.known[columns] = True

    def publish(self) -> None:
        """Make what is known visible."""
        assert self._db is not None
        if self.sketch:
            shown = self._db[_nearest_known(self.known)]
            self.tiles = (self._tile(0, shown, self.known_count),)
            return
        runs = unbroken_runs(self.known)
        self.tiles = tuple(self._tile(first, self._db[first:end], end) for first, end in runs)
        if self.complete:
            self._db = None

    def _tile(self, first: int, db: NDArray[np.float16], version: int) -> SpectrogramTile:
        key: Hashable = (self._origin, self.level, self.index, self.sketch, first, version)
        column_s = self.grid.column_s(self.level)
        start_s = self.grid.tile_start_s(self.level, self.index) + first * column_s
        return SpectrogramTile(start_s, column_s, np.array(db.T, order="C"), not self.sketch, key)


def whole_patch(base: BaseLevel, level: int, index: int, db: NDArray[np.float16]) -> Patch:
    """A tile that is complete at once; `db` is (columns, bins)."""
    patch = Patch(base, level, index)
    patch.fill(slice(None), db)
    patch.publish()
    return patch


def sketch_order(count: int) -> NDArray[np.intp]:
    """All columns, spread evenly at any moment: the numbers 0…count-1 by their reversed bits."""
    bits = max(1, (count - 1).bit_length())
    numbers = np.arange(1 << bits)
    reverse = np.zeros_like(numbers)
    for bit in range(bits):
        reverse |= ((numbers >> bit) & 1) << (bits - 1 - bit)
    return reverse[reverse < count]


def unbroken_runs(known: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Unbroken runs of known columns: first and end."""
    edges = np.flatnonzero(np.diff(known.astype(np.int8), prepend=0, append=0))
    return [(int(first), int(end)) for first, end in zip(edges[0::2], edges[1::2], strict=True)]


def _nearest_known(known: NDArray[np.bool_]) -> NDArray[np.intp]:
    at = np.flatnonzero(known)
    middle = (at[1:] + at[:-1] + 1) // 2
    return at[np.searchsorted(middle, np.arange(len(known)), side="right")]
