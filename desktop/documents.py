"""Opening and closing recordings: by dialog, drop, command line or recent list; nothing unsaved goes without asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.annotations import Annotations
from core.domain import MediaInfo
from core.project import ENDING as PROJECT_ENDING
from core.project import MediaRef, refer
from core.tiles.spec import SpectrogramStyle, StftSpec
from desktop.jobs import Job
from desktop.pane import PaneState
from desktop.projects import Projects
from desktop.session import MOST_PANES

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

FIRST_VIEW_S = 30.0  # what is shown of a long recording when it opens
WHOLE_UP_TO_S = 90.0


class Documents(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.projects = Projects(window)

    # ---- opening ----------------------------------------------------------------------------------------------

    def ask_open(self, beside: bool = False) -> None:
        paths, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Open"), self._folder(),
            self.tr("Sound, video, projects and labels (*);;Projects (*.auralens)"),
        )
        self.open(paths, beside)

    def open(self, paths: Sequence[str], beside: bool = False) -> None:
        """Projects replace what is open; label files go onto the active recording; the rest is sound or video."""
        if not paths:
            return
        first, *more = [Path(path) for path in paths[:MOST_PANES]]
        if first.suffix.lower() == PROJECT_ENDING:
            self.projects.load(first)
            return
        if self._window.session.active is not None and self._is_label_file(first):
            self._window.exports.read_labels(first)
            return
        rest = [str(path) for path in more]
        self.open_media(first, beside=beside, then=lambda pane: self.open(rest, beside=True))

    def open_media(self, path: Path, beside: bool = False, annotations: Annotations | None = None,
                   track_index: int | None = None, then: Callable[[PaneState], object] | None = None) -> None:
        """Look into the file off the main thread, then show it."""

        def probed(job: Job) -> tuple[MediaInfo, MediaRef]:
            from core.media.probe import probe

            info = probe(path.absolute())
            return info, refer(info.path, info.duration_s)

        def show(found: tuple[MediaInfo, MediaRef]) -> None:
            info, media = found
            track = self._ask_track(info) if track_index is None else track_index
            if track is None:
                return
            pane = PaneState(info, annotations, min(track, max(len(info.audio) - 1, 0)))
            self.projects.know(pane, media)
            if self._show(pane, beside) and then is not None:
                then(pane)

        self._window.jobs.start(self.tr("Opening {}").format(path.name), probed, show)

    def open_sample(self, video: bool) -> None:
        def made(job: Job) -> tuple[Path, Annotations]:
            from core.sample import sample_annotations, sample_paths

            paths = sample_paths(progress=job)
            path = paths.video if video else paths.audio
            return path, sample_annotations(path)

        def show(found: tuple[Path, Annotations]) -> None:
            self.open_media(found[0], annotations=found[1])

        self._window.jobs.start(self.tr("Preparing the sample"), made, show)

    def offer_recovery(self) -> bool:
        return self.projects.recovery.offer()

    # ---- closing ----------------------------------------------------------------------------------------------

    def close(self, pane: PaneState) -> None:
        if self.may_discard([pane]):
            self._window.session.close(pane)
            self.projects.recovery.touched()

    def may_leave(self) -> bool:
        return self.may_discard(self._window.session.panes)

    def may_discard(self, panes: Sequence[PaneState]) -> bool:
        """Ask about labels that no file holds. True if the panes may go."""
        unsaved = [pane for pane in panes if not pane.history.is_saved]
        if not unsaved:
            return True
        names = ", ".join(pane.media.path.name for pane in unsaved)
        kinds = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window, self.tr("Unsaved labels"), self.tr("The labels of {} are not saved.").format(names),
            kinds.Save | kinds.Discard | kinds.Cancel, kinds.Save,
        )
        if answer == kinds.Save:
            return self.save()
        return bool(answer == kinds.Discard)

    def save(self) -> bool:
        return self.projects.save()

    def save_as(self) -> bool:
        return self.projects.save_as()

    def shut(self) -> None:
        self.projects.recovery.shut()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _show(self, pane: PaneState, beside: bool) -> bool:
        session = self._window.session
        replaced = session.pane_to_replace(beside)
        if replaced is not None and not self.may_discard([replaced]):
            return False
        self._begin_as_chosen(pane)
        session.open(pane, beside)
        self.projects.recovery.watch(pane)
        if not pane.history.is_saved:
            self.projects.recovery.touched()
        self._window.remember(pane.media.path)
        for note in pane.media.notes:
            self._window.say(note)
        return True

    def _begin_as_chosen(self, pane: PaneState) -> None:
        """The picture as the person likes it, and of a long recording the beginning."""
        chosen = self._window.settings
        pane.set_stft(replace(pane.stft, n_fft=chosen.n_fft, window=chosen.window, overlap=chosen.overlap))
        pane.set_style(replace(pane.style, scale=chosen.scale, floor_db=chosen.floor_db,
                               ceiling_db=chosen.ceiling_db, colour_map=chosen.colour_map))
        pane.stft_changed.connect(self._remember_stft)
        pane.style_changed.connect(self._remember_style)
        if pane.duration_s > WHOLE_UP_TO_S:
            pane.show(0.0, FIRST_VIEW_S)

    def _remember_stft(self, spec: StftSpec) -> None:
        """The next recording opens as this one is looked at."""
        chosen = self._window.settings
        chosen.n_fft, chosen.window, chosen.overlap = spec.n_fft, spec.window, spec.overlap

    def _remember_style(self, style: SpectrogramStyle) -> None:
        chosen = self._window.settings
        chosen.scale, chosen.colour_map = style.scale, style.colour_map
        chosen.floor_db, chosen.ceiling_db = style.floor_db, style.ceiling_db

    def _ask_track(self, info: MediaInfo) -> int | None:
        if len(info.audio) < 2:
            return 0
        from PySide6.QtWidgets import QInputDialog

        names = [f"{track.index + 1}: {track.title or track.codec}, {track.channels} ch, {track.rate_hz} Hz"
                 for track in info.audio]
        name, given = QInputDialog.getItem(self._window, self.tr("Sound track"),
                                           self.tr("{} has several sound tracks:").format(info.path.name),
                                           names, 0, False)
        return names.index(name) if given else None

    def _is_label_file(self, path: Path) -> bool:
        from core.labels import by_ending

        return by_ending(path) is not None

    def _folder(self) -> str:
        recent = self._window.settings.recent
        return str(Path(recent[0]).parent) if recent else str(Path.home())
