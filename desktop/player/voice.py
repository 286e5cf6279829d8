"""One way of playing a recording from one place on: its samples, and which moment of it each of them is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from core.media.strip import Read
from desktop.player.stretch import Stretcher
from desktop.player.tape import Tape

_LEAD_FRAMES = 512  # the resampler hears this much of the past before its first frame counts
_LONGEST_LEAD_FRAMES = 8192
_STEP_FRAMES = 2048


@dataclass(frozen=True, slots=True)
class Pace:
    """How samples of the recording become samples of the device."""

    source_hz: int
    device_hz: int
    speed: float = 1.0

    @property
    def lead(self) -> tuple[int, int]:
        """Frames before the start, of recording and device; whole in both if the rates allow it."""
        if self.source_hz == self.device_hz:
            return 0, 0
        step = self.source_hz // math.gcd(self.source_hz, self.device_hz)
        frames = step * math.ceil(_LEAD_FRAMES / step) if step <= _LONGEST_LEAD_FRAMES else _LEAD_FRAMES
        return frames, round(frames * self.device_hz / self.source_hz)


class Voice:
    """Yields frames at the device's rate, in order; `source_at` may be asked from any thread."""

    def __init__(self, source: Read, tape: Tape, pace: Pace, fade_out: int = 0) -> None:
        self.tape = tape
        self.pace = pace
        self._source = source
        self._fade_out = fade_out  # device frames at the very end
        self._made = 0
        lead_source, self._skip = pace.lead
        self._place = -lead_source  # of the next frame to read from the tape, at speed 1
        self._lead = lead_source
        self._stretcher = self._make_stretcher() if pace.speed != 1.0 else None
        self._resampler: soxr.ResampleStream | None = None
        self._left: NDArray[np.float32] | None = None

    @property
    def length(self) -> int | None:
        """Frames until the end, None while it loops."""
        if self.tape.length is None:
            return None
        return math.ceil(self.tape.length / self.pace.speed * self.pace.device_hz / self.pace.source_hz)

    def produce(self, count: int) -> NDArray[np.float32]:
        """The next frames; fewer than `count` only at the end."""
        if self.length is not None:
            count = min(count, self.length - self._made)
        same_rate = self.pace.source_hz == self.pace.device_hz
        block = self._paced(count) if same_rate else self._pull(count)
        self._made += count
        return self._faded(block)

    def source_at(self, frame: float) -> float:
        """The frame of the recording that output frame `frame` plays."""
        paced = frame * self.pace.source_hz / self.pace.device_hz
        place = self._stretcher.place_at(paced + self._lead) if self._stretcher else paced
        return self.tape.source_at(max(place, 0.0))

    def _make_stretcher(self) -> Stretcher:
        start = -self._lead * self.pace.speed
        return Stretcher(self._read_tape, start, self.pace.speed, self.pace.source_hz)

    def _read_tape(self, place: int, count: int) -> NDArray[np.float32]:
        return self.tape.read(self._source, place, count)

    def _paced(self, count: int) -> NDArray[np.float32]:
        """The next frames at the rate of the recording, at the wanted speed."""
        if self._stretcher:
            return self._stretcher.read(count)
        block = self._read_tape(self._place, count)
        self._place += count
        return block

    def _pull(self, count: int) -> NDArray[np.float32]:
        """The next frames through the resampler."""
        pieces = [] if self._left is None else [self._left]
        while sum(map(len, pieces)) < count + self._skip:
            fresh = np.ascontiguousarray(self._paced(_STEP_FRAMES))
            if self._resampler is None:
                rates = self.pace.source_hz, self.pace.device_hz
                self._resampler = soxr.ResampleStream(*rates, fresh.shape[1], dtype="float32", quality="HQ")
            pieces.append(self._resampler.resample_chunk(fresh))
        block = np.concatenate(pieces)[self._skip :] if pieces else self._paced(0)
        self._skip = 0
        self._left = block[count:]
        return block[:count]

    def _faded(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        if not self._fade_out or self.length is None or not len(block):
            return block
        left = self.length - self._made + np.arange(len(block), 0, -1) - 0.5
        if left[-1] >= self._fade_out:
            return block
        return block * np.minimum(left / self._fade_out, 1.0).astype(np.float32)[:, None]
