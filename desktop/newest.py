"""A thread for what sliders ask for: one thing at a time, and of all that was asked meanwhile only the newest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from core.background import step_back
from core.errors import AuralensError

log = logging.getLogger(__name__)
Work = Callable[[], Any]


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
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def close(self) -> None:
        with self._lock:
            self._closed, self._waiting = True, None
            self._lock.notify()
        if self._thread is not None:
            self._thread.join(2.0)

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
                result = work()
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
