"""`auralens --smoke-test`: opens the sample, plays a second of it, ends with 0, or says what failed and ends with 1."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QTimer

from desktop.main_window import MainWindow

LIMIT_MS = 60_000
LOOK_MS = 50
PLAYED_S = 1.0


def run_smoke_test(window: MainWindow) -> None:
    _Smoke(window).begin()


class _Smoke:
    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._limit = QTimer(window)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(lambda: self._end("it took more than a minute"))
        self._look = QTimer(window)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_again)
        self._steps: list[tuple[Callable[[], bool], Callable[[], object]]] = [
            (lambda: self._window.session.active is not None, self._window.playback.toggle),
            (self._has_played, lambda: self._end(None)),
        ]

    def begin(self) -> None:
        self._limit.start(LIMIT_MS)
        self._window.jobs.failed.connect(lambda tried, sentence: self._end(f"{tried}: {sentence}"))
        self._window.documents.open_sample(video=False)
        self._look.start()

    def _look_again(self) -> None:
        if self._steps and self._steps[0][0]():
            _reached, act = self._steps.pop(0)
            act()

    def _has_played(self) -> bool:
        pane = self._window.session.active
        return pane is not None and pane.position_s >= PLAYED_S

    def _end(self, problem: str | None) -> None:
        self._look.stop()
        self._limit.stop()
        self._window.shut()
        if sys.stdout is not None:
            print(f"smoke test failed: {problem}" if problem else "smoke test passed")
        QCoreApplication.exit(1 if problem else 0)
