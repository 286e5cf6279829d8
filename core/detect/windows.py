"""How a long sound is cut into windows of the length a model was trained on, and how their scores are joined.

Windows overlap; over the overlap one fades into the next, so that a model's first and last frames, which see the
least, count least.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-6  # lengths in frames are quotients of measured numbers
Sink = Callable[[int, NDArray[np.float32]], None]  # first frame, (frames, classes)


@dataclass(frozen=True, slots=True)
class Plan:
    """Windows over `samples` samples. `starts` are frames; a window covers `window_frames` of them."""

    samples: int
    window_samples: int
    frame_samples: float
    frames: int
    window_frames: int
    overlap_frames: int
    starts: tuple[int, ...]

    def sample_of(self, frame: int) -> int:
        return round(frame * self.frame_samples)

    def weights(self, index: int) -> NDArray[np.float32]:
        """How much each frame of a window counts; nothing fades at the ends of the sound."""
        ramp = np.arange(1, self.overlap_frames + 1, dtype=np.float32) / (self.overlap_frames + 1)
        found = np.ones(self.window_frames, np.float32)
        if index > 0:
            found[: len(ramp)] = ramp
        if index < len(self.starts) - 1:
            found[len(found) - len(ramp):] = ramp[::-1]
        return found


def plan(samples: int, rate_hz: int, frame_s: float, window_s: float, overlap_s: float) -> Plan:
    """What is no longer than a window goes through as one, filled up with silence as in training; only its own frames
    are kept. The last window ends with the sound. More than half a window of overlap would only cost time."""
    frame_samples = frame_s * rate_hz
    window_samples = max(1, round(window_s * rate_hz))
    frames = math.ceil(samples / frame_samples - ROUNDING)
    if samples <= window_samples:
        return Plan(samples, window_samples, frame_samples, frames, frames, 0, (0,) if samples else ())
    window_frames = max(1, int(window_samples / frame_samples + ROUNDING))
    overlap = min(max(round(overlap_s / frame_s), 0), window_frames // 2)
    last = frames - window_frames
    starts = (*range(0, last, window_frames - overlap), last)
    return Plan(samples, window_samples, frame_samples, frames, window_frames, overlap, starts)


class Joiner:
    """Adds windows in order and hands on each frame once no later window can change it."""

    def __init__(self, planned: Plan, classes: int, sink: Sink) -> None:
        self._plan, self._sink = planned, sink
        self._sums = np.zeros((2 * planned.window_frames, classes), np.float32)
        self._weights = np.zeros((2 * planned.window_frames, 1), np.float32)
        self._first = 0  # the frame that the first row stands for
        self._index = 0

    def add(self, scores: NDArray[np.float32]) -> None:
        """(window_frames, classes) of the next window."""
        start = self._plan.starts[self._index]
        self._flush(start - self._first)
        weights = self._plan.weights(self._index)[:, None]
        self._sums[: len(weights)] += scores * weights
        self._weights[: len(weights)] += weights
        self._index += 1
        if self._index == len(self._plan.starts):
            self._flush(self._plan.frames - self._first)

    def _flush(self, count: int) -> None:
        if not count:
            return
        self._sink(self._first, self._sums[:count] / self._weights[:count])
        for rows in (self._sums, self._weights):
            rows[:-count] = rows[count:].copy()
            rows[-count:] = 0.0
        self._first += count
