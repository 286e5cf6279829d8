"""Long work off the main thread: one thread a job, progress shown, cancelled at once, its end told on the main thread.

This is one of the two places that catch everything: what a job raises is logged and told to the person as a sentence.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from psygnal import EmitLoopError
from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.background import step_back
from core.errors import AuralensError, Cancelled

log = logging.getLogger(__name__)
SECONDS_BETWEEN_STEPS = 0.05


class Job(QObject):
    """One piece of work. It is a `Progress` itself: the work calls `step`, from its own thread."""

    moved = Signal(float, str, float)  # share done (below 0: unknown), text, seconds left (below 0: unknown)
    ended = Signal(object, object, object)  # the job, result, error

    def __init__(self, title: str, work: Callable[[Job], Any], done: Callable[[Any], None] | None,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.done = done
        self._work = work
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._told = 0.0
        self._thread = threading.Thread(target=self._run, name=f"job {title}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled(self.title)
        now = time.monotonic()
        if now - self._told < SECONDS_BETWEEN_STEPS:
            return
        self._told = now
        share = done / total if total else -1.0
        left_s = (now - self._began) * (1 - share) / share if share > 0.02 else -1.0
        self.moved.emit(share, text, left_s)

    def _run(self) -> None:
        step_back()
        result: Any = None
        error: BaseException | None = None
        try:
            result = self._work(self)
        except (AuralensError, Cancelled) as told:
            error = told
        except Exception as unforeseen:
            log.exception("job %s failed", self.title)
            error = unforeseen
        try:
            self.ended.emit(self, result, error)
        except RuntimeError:  # the window is gone already
            log.info("job %s ended after the window", self.title)


class Jobs(QObject):
    """The jobs that run now. Results come back on the main thread; failures as sentences."""

    started = Signal(Job)
    finished = Signal(Job)
    failed = Signal(str, str)  # what was tried, a sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: list[Job] = []

    def start(self, title: str, work: Callable[[Job], Any], done: Callable[[Any], None] | None = None) -> Job:
        job = Job(title, work, done, self)
        job.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self.running.append(job)
        self.started.emit(job)
        job.start()
        return job

    def cancel_latest(self) -> bool:
        if not self.running:
            return False
        self.running[-1].cancel()
        return True

    def cancel_all(self, wait_s: float = 2.0) -> None:
        for job in list(self.running):
            job.cancel()
        for job in list(self.running):
            job.join(wait_s)

    @Slot(object, object, object)
    def _end(self, job: Job, result: Any, error: BaseException | None) -> None:
        self.running.remove(job)
        self.finished.emit(job)
        job.deleteLater()
        if error is None:
            if job.done is not None and not job.cancelled:
                job.done(result)
        elif not isinstance(error, Cancelled):
            self.failed.emit(job.title, sentence(error))


def sentence(error: BaseException) -> str:
    """What a person reads of an error. Ours are sentences already; others get one that points to the log."""
    while isinstance(error, EmitLoopError) and error.__cause__ is not None:  # psygnal wraps what a view raises
        error = error.__cause__
    if isinstance(error, AuralensError):
        return str(error)
    return f"Something unforeseen happened ({type(error).__name__}: {error}). The log file has the details."
