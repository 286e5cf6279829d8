"""Panels about the active recording: they follow which one that is, and let jobs compute what they show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel

from core.errors import AuralensError
from desktop import theme
from desktop.jobs import Job
from desktop.pane import PaneState
from desktop.places import folder_for
from desktop.widgets.panel_window import PanelWindow

if TYPE_CHECKING:
    from core.models.registry import Entry
    from desktop.main_window import MainWindow


class RecordingPanel(PanelWindow):
    """`watch_pane` is told of each recording, None where nothing is open; nothing is followed while it is closed."""

    def __init__(self, window: MainWindow, size: QSize) -> None:
        self.window_ = window
        self.pane: PaneState | None = None
        self.job: Job | None = None
        self._failed: Callable[[str], None] | None = None
        self._followed: list[tuple[Any, Callable[..., None]]] = []
        super().__init__(window, size)
        window.session.active_changed.connect(self._activate)
        window.jobs.finished.connect(self._job_ended)

    def watch_pane(self) -> None:
        """`pane` is another one now; show what belongs to it."""

    def follow(self, signal: Any, slot: Callable[..., None]) -> None:
        """Until the next recording is active."""
        signal.connect(slot)
        self._followed.append((signal, slot))

    def compute(self, title: str, work: Callable[[Job], Any], done: Callable[[Any], None],
                failed: Callable[[str], None]) -> None:
        """As a job; an earlier one of this panel is stopped. What went wrong is told in the panel."""
        self.stop_job()

        def attempt(job: Job) -> Any:
            try:
                return work(job)
            except AuralensError as error:
                return error

        def take(result: Any) -> None:
            if self.job is not job:
                return
            self.job, self._failed = None, None
            if isinstance(result, AuralensError):
                failed(str(result))
            else:
                done(result)

        job = self.job = self.window_.jobs.start(title, attempt, take)
        self._failed = failed

    def _job_ended(self, job: Job) -> None:
        """Its result is told next. If none comes, a person has stopped it, or the window tells what went wrong."""
        QTimer.singleShot(0, self, lambda: self._give_up(job))

    def _give_up(self, job: Job) -> None:
        if job is self.job and self._failed is not None:
            failed, self.job, self._failed = self._failed, None, None
            failed(QCoreApplication.translate("Panel", "This was stopped before its end."))

    def stop_job(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.job = None

    def figure_folder(self) -> Path:
        return folder_for(self.pane.media.path) if self.pane else Path.home()

    def shut(self) -> None:
        self.stop_job()
        self._unfollow()

    def _unfollow(self) -> None:
        for signal, slot in self._followed:
            signal.disconnect(slot)
        self._followed.clear()

    def _activate(self, pane: PaneState | None) -> None:
        if not self.isVisible() and pane is not None:
            return
        self.stop_job()
        self._unfollow()
        self.pane = pane
        self.watch_pane()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._activate(self.window_.session.active)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shut()
        super().closeEvent(event)


class ModelBox(QComboBox):
    """The models that find events; what was chosen stays chosen when the list is read again."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.entries: list[Entry] = []

    def read(self, preferred: str = "") -> None:
        from core.models.registry import DEFAULT_DETECTOR, entries

        chosen = self.currentData() or preferred or DEFAULT_DETECTOR
        self.entries = entries("events")
        self.blockSignals(True)
        self.clear()
        for entry in self.entries:
            self.addItem(entry.card.title, entry.card.id)
        self.setCurrentIndex(max(self.findData(chosen), 0 if self.entries else -1))
        self.blockSignals(False)

    @property
    def entry(self) -> Entry | None:
        place = self.currentIndex()
        return self.entries[place] if 0 <= place < len(self.entries) else None


def state_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    return label


def tell(label: QLabel, text: str, bad: bool = False) -> None:
    label.setText(text)
    label.setVisible(bool(text))
    label.setStyleSheet(f"color: {theme.colours().bad if bad else theme.colours().muted};")
