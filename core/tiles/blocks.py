"""Sound in blocks of modest size, with silence around it: work on it can stop and give way between blocks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.features.stft import Float32

if TYPE_CHECKING:
    from core.media.audio import AudioReader

BLOCK_VALUES = 131072  # samples times channels: about a millisecond of decoding


class Block:
    """Consecutive samples from `start` on (which may be negative: silence before the sound)."""

    def __init__(self, start: int, samples: Float32) -> None:
        self.start, self.end = start, start + len(samples)
        self._samples = samples

    @cached_property
    def channels(self) -> Float32:
        """(channels, samples), each channel contiguous."""
        return np.ascontiguousarray(self._samples.T)

    @cached_property
    def _mean(self) -> Float32:
        channels = self.channels
        if len(channels) == 1:
            first: Float32 = channels[0]
            return first
        mean: Float32 = channels.mean(axis=0, dtype=np.float32)
        return mean

    def mono(self, channel: int | None) -> Float32:
        """One channel, or the mean of all."""
        return self._mean if channel is None else self.channels[min(channel, len(self.channels) - 1)]


def blocks(reader: AudioReader, start: int, end: int) -> Iterator[Block]:
    """The sound from `start` to `end` in order; silence before 0, after the end, where it breaks."""
    size = max(4096, BLOCK_VALUES // reader.channels)
    at = start
    while at < end:
        stop = min(end, (at // size + 1) * size)
        yield Block(at, _padded(reader, at, stop))
        at = stop


def _padded(reader: AudioReader, start: int, stop: int) -> Float32:
    first, last = max(start, 0), min(stop, reader.frames)
    found = reader.read(first, last - first) if last > first else _silence(0, reader.channels)
    if first == start and len(found) == stop - start:
        return found
    padded = _silence(stop - start, reader.channels)
    padded[first - start : first - start + len(found)] = found
    return padded


def _silence(count: int, channels: int) -> NDArray[np.float32]:
    return np.zeros((count, channels), np.float32)
