"""Labels in and out, events as sound files, views as figures. Each says what it could not keep.

What reads and draws is imported when it is needed: the window opens faster.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from core.domain import Event, Verdict
from core.errors import Cancelled
from desktop import theme
from desktop.jobs import Job
from desktop.keys import QT_TRANSLATE_NOOP
from desktop.pane import PaneState
from desktop.places import folder_for

if TYPE_CHECKING:
    from core.labels import LabelFile, SeveralRecordings
    from desktop.main_window import MainWindow
    from desktop.widgets.dialogs import FigureDialog, FigureOrder

STACK = "stack"
IMPORT_TEXT = QT_TRANSLATE_NOOP("labelling", "Import labels")


class Exports(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._drawing = self._stopped = False

    # ---- labels -----------------------------------------------------------------------------------------------

    def import_labels(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import labels"), self._folder(),
                                              self._filters(self.tr("Label files")))
        if path:
            self.read_labels(Path(path))

    def read_labels(self, path: Path, recording: str | None = None) -> None:
        """Add a file's events to the active recording. A file of several recordings asks which one is meant."""
        pane = self._window.session.active
        if pane is None:
            return

        from core.labels import SeveralRecordings, read

        def work(job: Job) -> LabelFile | SeveralRecordings:
            try:
                return read(path, recording=recording)
            except SeveralRecordings as question:
                return question

        def take(found: LabelFile | SeveralRecordings) -> None:
            if isinstance(found, SeveralRecordings):
                self._ask_recording(path, found.names, pane)
                return
            pane.edit(IMPORT_TEXT, lambda old: old.adding(found.events))
            self._window.say(self.tr("Events read from {}: {}").format(path.name, len(found.events)))
            self._tell(path, found.notes)

        self._window.jobs.start(self.tr("Reading {}").format(path.name), work, take)

    def _ask_recording(self, path: Path, names: Sequence[str], pane: PaneState) -> None:
        own = [name for name in names if Path(name).name == pane.media.path.name]
        if own:
            self.read_labels(path, own[0])
            return
        name, given = QInputDialog.getItem(self._window, self.tr("Import labels"),
                                           self.tr("{} holds labels of several recordings:").format(path.name),
                                           list(names), 0, False)
        if given:
            self.read_labels(path, name)

    def export_labels(self) -> None:
        pane = self._window.session.active
        if pane is None:
            return
        chosen = self._events_to_export(pane)
        if chosen is None:
            return
        start = folder_for(pane.media.path) / pane.media.path.stem  # the kind that is chosen gives the ending
        name, wanted = QFileDialog.getSaveFileName(self._window, self.tr("Export labels"), str(start), self._filters())
        path = self._complete(name, wanted, label_endings()) if name else None
        if path:
            self.write_labels(pane, path, chosen)

    def write_labels(self, pane: PaneState, path: Path, events: Sequence[Event]) -> None:
        begun_with = pane.annotations

        def work(job: Job) -> Sequence[str]:
            from core.labels import write

            return write(path, events, recording=pane.media.path.name, duration_s=pane.duration_s)

        def told(notes: Sequence[str]) -> None:
            self._window.say(self.tr("Events written to {}: {}").format(path.name, len(events)))
            self._tell(path, notes)
            if not notes and pane.annotations is begun_with and len(events) == len(begun_with.events):
                pane.history.mark_saved()  # the file holds all there is
                pane.annotations_changed.emit(pane.annotations)

        self._window.jobs.start(self.tr("Writing {}").format(path.name), work, told)

    # ---- clips ------------------------------------------------------------------------------------------------

    def export_clips(self, ids: Collection[int] | None = None) -> None:
        """Each event as a sound file: those with the given numbers, or all."""
        pane = self._window.session.active
        if pane is None or pane.track is None:
            return
        events = self._events_to_export(pane) if ids is None else [pane.annotations.events[n] for n in sorted(ids)]
        if not events:
            self._window.say(self.tr("There are no events to export."))
            return
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Folder for the sound files"), self._folder())
        if folder:
            self.write_clips(pane, events, Path(folder))

    def write_clips(self, pane: PaneState, events: Sequence[Event], folder: Path) -> None:
        def work(job: Job) -> Sequence[Path]:
            from core.clips import export_clips

            return export_clips(pane.media.path, pane.track_index, events, folder, progress=job)

        self._window.jobs.start(
            self.tr("Exporting sounds"), work,
            lambda paths: self._window.say(self.tr("Sound files written to {}: {}").format(folder, len(paths))),
        )

    # ---- figures ----------------------------------------------------------------------------------------------

    def export_figure(self) -> None:
        from desktop.pane_view import CONTEXT, VIEWS
        from desktop.widgets.dialogs import FigureDialog

        pane = self._window.session.active
        if pane is None:
            return
        names = {STACK: self.tr("All views, one below the other")}
        names |= {entry.name: QCoreApplication.translate(CONTEXT, entry.title) for entry in VIEWS}
        if pane.media.video is not None:
            names["video"] = self.tr("Video frame")
        dialog = FigureDialog(names, theme.is_dark(), self._window)
        dialog.accepted.connect(lambda: self._ask_figure_path(pane, dialog))
        dialog.open()

    def _ask_figure_path(self, pane: PaneState, dialog: FigureDialog) -> None:
        order = dialog.order()
        start = folder_for(pane.media.path) / f"{pane.media.path.stem}_{order.view}"
        name, wanted = QFileDialog.getSaveFileName(self._window, self.tr("Export figure"), str(start),
                                                   "PNG (*.png);;SVG (*.svg)")
        path = self._complete(name, wanted, (".png", ".svg")) if name else None
        if path:
            self.write_figure(pane, path, order)

    def write_figure(self, pane: PaneState, path: Path, order: FigureOrder) -> None:
        """The window lives on while the figure's tiles are computed, which in a long recording takes a while."""
        if self._drawing:
            return
        self._drawing, self._stopped = True, False
        self._window.say(self.tr("Drawing the figure; Esc stops it"))
        try:
            self._draw_figure(pane, path, order)
            self._window.say(self.tr("Figure written to {}").format(path))
        except Cancelled:
            self._window.say(self.tr("The figure was stopped; nothing was written"))
        finally:
            self._drawing = False

    def stop_figure(self) -> bool:
        """True if there was one to stop."""
        self._stopped = True
        return self._drawing

    def _draw_figure(self, pane: PaneState, path: Path, order: FigureOrder) -> None:
        from desktop.figures import save_figure, save_stack
        from desktop.pane_view import VIEWS
        from desktop.views.video import VideoView

        size = (order.width_px, order.height_px, order.scale, order.light)
        name, stop = order.view, partial(getattr, self, "_stopped")
        if name == STACK:
            makers = [(lambda entry=entry: entry.make(pane), entry.height_px) for entry in VIEWS
                      if entry.has_content(pane)]
            save_stack(makers, path, *size, cancelled=stop)
        elif name == "video":
            save_figure(lambda: VideoView(pane), path, *size, cancelled=stop)
        else:
            entry = next(entry for entry in VIEWS if entry.name == name)
            save_figure(lambda: entry.make(pane), path, *size, cancelled=stop)

    # ---- parts ------------------------------------------------------------------------------------------------

    def _events_to_export(self, pane: PaneState) -> list[Event] | None:
        """All events, or the verified ones where some are and some are not. None: the person thought better of it."""
        ordered = [event for _, event in pane.annotations.in_order()]
        verified = [event for event in ordered if event.verdict is Verdict.VERIFIED]
        if not verified or len(verified) == len(ordered):
            return ordered
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Which events?"),
                          self.tr("{} of {} events are verified.").format(len(verified), len(ordered)),
                          QMessageBox.StandardButton.Cancel, self._window)
        only = box.addButton(self.tr("Verified only"), QMessageBox.ButtonRole.AcceptRole)
        every = box.addButton(self.tr("All"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        return {only: verified, every: ordered}.get(box.clickedButton())  # type: ignore[call-overload,no-any-return]

    def _tell(self, path: Path, notes: Sequence[str]) -> None:
        if notes:
            box = QMessageBox(QMessageBox.Icon.Information, path.name, "\n".join(notes),
                              QMessageBox.StandardButton.Ok, self._window)
            box.open()

    def _filters(self, all_title: str = "") -> str:
        from core.labels import FORMATS

        each = [f"{kind.title} ({' '.join('*' + ending for ending in kind.endings)})" for kind in FORMATS.values()]
        every = " ".join(f"*{ending}" for kind in FORMATS.values() for ending in kind.endings)
        return ";;".join([f"{all_title} ({every})", *each] if all_title else each)

    def _complete(self, name: str, wanted: str, endings: Collection[str]) -> Path | None:
        """The name as typed if it ends as one of the kinds does, else with the ending of the kind that is chosen.

        None: there is such a file, of which the dialog could not know, and it shall stay.
        """
        if any(name.lower().endswith(ending.lower()) for ending in endings):
            return Path(name)
        path = Path(name + wanted.partition("(*")[2].rstrip(")").split(" ")[0])
        return path if not path.exists() or self._may_replace(path) else None

    def _may_replace(self, path: Path) -> bool:
        kinds = QMessageBox.StandardButton
        asked = self.tr("{} is there already. Replace it?").format(path.name)
        return bool(QMessageBox.question(self._window, self.tr("Replace?"), asked, kinds.Yes | kinds.No,
                                         kinds.No) == kinds.Yes)

    def _folder(self) -> str:
        pane = self._window.session.active
        return str(folder_for(pane.media.path)) if pane else str(Path.home())


def label_endings() -> tuple[str, ...]:
    from core.labels import FORMATS

    return tuple(ending for kind in FORMATS.values() for ending in kind.endings)
