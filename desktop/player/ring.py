"""The short store of sound between the feeder, which may be late, and the sound card, which never waits."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray


class Ring:
    """Frames are numbered from 0 for the life of the ring; `taken` have left it, `written` is where it ends.

    The lock is held only while a block is copied, never while sound is computed.
    """

    def __init__(self, capacity: int, channels: int) -> None:
        self._data = np.zeros((capacity, channels), np.float32)
        self._lock = threading.Lock()
        self.taken = 0
        self.written = 0
        self.flowing = False  # whether running dry is a fault
        self.underruns = 0

    @property
    def capacity(self) -> int:
        return len(self._data)

    @property
    def ahead(self) -> int:
        return self.written - self.taken

    def take(self, out: NDArray[np.float32]) -> tuple[int, int]:
        """Fill `out`, with silence where nothing is. Gives the first frame's number and how many came."""
        with self._lock:
            first = self.taken
            count = min(len(out), self.written - first)
            self._copy_out(first, out[:count])
            self.taken = first + count
        if count < len(out):
            out[count:] = 0.0
            if self.flowing:
                self.underruns += 1
        return first, count

    def put(self, block: NDArray[np.float32]) -> None:
        """Append; the caller asks for room first."""
        with self._lock:
            self._copy_in(self.written, block)
            self.written += len(block)

    @property
    def room(self) -> int:
        return self.capacity - self.ahead

    def peek(self, at: int, count: int) -> NDArray[np.float32]:
        """A copy of frames that were written, heard or not yet; zeros past the end."""
        out = np.zeros((count, self._data.shape[1]), np.float32)
        with self._lock:
            there = max(min(count, self.written - at), 0)
            self._copy_out(at, out[:there])
        return out

    def rewrite(self, at: int, block: NDArray[np.float32]) -> bool:
        """Replace all from frame `at` on, unless that frame has left already: then nothing is done."""
        with self._lock:
            if not self.taken <= at <= self.written:
                return False
            self._copy_in(at, block)
            self.written = at + len(block)
            return True

    def _copy_in(self, at: int, block: NDArray[np.float32]) -> None:
        place = at % self.capacity
        head = min(len(block), self.capacity - place)
        self._data[place : place + head] = block[:head]
        if head < len(block):
            self._data[: len(block) - head] = block[head:]

    def _copy_out(self, at: int, out: NDArray[np.float32]) -> None:
        place = at % self.capacity
        head = min(len(out), self.capacity - place)
        out[:head] = self._data[place : place + head]
        if head < len(out):
            out[head:] = self._data[: len(out) - head]
