"""A thread for what sliders ask for: one thing at a time, and of all that was asked meanwhile only the newest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from core.background import step_back
from core.errors import AuralensError, Cancelled
from core.progress import Progress

log = logging.getLogger(__name__)
Work = Callable[[Progress], Any]
END_S = 10.0  # a model ends the batch that it has begun


class Newest(QObject):
    """`ask` returns at once; `done` is called on the main thread with what the work gave."""

    _ended = Signal(object, object)
    failed = Signal(str)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._name = name
        self._waiting: tuple[Work, Callable[[Any], None]] | None = None
        self._lock = threading.Condition()
        self._closed = False
        self._busy = False
        self._thread: threading.Thread | None = None
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        return not self._busy and self._waiting is None

    def ask(self, work: Work, done: Callable[[Any], None]) -> None:
        with self._lock:
            self._waiting = (work, done)
            self._lock.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"job {self._name}", daemon=True)
            self._thread.start()

    def close(self) -> None:
        with self._lock:
            self._closed, self._waiting = True, None
            self._lock.notify()
        if self._thread is not None:
            self._thread.join(END_S)

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        """For the work: it is broken off once nobody waits for it, or something newer was asked for."""
        if self._closed or self._waiting is not None:
            raise Cancelled(self._name)

    def _run(self) -> None:
        step_back()
        while True:
            with self._lock:
                while self._waiting is None and not self._closed:
                    self._busy = False
                    self._lock.wait()
                if self._closed:
                    return
                assert self._waiting is not None
                (work, done), self._waiting, self._busy = self._waiting, None, True
            try:
                result = work(self)
            except Cancelled:
                continue
            except AuralensError as error:
                self._say(self.failed.emit, str(error))
                continue
            except Exception:
                log.exception("%s failed", self._name)
                continue
            self._say(done, result)

    def _say(self, done: Callable[[Any], None], result: Any) -> None:
        try:
            self._ended.emit(done, result)
        except RuntimeError:  # the window is gone already
            log.info("%s ended after the window", self._name)

    def _tell(self, done: Callable[[Any], None], result: Any) -> None:
        if not self._closed:
            done(result)
