"""Sounds that a locator should not answer to: silence, noise, or a sound that does not belong to the picture.

They stand in for a recording behind the same reader, so that whatever plays or hears a recording takes them too.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Negative = Literal["silence", "noise"]
NEGATIVES: tuple[Negative, ...] = ("silence", "noise")
NOISE_DBFS = -30.0
BLOCK = 1 << 15  # samples of noise that come from one seed, so that any part can be read alone


class NegativeAudio:
    """As long as the recording it stands in for; the noise is the same each time it is read."""

    def __init__(self, kind: Negative, frames: int, rate_hz: int) -> None:
        self.kind, self.frames, self.rate_hz, self.channels = kind, frames, rate_hz, 1

    def __enter__(self) -> NegativeAudio:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        first = min(max(start, 0), self.frames)
        end = max(first, min(start + count, self.frames))
        if self.kind == "silence" or end == first:
            return np.zeros((end - first, 1), np.float32)
        blocks = [_noise(number) for number in range(first // BLOCK, (end - 1) // BLOCK + 1)]
        begins = first // BLOCK * BLOCK
        return np.concatenate(blocks)[first - begins : end - begins, None]

    def close(self) -> None:
        return None


def _noise(number: int) -> NDArray[np.float32]:
    level = 10 ** (NOISE_DBFS / 20)
    return np.random.default_rng(number).normal(0.0, level, BLOCK).astype(np.float32)
