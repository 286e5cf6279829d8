"""Remembers the samples that were read last, because filters read them again with some context."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Read = Callable[[int, int], NDArray[np.float32]]


class Strip:
    """Passes reads through `read`, asking it only for what does not overlap with the read before."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._start = 0
        self._block: NDArray[np.float32] | None = None

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        block = self._block
        if block is None or not self._start <= start <= self._start + len(block):
            block = self._read(start, count)
        else:
            block = block[start - self._start :]
            if len(block) < count:
                block = np.concatenate([block, self._read(start + len(block), count - len(block))])
        self._start, self._block = start, block
        return block[:count]
