"""Plays faster or slower at the same pitch: waveform similarity overlap-add (WSOLA), which knows where it is.

Each hop joins two stretches of the original where they look alike; the place of every joint is kept, so that
the play head can be exact (Verhelst and Roelands, ICASSP 1993).
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

from core.media.strip import Read, Strip

_HOP_S = 0.020
_SEARCH_S = 0.010  # to each side: the period of 50 Hz fits in
_LEAN = 0.001  # how much better a joint must be to be taken far from the nominal place
_JOINTS_KEPT = 400


def hop_seconds(speed: float) -> float:
    """Shorter hops far from normal speed keep what is heard near the play head."""
    return min(_HOP_S, 1.5 * _HOP_S / speed, _SEARCH_S / max(1.0 - speed, 0.1))


class Stretcher:
    """Frame n of its output is from about place `start + speed * n` of the tape; `place_at` says exactly."""

    def __init__(self, read: Read, start: float, speed: float, rate_hz: int) -> None:
        self.speed = speed
        self._tape = Strip(read)
        self._start = start
        self._hop = max(round(hop_seconds(speed) * rate_hz), 8)
        self._search = max(round(_SEARCH_S * rate_hz), 4)
        rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(self._hop) + 0.5) / self._hop)
        self._rise = rise.astype(np.float32)[:, None]
        self._transform = 1 << (2 * self._hop + 2 * self._search - 1).bit_length()
        self._made = 0  # frames of output so far
        self._tail = round(start)  # place where the last stretch goes on
        self._joints: deque[tuple[int, int]] = deque([(0, self._tail)], _JOINTS_KEPT)
        self._lock = threading.Lock()
        self._left: NDArray[np.float32] | None = None

    def read(self, count: int) -> NDArray[np.float32]:
        """The next `count` frames."""
        pieces = [] if self._left is None else [self._left]
        while sum(map(len, pieces)) < count:
            pieces.append(self._next_hop())
        block = np.concatenate(pieces) if pieces else self._tape.read(self._tail, 0)
        self._left = block[count:]
        return block[:count]

    def place_at(self, frame: float) -> float:
        """The place on the tape that frame `frame` of the output comes from; straight between two joints.

        At low speed a stretch may begin before the one it follows. The play head must not run back, so it takes
        the middle between the furthest place so far and the nearest one to come.
        """
        with self._lock:
            frames, places = np.array(self._joints, np.float64).T
        so_far = np.maximum.accumulate(places)
        to_come = np.minimum.accumulate(places[::-1])[::-1]
        if frame >= frames[-1]:
            return float(places[-1] + (frame - frames[-1]) * self.speed)
        if frame < frames[0]:
            return self._start + frame * self.speed
        return float(np.interp(frame, frames, (so_far + to_come) / 2))

    def _next_hop(self) -> NDArray[np.float32]:
        hop, search, tail = self._hop, self._search, self._tail
        nominal = round(self._start + (self._made + hop) * self.speed) - hop
        first = min(tail, nominal - search)
        last = max(tail + 2 * hop, nominal + search + 2 * hop)
        block = self._tape.read(first, last - first)
        going = block[tail - first :][: 2 * hop]
        around = block[nominal - search - first :][: 2 * hop + 2 * search]
        joint = nominal - search + self._best_shift(going, around)
        coming = block[joint - first :][:hop]
        self._made += hop
        self._tail = joint + hop
        with self._lock:
            self._joints.append((self._made, self._tail))
        return going[:hop] * (1 - self._rise) + coming * self._rise

    def _best_shift(self, going: NDArray[np.float32], around: NDArray[np.float32]) -> int:
        """Where in `around` the sound goes on most like `going`: normalised correlation over all channels."""
        size, shifts = len(going), 2 * self._search + 1
        spectrum = np.fft.rfft(around, self._transform, axis=0)
        spectrum *= np.conj(np.fft.rfft(going, self._transform, axis=0))
        likeness = np.fft.irfft(spectrum, self._transform, axis=0)[:shifts].sum(axis=1)
        energy = np.concatenate([[0.0], np.cumsum(np.sum(around.astype(np.float64) ** 2, axis=1))])
        windows = energy[size : size + shifts] - energy[:shifts]
        scale = np.sqrt(np.maximum(windows, 0.0) * float(np.sum(going.astype(np.float64) ** 2))) + 1e-12
        lean = _LEAN * np.abs(np.arange(shifts) - self._search) / self._search
        return int(np.argmax(likeness / scale - lean))
