"""Random access over decoded blocks: lays them on a line of samples, with silence where nothing was decoded.

A read that goes on where the last one ended goes on decoding; any other one starts anew before its first sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.domain import AudioTrack

Samples = NDArray[np.float32]


class Blocks(Protocol):
    """Decoded sound with the position of its first sample, in rising order."""

    def blocks(self, start: int) -> Iterator[tuple[int, Samples]]:
        """From at or before `start` on, so early that the samples from `start` on are as in a full decode."""

    def close(self) -> None: ...


class BlockReader:
    """An `AudioReader` over a decoder that gives blocks with positions."""

    def __init__(self, decoder: Blocks, track: AudioTrack, container: str, notes: tuple[str, ...] = ()) -> None:
        self.track = track
        self.container = container
        self.notes = notes
        self.rate_hz, self.channels, self.frames = track.rate_hz, track.channels, track.frames
        self._decoder = decoder
        self._next = -1
        self._coming: Iterator[tuple[int, Samples]] = iter(())
        self._pending: tuple[int, Samples] | None = None

    def read(self, start: int, count: int) -> Samples:
        start = max(start, 0)
        end = min(start + max(count, 0), self.frames)
        if end <= start:
            return np.zeros((0, self.channels), np.float32)
        if not self._goes_on(start):
            self._coming, self._pending = self._decoder.blocks(start), None
        out = np.zeros((end - start, self.channels), np.float32)
        self._fill(out, start, end)
        self._next = end
        return silence_undefined(out)

    def close(self) -> None:
        self._coming, self._next = iter(()), -1
        self._decoder.close()

    def __enter__(self) -> BlockReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _goes_on(self, start: int) -> bool:
        """Up to a second ahead it is cheaper to decode than to seek."""
        return 0 <= self._next <= start <= self._next + self.rate_hz // 2

    def _fill(self, out: Samples, start: int, end: int) -> None:
        """Earlier blocks win where blocks overlap, so that the result does not depend on where reading began."""
        cursor = start
        while cursor < end:
            block = self._pending or next(self._coming, None)
            self._pending = None
            if block is None:
                self._next = -1
                return
            position, samples = block
            low, high = max(position, cursor), min(position + len(samples), end)
            if high > low:
                out[low - start : high - start] = samples[low - position : high - position]
                cursor = high
            if position + len(samples) > end:
                self._pending = block
                return


def silence_undefined(samples: Samples) -> Samples:
    """NaN and infinite samples become 0, in place; the sum tells cheaply whether there are any."""
    with np.errstate(over="ignore", invalid="ignore"):
        if not np.isfinite(samples.sum()):
            np.nan_to_num(samples, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    return samples
