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
    """Consecutive samples from `start` on (which may be negative: silence before the sound).

    Its arrays are valid until the next block is taken: fresh memory for each would cost more than the work on it.
    """

    def __init__(self, start: int, samples: Float32, room: Float32) -> None:
        self.start, self.end = start, start + len(samples)
        self._samples, self._room = samples, room  # (samples, channels), (channels + 1, at least samples)

    @cached_property
    def channels(self) -> Float32:
        """(channels, samples), each channel contiguous."""
        channels = self._room[:-1, : len(self._samples)]
        np.copyto(channels, self._samples.T)
        return channels

    @cached_property
    def _mean(self) -> Float32:
        channels, mean = self.channels, self._room[-1, : len(self._samples)]
        np.add.reduce(channels, axis=0, out=mean)
        mean *= np.float32(1.0 / len(channels))
        return mean

    def mono(self, channel: int | None) -> Float32:
        """One channel, or the mean of all."""
        return self._mean if channel is None else self.channels[min(channel, len(self.channels) - 1)]


def blocks(reader: AudioReader, start: int, end: int) -> Iterator[Block]:
    """The sound from `start` to `end` in order; silence before 0, after the end, where it breaks."""
    size = max(4096, BLOCK_VALUES // reader.channels)
    room = np.empty((reader.channels + 1, min(size, end - start)), np.float32)
    at = start
    while at < end:
        stop = min(end, (at // size + 1) * size)
        yield Block(at, _padded(reader, at, stop), room)
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
