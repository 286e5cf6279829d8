"""Ties locators to the active recording: runs them as jobs, tries other sounds, measures and saves what they saw."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog

from core.domain import Event, Selection
from core.errors import UsageError
from desktop.detecting import running_here
from desktop.jobs import Job
from desktop.labelling import QT_TRANSLATE_NOOP
from desktop.located import OWN, Heard, HeardKind
from desktop.pane import PaneState
from desktop.places import folder_for
from desktop.wording import clock_text

if TYPE_CHECKING:
    from core.locate.engine import LocatorEngine
    from core.locate.located import Located
    from core.locate.painting import Look
    from core.locate.seen import Seen
    from core.locate.watching import Wish
    from core.media.audio import AudioReader
    from core.models.registry import Entry
    from desktop.main_window import MainWindow
    from desktop.widgets.locate_panel import LocatePanel

NO_PICTURE = QT_TRANSLATE_NOOP("labelling", "This recording has no picture: open a video to see where a sound comes "
                               "from.")
NO_EVENT = QT_TRANSLATE_NOOP("labelling", "Pick a detection or a label first: its moments of the video are looked at.")
NO_MAPS = QT_TRANSLATE_NOOP("labelling", "Nothing was localized yet: press Ctrl+Shift+L first.")
AROUND_S = 0.5  # before and after an event
MaskedSound = Callable[[PaneState], "AudioReader | None"]


class Localizing(QObject):
    """One localization at a time; its result goes to the pane for which it was asked."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._panel: LocatePanel | None = None
        self._job: Job | None = None
        self._looked_at: PaneState | None = None
        self._engines: dict[str, LocatorEngine] = {}
        self._engines_taken = threading.Lock()
        self._seen: Seen | None = None
        self._wishes: dict[int, Wish] = {}  # by pane: what the results are of
        self.masked_sound: MaskedSound = lambda pane: window.listening.masked_sound(pane)
        self._mask_version = 0
        window.session.panes_changed.connect(self._leave_closed)
        window.jobs.finished.connect(self._job_finished)

    # ---- the panel --------------------------------------------------------------------------------------------

    def make_panel(self) -> LocatePanel:
        from desktop.widgets.locate_panel import LocatePanel

        self._panel = panel = LocatePanel(locator_entries)
        panel.locate_asked.connect(self._locate_asked)
        panel.stop_asked.connect(self.stop)
        panel.hearing_asked.connect(self.listen)
        panel.boxes_asked.connect(self.ask_boxes)
        panel.picture_asked.connect(lambda: self._on_active(self.ask_picture))
        panel.film_asked.connect(lambda: self._on_active(self.ask_film))
        panel.follow_job(self._job)
        return panel

    def mask_changed(self, there: bool) -> None:
        """An explanation was made, or is gone: the sound that it keeps can be tried, or no longer."""
        self._mask_version += 1
        if self._panel is not None:
            self._panel.has_mask = there

    # ---- locating ---------------------------------------------------------------------------------------------

    def ask(self, pane: PaneState) -> None:
        """By key: with the models of the panel, which comes forward. Raises `UsageError`."""
        if pane.media.video is None:
            raise UsageError(NO_PICTURE)
        dock = self._window.side.docks["locate"]
        dock.show()
        dock.raise_()
        if self._panel is not None and self._job is None:
            self._panel.ask()

    def ask_event(self, pane: PaneState) -> None:
        """The moments of the picked detection or label, at the surest of them. Raises `UsageError`."""
        if pane.media.video is None:
            raise UsageError(NO_PICTURE)
        picked = pane.detections.picked
        events = [picked[1]] if picked is not None else [pane.annotations.events[one] for one in sorted(pane.picked)]
        if not events:
            raise UsageError(NO_EVENT)
        event = events[0]
        pane.select(Selection(event.onset_s, event.offset_s))
        pane.seek(event.onset_s)
        number = pane.localization.number_at((event.onset_s + event.offset_s) / 2)
        if number is None and self._panel is not None and self._job is None:
            start_s, end_s = max(event.onset_s - AROUND_S, 0.0), min(event.offset_s + AROUND_S, pane.duration_s)
            self._locate(pane, self._panel.chosen(), self._wish(pane, start_s, end_s, self._panel.rate.currentData()),
                         OWN, lambda: _go_to(pane, event))
        else:
            _go_to(pane, event)
        self._window.side.docks["video"].raise_()

    def _locate_asked(self, entries: Sequence[Entry], of_selection: bool, fps: float) -> None:
        pane = self._window.session.active
        if pane is None or self._job is not None:
            return
        chosen = pane.selection if of_selection else None
        wish = self._wish(pane, chosen.start_s if chosen else 0.0, chosen.end_s if chosen else None, fps)
        self._locate(pane, entries, wish, OWN if pane.track is not None else Heard("silence"))

    def _wish(self, pane: PaneState, start_s: float, end_s: float | None, fps: float) -> Wish:
        from core.locate.watching import Wish

        return Wish(pane.media.path, fps=fps, start_s=start_s, end_s=end_s, track=pane.track_index)

    def listen(self, kind: HeardKind) -> None:
        """The same pictures with another sound; what was tried before is there at once."""
        pane = self._window.session.active
        if pane is None or not pane.localization.results:
            return
        heard = self._heard(kind)
        if heard is None or self._job is not None:
            pane.localization.changed.emit()  # the panel goes back to what is heard
        elif heard in pane.localization.results:
            pane.localization.listen(heard)
        else:
            self._locate(pane, pane.localization.entries, self._wishes[id(pane)], heard)

    def _heard(self, kind: HeardKind) -> Heard | None:
        if kind == "masked":
            return Heard(kind, version=self._mask_version)
        if kind != "file":
            return Heard(kind)
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("A sound to hear with the picture"))
        return Heard(kind, Path(name)) if name else None

    def _locate(self, pane: PaneState, entries: Sequence[Entry], wish: Wish, heard: Heard,
                then: Callable[[], None] = lambda: None) -> None:
        sound = self.masked_sound(pane) if heard.kind == "masked" else None
        if heard.kind == "masked" and sound is None:
            pane.localization.changed.emit()
            return
        wanted = wish_of(wish, heard)

        def work(job: Job) -> list[Located]:
            return self._look(entries, wanted, sound, job)

        def done(found: list[Located]) -> None:
            self._wishes[id(pane)] = wish
            first = not pane.localization.results
            pane.localization.put(entries, heard, found)
            self._window.side.docks["video"].show()
            if first and pane is self._window.session.active:
                self._window.side.grow_film(len(found))
            self._offer_truth(pane)
            then()
            self._say(self.tr("Moments looked at: {}").format(len(found[0].times_s)))

        self._looked_at = pane
        self._job = self._window.jobs.start(self.tr("Locating"), work, done)
        if self._panel is not None:
            self._panel.follow_job(self._job)

    def _look(self, entries: Sequence[Entry], wish: Wish, sound: AudioReader | None, job: Job) -> list[Located]:
        """On the thread of the job."""
        from core.locate.engine import LocatorEngine, Running
        from core.locate.localization import localize
        from core.locate.seen import Seen
        from core.locate.watching import open_watch

        while not self._engines_taken.acquire(timeout=0.05):
            job.step(0.0)
        try:
            self._seen = self._seen or Seen()
            running = Running(threads=running_here().threads)
            self._engines = {entry.card.id: self._engines.get(entry.card.id) or LocatorEngine(entry, running)
                             for entry in entries}
            with open_watch(wish, job, sound) as watch:
                return localize(list(self._engines.values()), watch, job, self._seen)
        finally:
            self._engines_taken.release()

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job_finished(self._job)

    def _leave_closed(self) -> None:
        panes = self._window.session.panes
        if self._job is not None and self._looked_at not in panes:
            self.stop()
        there = {id(pane) for pane in panes}
        self._wishes = {key: wish for key, wish in self._wishes.items() if key in there}
        if not panes and self._seen is not None:
            self._seen.clear()

    def _job_finished(self, job: Job) -> None:
        if job is self._job:
            self._job = self._looked_at = None
            if self._panel is not None:
                self._panel.follow_job(None)

    # ---- true boxes -------------------------------------------------------------------------------------------

    def ask_boxes(self) -> None:
        pane = self._window.session.active
        if pane is None:
            return
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("True boxes"), str(folder_for(pane.media.path)),
                                              self.tr("Boxes") + " (*.csv *.json)")
        if name:
            self.load_boxes(pane, Path(name))

    def load_boxes(self, pane: PaneState, path: Path) -> None:
        video = pane.media.video
        assert video is not None

        def work(job: Job) -> object:
            from core.locate.truth import read_boxes

            job.step(0.0)
            return read_boxes(path, video.width, video.height)

        self._window.jobs.start(self.tr("Reading {}").format(path.name), work, pane.localization.set_truth)

    def _offer_truth(self, pane: PaneState) -> None:
        """Boxes that lie beside the video under its name, as those of the sample do, are taken at once."""
        path = pane.media.path
        beside = next((one for one in (path.with_name(f"{path.stem}_video.json"), path.with_suffix(".boxes.csv"))
                       if one.is_file()), None)
        if beside is not None and not pane.localization.truth:
            self.load_boxes(pane, beside)

    # ---- what comes out ---------------------------------------------------------------------------------------

    def ask_picture(self, pane: PaneState) -> None:
        self._check(pane)
        stamp = clock_text(pane.position_s).replace(":", "-")
        name = self._ask_name(pane, f"{pane.media.path.stem}_{stamp}_located.png", "PNG (*.png)")
        if name is not None:
            self.save_picture(pane, name)

    def save_picture(self, pane: PaneState, path: Path) -> None:
        """The moment at the cursor, models side by side, in the size of the film."""
        found, wish = pane.localization, self._wishes[id(pane)]
        number, shown, titles, scale = found.number_at(pane.position_s), found.shown, found.titles, found.scale()
        if number is None:
            raise UsageError(NO_MAPS)
        look = self._drawn(pane)

        def work(job: Job) -> None:
            from core.locate.results import side_by_side
            from core.locate.watching import open_watch
            from core.media.still_picture import write_png

            with open_watch(replace(wish, negative="silence", sound=None), job) as watch:
                write_png(path, side_by_side(watch.picture(number), shown, number, scale, titles, look, whole=True))

        self._window.jobs.start(self.tr("Writing {}").format(path.name), work,
                                lambda _: self._say(self.tr("Picture written to {}").format(path)))

    def ask_film(self, pane: PaneState) -> None:
        self._check(pane)
        name = self._ask_name(pane, f"{pane.media.path.stem}_located.mp4", "MP4 (*.mp4)")
        if name is not None:
            self.save_film(pane, name)

    def save_film(self, pane: PaneState, path: Path) -> None:
        """The stretch that was looked at, with the sound that was heard."""
        found, wish = pane.localization, wish_of(self._wishes[id(pane)], pane.localization.heard)
        sound = self.masked_sound(pane) if found.heard.kind == "masked" else None
        shown, titles, look, scale = found.shown, found.titles, self._drawn(pane), found.scale()

        def work(job: Job) -> None:
            from core.locate.results import write_compared
            from core.locate.watching import open_watch

            with open_watch(wish, job, sound) as watch:
                write_compared(path, watch, shown, titles, wish.fps, job, look, scale)

        self._window.jobs.start(self.tr("Writing {}").format(path.name), work,
                                lambda _: self._say(self.tr("Film written to {}").format(path)))

    def _drawn(self, pane: PaneState) -> Look:
        from core.locate.painting import Look

        drawing = pane.localization.drawing
        return Look(drawing.colours, drawing.opacity, pane.localization.level() if drawing.contour else None)

    def _check(self, pane: PaneState) -> None:
        if not pane.localization.shown:
            raise UsageError(NO_MAPS)

    def _ask_name(self, pane: PaneState, name: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save"),
                                                str(folder_for(pane.media.path) / name), kinds)
        if not chosen:
            return None
        return Path(chosen if Path(chosen).suffix else chosen + Path(name).suffix)

    def _on_active(self, act: Callable[[PaneState], None]) -> None:
        pane = self._window.session.active
        if pane is None:
            return
        try:
            act(pane)
        except UsageError as error:
            self._say(QCoreApplication.translate("labelling", str(error)))

    def _say(self, text: str) -> None:
        self._window.say(text)


def _go_to(pane: PaneState, event: Event) -> None:
    """The onset of a detection may lie before its picture: show where the models are surest."""
    surest_s = pane.localization.surest_in(event.onset_s, event.offset_s)
    pane.seek(event.onset_s if surest_s is None else surest_s)


def wish_of(wish: Wish, heard: Heard) -> Wish:
    """The same moments with another sound."""
    if heard.kind in ("silence", "noise"):
        return replace(wish, negative=heard.kind, sound=None)
    return replace(wish, sound=heard.path, negative=None)


def locator_entries() -> list[Entry]:
    """The models that find sounds in pictures; the pair that ships first."""
    from core.locate.engine import DEFAULT_LOCATORS
    from core.models.registry import entries

    places = {name: place for place, name in enumerate(DEFAULT_LOCATORS)}
    return sorted(entries("localization"), key=lambda entry: places.get(entry.card.id, len(places)))
