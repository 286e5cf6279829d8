"""Projects: what is open goes into a `.auralens` file and comes back, even when its media have moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.domain import MediaInfo
from core.errors import AuralensError
from core.project import ENDING, MediaRef, Project, RecordingState, locate, refer, relink
from desktop.detections import to_remember
from desktop.jobs import Job
from desktop.pane import PaneState
from desktop.places import folder_for
from desktop.recovery import Recovery

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class _Found:
    """A recording of a project whose file is there, and what tells that it may be another file."""

    state: RecordingState
    warnings: tuple[str, ...]
    info: MediaInfo


class Projects(QObject):
    """One project is what the window shows: one recording, or two side by side."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self._refs: dict[int, MediaRef] = {}
        self.recovery = Recovery(window, self)
        window.session.panes_changed.connect(self._panes_changed)

    # ---- saving -----------------------------------------------------------------------------------------------

    def save(self) -> bool:
        return self._write(self.path) if self.path else self.save_as()

    def save_as(self) -> bool:
        panes = self._window.session.panes
        if not panes:
            return False
        media = panes[0].media.path
        start = self.path or folder_for(media) / f"{media.stem}{ENDING}"
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save project"), str(start),
                                              self.tr("Projects (*.auralens)"))
        if not name:
            return False
        chosen = Path(name)
        return self._write(chosen if chosen.suffix == ENDING else chosen.with_name(chosen.name + ENDING))

    def _write(self, path: Path) -> bool:
        from core.project import save

        try:
            save(path, self.capture())
        except AuralensError as error:
            self._window.complain(self.tr("Save project"), str(error))
            return False
        self.path = path
        for pane in self._window.session.panes:
            pane.history.mark_saved()
            pane.annotations_changed.emit(pane.annotations)
        self._window.remember(path)
        self._window.say(self.tr("Saved to {}").format(path))
        return True

    def capture(self) -> Project:
        """All that is open, as one value."""
        session = self._window.session
        states = tuple(self._state_of(pane) for pane in session.panes)
        active = session.panes.index(session.active) if session.active in session.panes else 0
        return Project(states, active, session.linked)

    def _state_of(self, pane: PaneState) -> RecordingState:
        return RecordingState(
            self._refs[id(pane)], pane.annotations, pane.track_index, pane.view, pane.position_s, pane.selection,
            pane.stft, pane.style, pane.active_lane, pane.last_label, to_remember(pane.detections),
        )

    def know(self, pane: PaneState, media: MediaRef) -> None:
        """Of a pane that is about to open: what its file is, asked of the disk off the main thread."""
        self._refs[id(pane)] = media

    def _panes_changed(self) -> None:
        """What has lost a recording is another project: saving it must not take the lost one out of the file."""
        panes = self._window.session.panes
        if set(self._refs) - {id(pane) for pane in panes}:
            self.path = None
        self._refs = {id(pane): self._refs.get(id(pane)) or refer(pane.media.path, pane.media.duration_s)
                      for pane in panes}

    # ---- loading ----------------------------------------------------------------------------------------------

    def load(self, path: Path) -> None:
        def work(job: Job) -> Project:
            from core.project import load

            return load(path)

        def show(project: Project) -> None:
            self.restore(project, path, saved=True)

        self._window.jobs.start(self.tr("Opening {}").format(path.name), work, show)

    def restore(self, project: Project, path: Path | None, saved: bool,
                ended: Callable[[bool], object] = lambda whole: None) -> None:
        """Open what a project holds. `saved` False: no file holds these labels yet, as after a crash.

        `ended` is told whether all of it is open now; never, if a file could not be read.
        """

        def look(job: Job) -> list[Path | None]:
            return [locate(path or state.media.path, state.media) for state in project.recordings]

        def go_on(places: list[Path | None]) -> None:
            """Ask for those that have moved. What is not found is left out."""
            known = [place or self._ask_where(state.media)
                     for place, state in zip(places, project.recordings, strict=True)]
            self._window.jobs.start(self.tr("Opening"), lambda job: _found(project, known), show)

        def show(found: list[_Found]) -> None:
            kept = [one for one in found if not one.warnings or self._accepts(one.warnings)]
            may_open = kept and self._window.documents.may_discard(self._window.session.panes)
            if may_open:
                self._show(project, kept, saved)
                self._say_opened(path, saved, len(kept) == len(project.recordings))
            ended(bool(may_open) and len(kept) == len(project.recordings))

        self._window.jobs.start(self.tr("Opening"), look, go_on)

    def _say_opened(self, path: Path | None, saved: bool, whole: bool) -> None:
        self.path = path if whole else None
        if path is not None and saved:
            self._window.remember(path)
        if path is not None and not whole:
            self._window.say(self.tr("Not all of {} could be opened: what you save goes into another file.")
                             .format(path.name))

    def _ask_where(self, media: MediaRef) -> Path | None:
        kinds = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window, self.tr("Recording not found"),
            self.tr("{} is not where it was. Do you want to show where it is now?").format(media.path),
            kinds.Yes | kinds.No, kinds.Yes,
        )
        if answer != kinds.Yes:
            return None
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Where is {}?").format(media.path.name))
        return Path(name) if name else None

    def _accepts(self, warnings: tuple[str, ...]) -> bool:
        kinds = QMessageBox.StandardButton
        text = "\n".join((*warnings, self.tr("Use it all the same?")))
        return bool(QMessageBox.question(self._window, self.tr("Another file?"), text,
                                         kinds.Yes | kinds.No, kinds.No) == kinds.Yes)

    def _show(self, project: Project, found: list[_Found], saved: bool) -> None:
        session = self._window.session
        for pane in list(session.panes):
            session.close(pane)
        session.set_linked(False)
        for one in found:
            pane = _pane_of(one.state, one.info)
            if not saved:
                pane.history.mark_unsaved()
            self.know(pane, one.state.media)
            session.open(pane, beside=True)
            self.recovery.watch(pane)
        session.set_linked(project.linked)
        session.activate(session.panes[min(project.active, len(found) - 1)])
        self.recovery.touched()


def _found(project: Project, places: list[Path | None]) -> list[_Found]:
    """Asks the disk, so it belongs off the main thread."""
    from core.media.probe import probe

    found = []
    for index, place in enumerate(places):
        if place is not None:
            moved, warnings = relink(project, index, place)
            found.append(_Found(moved.recordings[index], warnings, probe(place)))
    return found


def _pane_of(state: RecordingState, info: MediaInfo) -> PaneState:
    pane = PaneState(info, state.annotations, min(state.track_index, max(len(info.audio) - 1, 0)))
    pane.active_lane, pane.last_label = state.active_lane, state.last_label
    pane.set_stft(state.stft)
    pane.set_style(state.style)
    pane.show(*(state.view or (0.0, pane.duration_s)))
    pane.select(state.selection)
    pane.follow(state.position_s)
    pane.detections.remembered = state.runs
    return pane
