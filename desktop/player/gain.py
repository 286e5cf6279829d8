"""The volume: applied at the last moment, to be heard at once, and slid, so as not to crackle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SLIDE_S = 0.010
_HIGHEST_RATE_HZ = 768_000
_UNDIVIDED = 480  # samples; NumPy keeps the interpreter's lock for up to 500


class Gain:
    """`target` is set by any thread; `apply` runs in the sound card's callback and makes no new arrays."""

    def __init__(self, value: float = 1.0) -> None:
        self.target = value
        self._value = value
        self._goal = value
        self._left = 0
        self._step = 0.0
        self._slide_frames = 480
        size = round(_SLIDE_S * _HIGHEST_RATE_HZ)
        self._count = np.arange(1, size + 1, dtype=np.float32)[:, None]
        self._ramp = np.empty((size, 1), np.float32)

    def prepare(self, rate_hz: float) -> None:
        self._slide_frames = min(max(round(_SLIDE_S * rate_hz), 1), len(self._count))

    def apply(self, out: NDArray[np.float32]) -> None:
        """In pieces so small that NumPy does not hand the interpreter to other threads in between."""
        if self._value == self.target == 1.0:
            return
        piece = max(_UNDIVIDED // out.shape[1], 1)
        for start in range(0, len(out), piece):
            self._apply_piece(out[start : start + piece])

    def _apply_piece(self, out: NDArray[np.float32]) -> None:
        if self.target != self._goal:
            self._goal = self.target
            self._left = self._slide_frames
            self._step = (self._goal - self._value) / self._left
        slid = min(self._left, len(out))
        if slid:
            ramp = self._ramp[:slid]
            np.multiply(self._count[:slid], self._step, out=ramp)
            ramp += self._value
            np.multiply(out[:slid], ramp, out=out[:slid])
            self._left -= slid
            self._value = self._value + self._step * slid if self._left else self._goal
        if self._value != 1.0 and slid < len(out):
            np.multiply(out[slid:], self._value, out=out[slid:])
