"""The short store of sound between the feeder, which may be late, and the sound card, which never waits."""

from __future__ import annotations

import threading
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_SAMPLE_BYTES = 4

Bytes: TypeAlias = "memoryview[int]"


class Ring:
    """Frames are numbered from 0 for the life of the ring; `taken` have left it, `written` is where it ends.

    Blocks are copied as plain bytes: NumPy would let other threads run in the middle of larger copies, and the
    sound card's thread would wait for its turn again and again. The lock is held for such a copy and no longer.
    """

    def __init__(self, capacity: int, channels: int) -> None:
        self.capacity = capacity
        self.channels = channels
        self.taken = 0
        self.written = 0
        self.flowing = False  # whether running dry is a fault
        self.underruns = 0
        self._frame_bytes = channels * _SAMPLE_BYTES
        self._bytes = memoryview(bytearray(capacity * self._frame_bytes))
        self._silence = memoryview(bytes(capacity * self._frame_bytes))
        self._lock = threading.Lock()

    @property
    def ahead(self) -> int:
        return self.written - self.taken

    @property
    def room(self) -> int:
        return self.capacity - self.ahead

    def take(self, out: Bytes) -> tuple[int, int]:
        """Fill `out`, with silence where nothing is. Gives the first frame's number and how many came."""
        asked = len(out) // self._frame_bytes
        with self._lock:
            first = self.taken
            count = min(asked, self.written - first)
            self._copy_out(first, out[: count * self._frame_bytes])
            self.taken = first + count
        if count < asked:
            self.fall_silent(out[count * self._frame_bytes :])
            if self.flowing:
                self.underruns += 1
        return first, count

    def fall_silent(self, out: Bytes) -> None:
        while out:
            size = min(len(out), len(self._silence))
            out[:size] = self._silence[:size]
            out = out[size:]

    def put(self, block: NDArray[np.float32]) -> None:
        """Append; the caller asks for room first."""
        data = _bytes_of(block)
        with self._lock:
            self._copy_in(self.written, data)
            self.written += len(block)

    def peek(self, at: int, count: int) -> NDArray[np.float32]:
        """A copy of frames that were written, heard or not yet; zeros past the end."""
        out = np.zeros((count, self.channels), np.float32)
        data = _bytes_of(out)
        with self._lock:
            there = max(min(count, self.written - at), 0)
            self._copy_out(at, data[: there * self._frame_bytes])
        return out

    def rewrite(self, at: int, block: NDArray[np.float32]) -> bool:
        """Replace all from frame `at` on, unless that frame has left already: then nothing is done."""
        data = _bytes_of(block)
        with self._lock:
            if not self.taken <= at <= self.written:
                return False
            self._copy_in(at, data)
            self.written = at + len(block)
            return True

    def _copy_in(self, at: int, data: Bytes) -> None:
        place = at % self.capacity * self._frame_bytes
        head = min(len(data), len(self._bytes) - place)
        self._bytes[place : place + head] = data[:head]
        if head < len(data):
            self._bytes[: len(data) - head] = data[head:]

    def _copy_out(self, at: int, out: Bytes) -> None:
        place = at % self.capacity * self._frame_bytes
        head = min(len(out), len(self._bytes) - place)
        out[:head] = self._bytes[place : place + head]
        if head < len(out):
            out[head:] = self._bytes[: len(out) - head]


def _bytes_of(block: NDArray[np.float32]) -> Bytes:
    """The bytes of a block, shared with it if it lies in one piece."""
    flat = np.ascontiguousarray(block, np.float32).reshape(-1)
    return flat.view(np.uint8).data
