"""Plays voices on a sound device: joins one to the next without a click and knows which moment is heard."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.player.sink import Sink
from desktop.player.studio import FADE_S, Studio
from desktop.player.tape import Tape
from desktop.player.voice import Voice
from desktop.player.wish import Manner, lay_tape

_AHEAD_S = 0.4
_BLOCK_S = 0.05
_HEAD_S = 0.03  # written at once when voices are joined, the rest follows
_MARGIN_S = 0.008  # time to compute a joint before its place is heard
_ATTEMPTS = 4
_SILENT_TICKS_HZ = 1_000_000


class Deck(Protocol):
    """What the feeder drives: a sound device, or a clock where there is none."""

    def begin(self, manner: Manner, at_s: float, jump: int) -> None: ...
    def change(self, manner: Manner, to_s: float | None, jump: int) -> None: ...
    def rest(self) -> float: ...
    def fill(self) -> bool: ...
    def position(self) -> tuple[float, int]: ...
    def close(self) -> None: ...
    @property
    def finished(self) -> bool: ...
    @property
    def alive(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Segment:
    """From frame `start` of the ring on a voice is heard, up to `limit` if it was stopped there."""

    start: int
    voice: Voice
    jump: int
    limit: float = float("inf")

    def position_s(self, heard: float) -> float:
        frame = min(max(heard, self.start), self.limit) - self.start
        return self.voice.source_at(frame) / self.voice.pace.source_hz


class SoundDeck:
    def __init__(self, sink: Sink, studio: Studio) -> None:
        self.sink = sink
        self._ring = sink.ring
        self._studio = studio
        self._segments: tuple[_Segment, ...] = ()  # replaced as a whole: other threads read it
        self._ended = False
        fade = round(FADE_S * sink.rate_hz)
        rise = np.arange(1, fade + 1)[:, None] / (fade + 1)
        self._rise = rise.astype(np.float32)
        self._fall = (1.0 - rise).astype(np.float32)

    def begin(self, manner: Manner, at_s: float, jump: int) -> None:
        """Start from rest. Within the recording it fades in, as the pause faded out; its start is whole."""
        voice = self._voice(manner, at_s)
        head = voice.produce(self._frames(_HEAD_S))
        if voice.tape.start > 0:
            rise = self._rise[: len(head)]
            head = np.concatenate([head[: len(rise)] * rise, head[len(rise) :]])
        at = self._ring.written
        self._segments = (*self._segments[-1:], _Segment(at, voice, jump))
        self._ended = False
        self._ring.put(head)
        self._ring.flowing = True

    def change(self, manner: Manner, to_s: float | None, jump: int) -> None:
        """Rewrite what is not heard yet, from as near as can be: with `to_s`, or with the same moment."""
        here_s = self.position()[0]
        self._studio.prepare(manner, here_s if to_s is None else to_s, self.sink.outputs)
        margin = self._frames(_MARGIN_S)
        for _ in range(_ATTEMPTS):
            began_s = time.monotonic()
            at = min(self._ring.taken + margin, self._ring.written)
            there_s = self._segment_at(at).position_s(at)
            voice = self._voice(manner, there_s if to_s is None else to_s)
            if self._ring.rewrite(at, self._joint(at, voice)):
                self._segments = (*(s for s in self._segments if s.start < at), _Segment(at, voice, jump))
                self._ended = False
                self._ring.flowing = True
                return
            margin = 2 * margin + self._frames(time.monotonic() - began_s)
        self._begin_late(manner, there_s if to_s is None else to_s, jump)

    def rest(self) -> float:
        """Fade out as soon as can be. Gives the moment at which to go on, so that nothing is lost."""
        ring = self._ring
        ring.flowing = False
        while True:
            at = min(ring.taken + self._frames(_MARGIN_S / 2), ring.written)
            falling = ring.peek(at, len(self._rise)) * self._fall
            if ring.rewrite(at, falling[: ring.written - at]):
                break
        segment = self._segment_at(at)
        self._segments = (*(s for s in self._segments if s.start < segment.start), replace(segment, limit=at))
        return segment.position_s(at)

    def fill(self) -> bool:
        """Write one block if there is too little ahead; say whether more is wanted."""
        ring = self._ring
        if self._ended or not self._segments or ring.ahead >= self._frames(_AHEAD_S):
            return False
        count = min(self._frames(_BLOCK_S), ring.room)
        block = self._segments[-1].voice.produce(count)
        if len(block) < count:
            self._ended = True
            ring.flowing = False
        ring.put(block)
        return ring.ahead < self._frames(_AHEAD_S) and not self._ended

    def position(self) -> tuple[float, int]:
        heard = self.sink.heard
        segment = self._segment_at(heard)
        return segment.position_s(heard), segment.jump

    @property
    def finished(self) -> bool:
        return self._ended and self.sink.heard >= self._ring.written

    @property
    def alive(self) -> bool:
        return self.sink.alive

    def close(self) -> None:
        self.sink.close()

    def _voice(self, manner: Manner, at_s: float) -> Voice:
        return self._studio.voice(manner, at_s, self.sink.rate_hz, self.sink.outputs)

    def _frames(self, duration_s: float) -> int:
        return round(duration_s * self.sink.rate_hz)

    def _segment_at(self, frame: float) -> _Segment:
        segments = self._segments
        return next((s for s in reversed(segments) if s.start <= frame), segments[0])

    def _joint(self, at: int, voice: Voice) -> NDArray[np.float32]:
        """The head of a voice, faded in over what would have been heard."""
        head = voice.produce(self._frames(_HEAD_S))
        fade = len(self._rise)
        old = self._ring.peek(at, fade) * self._fall
        if len(head) < fade:
            head = np.concatenate([head, np.zeros((fade - len(head), head.shape[1]), np.float32)])
        return np.concatenate([old + head[:fade] * self._rise, head[fade:]])

    def _begin_late(self, manner: Manner, at_s: float, jump: int) -> None:
        """The machine is too slow for a joint in time: stop, then start again."""
        self.rest()
        self.begin(manner, at_s, jump)


class SilentDeck:
    """Plays nothing, but runs as long and loops as exactly: pictures and cursor follow it."""

    rate_hz = 0

    def __init__(self) -> None:
        self._tape = Tape(0, 0)
        self._speed = 1.0
        self._began_s = time.monotonic()
        self._jump = 0
        self._rests_s: float | None = 0.0

    def begin(self, manner: Manner, at_s: float, jump: int) -> None:
        frames = round(manner.duration_s * _SILENT_TICKS_HZ)
        self._tape = lay_tape(manner, at_s, _SILENT_TICKS_HZ, frames)
        self._speed = manner.speed
        self._began_s = time.monotonic()
        self._jump = jump
        self._rests_s = None

    def change(self, manner: Manner, to_s: float | None, jump: int) -> None:
        self.begin(manner, self.position()[0] if to_s is None else to_s, jump)

    def rest(self) -> float:
        self._rests_s = self.position()[0]
        return self._rests_s

    def fill(self) -> bool:
        return False

    def position(self) -> tuple[float, int]:
        if self._rests_s is not None:
            return self._rests_s, self._jump
        return self._tape.source_at(self._place) / _SILENT_TICKS_HZ, self._jump

    @property
    def finished(self) -> bool:
        return self._rests_s is None and self._tape.length is not None and self._place >= self._tape.length

    @property
    def alive(self) -> bool:
        return True

    def close(self) -> None:
        return None

    @property
    def _place(self) -> float:
        return (time.monotonic() - self._began_s) * self._speed * _SILENT_TICKS_HZ
