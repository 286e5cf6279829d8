"""What a mask keeps or removes, as a recording that can be played: as long as the original, at the same moments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.media.audio import AudioReader

FADE_S = 0.005  # where the stretch begins and ends within the recording, so that nothing clicks


class MaskedAudio:
    """`kept` (n, channels) lies from sample `first` of the recording on. Beyond it nothing is kept and all is removed;
    what is kept and what is removed add up to the recording."""

    def __init__(self, open_original: Callable[[], AudioReader], kept: NDArray[np.float32], first: int,
                 removed: bool) -> None:
        self._original = open_original()
        self._kept, self._first, self._removed = kept, first, removed
        self.rate_hz, self.channels, self.frames = (self._original.rate_hz, self._original.channels,
                                                    self._original.frames)

    def __enter__(self) -> MaskedAudio:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        start = min(max(start, 0), self.frames)
        end = max(start, min(start + count, self.frames))
        part = np.zeros((end - start, self.channels), np.float32)
        low, high = max(start, self._first), min(end, self._first + len(self._kept))
        if low < high:
            part[low - start : high - start] = self._kept[low - self._first : high - self._first]
            part[low - start : high - start] *= self._fade(low - self._first, high - self._first)[:, None]
        if not self._removed:
            return part
        original = self._original.read(start, end - start)
        return original - part[: len(original)]

    def _fade(self, begins: int, ends: int) -> NDArray[np.float32]:
        """1, but for the edges that lie within the recording."""
        length, fade = len(self._kept), max(round(FADE_S * self.rate_hz), 1)
        at = np.arange(begins, ends, dtype=np.float32) + np.float32(0.5)
        gain = np.ones(ends - begins, np.float32)
        if self._first > 0:
            gain = np.minimum(gain, at / fade)
        if self._first + length < self.frames:
            gain = np.minimum(gain, (length - at) / fade)
        return np.clip(gain, 0.0, 1.0).astype(np.float32)

    def close(self) -> None:
        self._original.close()
