"""Where the scores of a recording lie: in memory, or in an unnamed file where a day of them would fill it.

The classes lie one after the other, so that decoding goes through one of them without touching the rest.
"""

from __future__ import annotations

import mmap
import tempfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import paths

MOST_IN_MEMORY_BYTES = 256 * 2**20
DIRTY_BYTES = 64 * 2**20  # of the file that are written before it is asked out of memory


class ScoreStore:
    """Written in order, block by block."""

    def __init__(self, frames: int, classes: int) -> None:
        self._rows: NDArray[np.float32]
        self._written = 0
        if frames * classes * 4 <= MOST_IN_MEMORY_BYTES:
            self._rows = np.zeros((classes, frames), np.float32)
            return
        with tempfile.TemporaryFile(dir=paths.cache_dir()) as file:  # the map keeps it
            self._rows = np.memmap(file, np.float32, "w+", shape=(classes, frames))

    def write(self, first: int, block: NDArray[np.float32]) -> None:
        """(frames, classes) from frame `first`."""
        self._rows[:, first: first + len(block)] = block.T
        self._written += block.nbytes
        if self._written > DIRTY_BYTES:
            release(self._rows)
            self._written = 0

    def write_class(self, column: int, curve: NDArray[np.float32]) -> None:
        """(frames,) of one class."""
        self._rows[column] = curve
        release(self._rows)

    def values(self) -> NDArray[np.float32]:
        """(frames, classes)"""
        return self._rows.T


def release(values: NDArray[np.float32]) -> None:
    """Let go of the pages of values that lie in a file; they are read again when they are looked at."""
    found: Any = values
    while isinstance(found, np.ndarray):
        found = found.base
    if isinstance(found, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        found.madvise(mmap.MADV_DONTNEED)
