"""The order in which a recording is played, as one unbroken tape: a first pass, then the loop for ever."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.media.strip import Read


@dataclass(frozen=True, slots=True)
class Tape:
    """Source frames `start` to `end`, then again and again `loop_start` to `end` if that is given."""

    start: int
    end: int
    loop_start: int | None = None
    loop_fade: int = 0  # frames faded at both ends of the loop, if the person asks for it

    @property
    def length(self) -> int | None:
        return None if self.loop_start is not None else max(self.end - self.start, 0)

    def source_at(self, place: float) -> float:
        """The source frame at a place on the tape; past the end it is the end."""
        first_pass = self.end - self.start
        if place < first_pass:
            return self.start + place
        if self.loop_start is None:
            return self.end
        return self.loop_start + (place - first_pass) % (self.end - self.loop_start)

    def read(self, source: Read, place: int, count: int) -> NDArray[np.float32]:
        """Samples from a place on: before the tape begins those of the source, past its end zeros."""
        pieces = []
        while count > 0:
            frame = int(self.source_at(place))
            step = min(count, self.end - frame)
            if step <= 0:
                pieces.append(np.zeros_like(source(self.end, count)))
                break
            pieces.append(self._faded(source(frame, step), frame))
            place, count = place + step, count - step
        return np.concatenate(pieces) if pieces else source(self.start, 0)

    def _faded(self, block: NDArray[np.float32], frame: int) -> NDArray[np.float32]:
        if self.loop_start is None or not self.loop_fade:
            return block
        frames = np.arange(frame, frame + len(block)) + 0.5
        gain = np.minimum(frames - self.loop_start, self.end - frames) / self.loop_fade
        faded: NDArray[np.float32] = block * np.clip(gain, 0.0, 1.0).astype(np.float32)[:, None]
        return faded
