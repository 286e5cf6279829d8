"""Autosave: what no file holds yet is on disk a second later, and the next start offers it back."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMessageBox

from core.autosave import Autosave, Leftover
from core.errors import AuralensError
from core.project import Project
from desktop.pane import PaneState

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.main_window import MainWindow
    from desktop.projects import Projects

log = logging.getLogger(__name__)
WRITE_AFTER_MS = 1000


class Choice(Enum):
    RESTORE = auto()
    DISCARD = auto()
    LATER = auto()


class Recovery(QObject):
    """Writes on a thread of its own: a hundred thousand labels must not stop the window."""

    _failed = Signal(str)

    def __init__(self, window: MainWindow, projects: Projects) -> None:
        super().__init__(window)
        self._window = window
        self._projects = projects
        self._autosave = Autosave()
        self._writer = ThreadPoolExecutor(1, "autosave")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self._keep)
        self._failed.connect(window.say)

    def watch(self, pane: PaneState) -> None:
        pane.annotations_changed.connect(self.touched)

    def touched(self, *_: object) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def shut(self) -> None:
        """The window ends in order: what is unsaved was given up by the person."""
        self._timer.stop()
        self._writer.shutdown(wait=True)
        self._clear()

    def _keep(self) -> None:
        if all(pane.history.is_saved for pane in self._window.session.panes):
            self._writer.submit(self._clear)
        else:
            self._writer.submit(self._write, self._projects.capture(), self._projects.path)

    def _write(self, project: Project, path: Path | None) -> bool:
        try:
            self._autosave.write(project, path)
        except AuralensError as error:
            log.warning("autosave failed: %s", error)
            self._failed.emit(str(error))
            return False
        return True

    def _clear(self) -> None:
        try:
            self._autosave.clear()
        except OSError as error:
            log.warning("autosave could not be removed: %s", error)

    # ---- the next start ---------------------------------------------------------------------------------------

    def offer(self) -> bool:
        """Ask about each state that a dead window left, the newest first. True if one is being restored."""
        leftovers = self._autosave.leftovers()
        restored = False
        for leftover in leftovers:
            if restored:
                leftover.lock.release()  # offered again at the next start
                continue
            restored = self._ask(leftover)
        return restored

    def _ask(self, leftover: Leftover) -> bool:
        choice = self._choose(leftover)
        if choice is Choice.RESTORE:
            self._projects.restore(leftover.project, leftover.project_path, saved=False,
                                   ended=lambda whole: self._took_over(leftover, whole))
        elif choice is Choice.DISCARD:
            leftover.discard()
        else:
            leftover.lock.release()
        return choice is Choice.RESTORE

    def _choose(self, leftover: Leftover) -> Choice:
        kinds = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Unsaved labels were found"), self._text(leftover),
                          kinds.NoButton, self._window)
        back = box.addButton(self.tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Ask again at the next start"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(back)
        box.exec()
        if box.clickedButton() is back:
            return Choice.RESTORE
        return Choice.DISCARD if box.clickedButton() is drop else Choice.LATER

    def _took_over(self, leftover: Leftover, whole: bool) -> None:
        """What was left may go once this window holds all of it, and its own autosave does; else it stays."""
        if whole:
            self._writer.submit(self._replace, leftover, self._projects.capture(), self._projects.path)
        else:
            leftover.lock.release()

    def _replace(self, leftover: Leftover, project: Project, path: Path | None) -> None:
        if self._write(project, path):
            leftover.discard()
        else:  # the disk is full, perhaps: offered again at the next start
            leftover.lock.release()

    def _text(self, leftover: Leftover) -> str:
        names = ", ".join(state.media.path.name for state in leftover.project.recordings)
        count = sum(len(state.annotations.events) for state in leftover.project.recordings)
        when = leftover.saved_at.astimezone().strftime("%Y-%m-%d %H:%M")
        return self.tr("Auralens ended without saving at {when}. {count} labels of {names} can be brought back."
                       ).format(when=when, count=count, names=names)
