"""The thread that computes for the eye: it asks what is wanted most now, does it, and asks again.

Nothing is queued, so what is no longer looked at is never computed, and the newest request always wins.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import UNFORESEEN, MediaError
from core.tiles.announcer import Announcer

if TYPE_CHECKING:
    from core.media.audio import AudioReader


@dataclass(frozen=True)
class Job:
    """A small piece of work. `for_eye`: the survey gives way to it."""

    run: Callable[[AudioReader, Callable[[], bool]], None]  # the second tells whether to give up
    for_eye: bool = False


class Worker:
    """`prepare` is called in the thread with the opened reader, before each look for work."""

    def __init__(self, open_reader: Callable[[], AudioReader], prepare: Callable[[AudioReader], None],
                 next_job: Callable[[], Job | None], announcer: Announcer,
                 on_problem: Callable[[str], None]) -> None:
        self._open_reader, self._prepare, self._next_job = open_reader, prepare, next_job
        self._announcer, self._on_problem = announcer, on_problem
        self._condition = threading.Condition()
        self._awake = True
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="tiles", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        with self._condition:
            self._awake = True
            self._condition.notify()

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            with closing(self._open_reader()) as reader:
                while self._sleep():
                    self._prepare(reader)
                    self._work(reader)
        except MediaError as error:
            self._on_problem(str(error))
        except BaseException:  # whoever looks must not wait for ever; the error itself goes on to the log
            self._on_problem(UNFORESEEN)
            raise

    def _sleep(self) -> bool:
        """Wait until woken, or until something has to be announced; False when closed."""
        with self._condition:
            if not (self._awake or self._closed):
                self._condition.wait(self._announcer.due_s())
            self._awake = False
            return not self._closed

    def _work(self, reader: AudioReader) -> None:
        while not self._closed and (job := self._next_job()) is not None:
            job.run(reader, lambda: self._closed)
            self._announcer.mark()
            self._announcer.flush_if_due()
            self._prepare(reader)
        self._announcer.flush_if_due()
