"""One pass over a whole file that serves everybody: sound is decoded once for the spectrogram and the peaks.

The file is cut into spans. Threads take the spans in view first, then the others in order, and give way to
what is computed for the eye.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from core.background import step_back
from core.errors import UNFORESEEN, MediaError
from core.tiles.blocks import Block, blocks
from core.tiles.grid import Sound

if TYPE_CHECKING:
    from core.media.audio import AudioReader

SHORTEST_SPAN = 1 << 21
MOST_SPANS = 128
MOST_THREADS = 3
GIVE_WAY_S = 0.05


class Feeder(Protocol):
    """Takes the sound of one span, from `first_sample` to `end_sample`."""

    first_sample: int
    end_sample: int

    def feed(self, block: Block) -> None: ...

    def finish(self) -> None: ...


class Consumer(Protocol):
    """Somebody who needs the whole file."""

    def wants(self, start: int, end: int) -> bool: ...

    def feeder(self, start: int, end: int) -> Feeder: ...


class Survey:
    def __init__(self, sound: Sound, open_reader: Callable[[], AudioReader], on_span: Callable[[], None],
                 on_problem: Callable[[str], None]) -> None:
        self.sound = sound
        self.span_samples = SHORTEST_SPAN
        while sound.frames > MOST_SPANS * self.span_samples:
            self.span_samples *= 2
        self._open_reader, self._on_span, self._on_problem = open_reader, on_span, on_problem
        self._spans = -(-sound.frames // self.span_samples)
        self._consumers: list[Consumer] = []
        self._focus = (0, 0)
        self._busy: set[tuple[int, int]] = set()  # consumer and span
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._condition = threading.Condition()
        self._eye_rests = threading.Event()
        self._eye_rests.set()

    def add(self, consumer: Consumer) -> None:
        with self._condition:
            self._consumers.append(consumer)
            self._condition.notify_all()
            if not self._threads:
                self._start()

    def remove(self, consumer: Consumer) -> None:
        with self._condition:
            self._consumers = [one for one in self._consumers if one is not consumer]

    def focus(self, start: int, end: int) -> None:
        """The samples in view: their spans come first."""
        self._focus = (start, end)

    def giving_way(self, to_eye: bool) -> None:
        """While somebody computes for the eye, the threads wait a little after each block."""
        if to_eye:
            self._eye_rests.clear()
        else:
            self._eye_rests.set()

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        self._eye_rests.set()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        wanted = min(MOST_THREADS, max(1, os.cpu_count() or 1), max(1, self._spans))
        for number in range(wanted):
            thread = threading.Thread(target=self._run, name=f"survey-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        step_back()
        try:
            with _closing(self._open_reader()) as reader:
                while (work := self._next()) is not None:
                    self._do(reader, *work)
        except MediaError as error:
            self._on_problem(str(error))
        except BaseException:  # whoever looks must not wait for ever; the error itself goes on to the log
            self._on_problem(UNFORESEEN)
            raise

    def _next(self) -> tuple[int, list[Consumer]] | None:
        with self._condition:
            while not self._closed:
                for span in self._order():
                    takers = self._takers(span)
                    if takers:
                        self._busy |= {(id(taker), span) for taker in takers}
                        return span, takers
                self._condition.wait()
            return None

    def _order(self) -> list[int]:
        first, last = (sample // self.span_samples for sample in self._focus)
        return sorted(range(self._spans), key=lambda span: (not first <= span <= last, span))

    def _takers(self, span: int) -> list[Consumer]:
        start, end = self._range(span)
        return [one for one in self._consumers if (id(one), span) not in self._busy and one.wants(start, end)]

    def _range(self, span: int) -> tuple[int, int]:
        return span * self.span_samples, min((span + 1) * self.span_samples, self.sound.frames)

    def _do(self, reader: AudioReader, span: int, takers: list[Consumer]) -> None:
        feeders = [taker.feeder(*self._range(span)) for taker in takers]
        first = min(feeder.first_sample for feeder in feeders)
        end = max(feeder.end_sample for feeder in feeders)
        for block in blocks(reader, first, end):
            if self._closed:
                return
            for feeder in feeders:
                feeder.feed(block)
            self._eye_rests.wait(GIVE_WAY_S)
        for feeder in feeders:
            feeder.finish()
        with self._condition:
            self._busy -= {(id(taker), span) for taker in takers}
        self._on_span()


def _closing(reader: AudioReader) -> AbstractContextManager[AudioReader]:
    from contextlib import closing

    return closing(reader)
