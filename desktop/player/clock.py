"""Which frame is heard now: the sound card says when each block will sound, this draws a steady line."""

from __future__ import annotations

_SMOOTHING = 0.1
_JUMP_S = 0.010  # a greater change is a gap in the sound, not jitter


class HeardClock:
    """`mark` runs in the callback, `frame_at` on any thread; one tuple crosses, so no lock is needed."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._line: tuple[float, int] | None = None  # when frame 0 would have sounded, frames given out
        self._steady = False
        self.slips = 0  # gaps that the sound system made although it was given all it asked for
        self._last = 0.0

    def mark(self, sounds_at_s: float, first: int, count: int, asked: int) -> None:
        """`count` frames from number `first` on, of the `asked` ones, will sound from `sounds_at_s` on."""
        if count:
            origin = sounds_at_s - first / self._rate_hz
            if self._line and self._steady:
                change = origin - self._line[0]
                if abs(change) < _JUMP_S:
                    origin = self._line[0] + _SMOOTHING * change
                elif change > 0:
                    self.slips += 1
            self._line = origin, first + count
        self._steady = count == asked

    def frame_at(self, now_s: float) -> float:
        """Never runs back, and never past what was given out."""
        line = self._line
        if line:
            origin, given = line
            self._last = max(self._last, min((now_s - origin) * self._rate_hz, float(given)))
        return self._last
