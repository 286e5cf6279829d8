"""Decodes in the background what takes longer than a frame of the window; of what sliders ask for, the newest wins."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from core.domain import Event
from desktop.detections import Run, decoded
from desktop.jobs import Job
from desktop.pane import PaneState

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

LATER_MS = 40


class LateDecoding(QObject):
    """Listens to the detections of all panes that are open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._late: dict[tuple[int, int], PaneState] = {}  # (pane, run) whose events are to be decoded
        self._running: set[tuple[int, int]] = set()
        self._watched: list[PaneState] = []
        self._timer = QTimer(self, singleShot=True, interval=LATER_MS)
        self._timer.timeout.connect(self._decode_late)
        window.session.panes_changed.connect(self._panes_changed)

    def _panes_changed(self) -> None:
        panes = self._window.session.panes
        for pane in panes:
            if pane not in self._watched:
                pane.detections.stale.connect(partial(self._late_came, pane))
        self._watched = list(panes)

    def _late_came(self, pane: PaneState, key: int) -> None:
        self._late[id(pane), key] = pane
        if not self._timer.isActive():
            self._timer.start()

    def _decode_late(self) -> None:
        """One decode of a run at a time; what was moved meanwhile is decoded after it."""
        for place in [place for place in self._late if place not in self._running]:
            pane = self._late.pop(place)
            run = pane.detections.run(place[1])
            if run is not None and run.is_late:
                self._decode(pane, run, place)

    def _decode(self, pane: PaneState, run: Run, place: tuple[int, int]) -> None:
        self._running.add(place)

        def work(_job: Job) -> tuple[tuple[Event, ...], float]:
            import time

            began = time.perf_counter()
            return decoded(run), time.perf_counter() - began

        def done(found: tuple[tuple[Event, ...], float]) -> None:
            pane.detections.put_events(run.key, run.decoding, *found)

        job = self._window.jobs.start(self.tr("Finding the events"), work, done)
        job.ended.connect(lambda *_: self._decode_ended(place), Qt.ConnectionType.QueuedConnection)

    def _decode_ended(self, place: tuple[int, int]) -> None:
        self._running.discard(place)
        if self._late and not self._timer.isActive():
            self._timer.start()
