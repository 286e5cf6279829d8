"""Projects: what is open goes into a `.auralens` file and comes back; autosave keeps what no file holds yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.errors import AuralensError
from desktop.pane import PaneState

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

PROJECT_ENDING = ".auralens"
AUTOSAVE_AFTER_MS = 1000


class Projects(QObject):
    """One project is what the window shows: one recording, or two side by side."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_AFTER_MS)

    def watch(self, pane: PaneState) -> None:
        return

    def touched(self) -> None:
        return

    def load(self, path: Path) -> None:
        return

    def save(self) -> bool:
        return True

    def save_as(self) -> bool:
        return True

    def offer_recovery(self) -> None:
        return

    def shut(self) -> None:
        return
