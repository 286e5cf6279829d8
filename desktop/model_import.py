"""Bringing a model of one's own among those of the program: a file or a folder, read and checked by a job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from desktop.jobs import Job

if TYPE_CHECKING:
    from core.models.registry import Entry
    from desktop.main_window import MainWindow

CARD = "card.json"
ENDINGS = ("*.safetensors", "*.pt", "*.pth", "*.bin", "*.onnx", CARD)


class ModelImport(QObject):
    imported = Signal(str)  # the id of the model

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self) -> None:
        kinds = self.tr("Models") + f" ({' '.join(ENDINGS)})"
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import a model"), str(Path.home()), kinds)
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """A model's card stands for its folder. Programs are asked about first, in words."""
        def look(_job: Job) -> bool:
            from core.models.checkpoint import kind_of

            return path.name != CARD and kind_of(path) == "torchscript"

        def go_on(is_program: bool) -> None:
            if not is_program or self._is_trusted(path):
                self._import(path.parent if path.name == CARD else path, is_program)

        self._window.jobs.start(self.tr("Reading {}").format(path.name), look, go_on)

    def _is_trusted(self, path: Path) -> bool:
        kinds = QMessageBox.StandardButton
        asked = self.tr("“{}” is TorchScript, which is a program: opening it runs what its author wrote, with all "
                        "that you may do. Do you trust where it came from?").format(path.name)
        return bool(QMessageBox.question(self._window, self.tr("A program"), asked, kinds.Yes | kinds.No,
                                         kinds.No) == kinds.Yes)

    def _import(self, path: Path, trust: bool) -> None:
        def work(_job: Job) -> Entry:
            from core.models.importing import Request, import_model

            return import_model(Request(path, trust=trust))

        def done(entry: Entry) -> None:
            self._window.say(self.tr("Model imported: {}").format(entry.card.title))
            self.imported.emit(entry.card.id)

        self._window.jobs.start(self.tr("Importing {}").format(path.name), work, done)
