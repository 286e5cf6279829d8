"""Samples in memory behind the same reader as a file, so that what a model makes can be played and drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError


class ArrayReader:
    """Reads (frames, channels) or (frames,) samples; a float32 array is shared, not copied."""

    def __init__(self, samples: NDArray[Any], rate_hz: int) -> None:
        block = np.asarray(samples)
        if block.ndim == 1:
            block = block[:, None]
        if block.ndim != 2 or block.shape[1] < 1:
            raise MediaError(f"Samples must be (frames, channels), but their shape is {np.shape(samples)}.")
        if rate_hz < 1:
            raise MediaError(f"The sampling rate must be at least 1 Hz, but it is {rate_hz} Hz.")
        self._samples: NDArray[np.float32] = block.astype(np.float32, copy=False)
        self.rate_hz = rate_hz
        self.frames = block.shape[0]
        self.channels = block.shape[1]

    def __enter__(self) -> ArrayReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        """Samples from `start`, at most `count`; infinite and undefined ones become 0 as they do in files."""
        first = min(max(start, 0), self.frames)
        block = self._samples[first : max(first, min(start + count, self.frames))]
        good = np.isfinite(block)
        return block.copy() if good.all() else np.where(good, block, np.float32(0.0))

    def close(self) -> None:
        return None
