"""Ties models to the active recording: runs them as jobs, goes through what they found, makes labels of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog

from core.domain import Event, Scores
from core.errors import UsageError
from desktop.detections import Run, own_decoding
from desktop.jobs import Job
from desktop.labelling import QT_TRANSLATE_NOOP
from desktop.late_decoding import LateDecoding
from desktop.model_import import ModelImport
from desktop.pane import PaneState
from desktop.places import folder_for

if TYPE_CHECKING:
    from core.detect.decode import Decoding
    from core.detect.infer import Engine, Running
    from core.models.registry import Entry
    from core.project import ModelRun
    from desktop.main_window import MainWindow
    from desktop.score_curves import ScoreCurves
    from desktop.views.detections import DetectionLanes
    from desktop.widgets.detection_panel import DetectionPanel

SCORES_ENDING = ".scores.tsv"
MAKE_TEXT = QT_TRANSLATE_NOOP("labelling", "Make labels of detections")
NONE_FOUND = QT_TRANSLATE_NOOP("labelling", "No event is left with these settings: lower the threshold, or choose "
                               "another class.")
NONE_YET = QT_TRANSLATE_NOOP("labelling", "Nothing was detected yet: press Ctrl+Shift+D first.")


class Heard(NamedTuple):
    """All that a job hands to the window, so that the window has nothing left to compute."""

    scores: Scores
    decoding: Decoding
    events: list[Event]
    curves: ScoreCurves


class Detecting(QObject):
    """One detection at a time; its result goes to the pane for which it was asked."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._panel: DetectionPanel | None = None
        self._job: Job | None = None
        self._heard: PaneState | None = None  # the one that the job listens to
        self._engine: Engine | None = None  # the last one: a second recording needs no second start
        self._engine_taken = threading.Lock()  # a job that was stopped may still be at its last batch
        self._late = LateDecoding(window)
        self._returning: WeakSet[PaneState] = WeakSet()  # whose runs of a project were asked for
        window.session.panes_changed.connect(self._bring_back)
        window.session.panes_changed.connect(self._leave_closed)
        self.models = ModelImport(window)
        self.models.imported.connect(self._show_model)
        window.jobs.finished.connect(self._job_finished)

    # ---- the panel --------------------------------------------------------------------------------------------

    def make_panel(self) -> DetectionPanel:
        """A panel in the language that is spoken now, in step with the job that runs."""
        from desktop.widgets.detection_panel import DetectionPanel

        self._panel = panel = DetectionPanel(model_entries)
        panel.detect_asked.connect(self.detect)
        panel.stop_asked.connect(self.stop)
        panel.import_asked.connect(self.models.ask)
        panel.labels_asked.connect(lambda: self._on_active(self.make_labels))
        panel.scores_asked.connect(lambda: self._on_active(self.export_scores))
        panel.class_chosen.connect(self._show_class)
        panel.follow_job(self._job)
        return panel

    def _show_class(self, label: str) -> None:
        view = self._view()
        if view is not None:
            view.show_class(label)

    def _show_model(self, model_id: str) -> None:
        if self._panel is not None:
            self._panel.fill_models(model_id)

    def _view(self) -> DetectionLanes | None:
        shown = self._window.active_view()
        return shown.detections if shown is not None else None

    # ---- detecting --------------------------------------------------------------------------------------------

    def ask(self, pane: PaneState) -> None:
        """By key: with the model of the panel, which comes forward."""
        dock = self._window.side.docks["detect"]
        dock.show()
        dock.raise_()
        if self._panel is not None and self._job is None:
            self._panel.ask()

    def detect(self, entry: Entry, of_selection: bool = False) -> None:
        pane = self._window.session.active
        if pane is None or pane.track is None or self._job is not None:
            return
        chosen = pane.selection if of_selection else None
        start_s, end_s = (chosen.start_s, chosen.end_s) if chosen is not None else (0.0, None)
        before = next((run.decoding for run in pane.detections.runs if run.entry.card.id == entry.card.id), None)

        def work(job: Job) -> Heard:
            decoding = before or own_decoding(entry)
            scores = self._scores(entry, pane.media.path, pane.track_index, start_s, end_s, job)
            job.step(1.0, 1.0)
            return heard_from(entry, scores, decoding)

        def done(heard: Heard) -> None:
            moved = next((run.decoding for run in pane.detections.runs if run.entry.card.id == entry.card.id), None)
            run = pane.detections.add(entry, heard.scores, heard.decoding, heard.events, heard.curves,
                                      (start_s, end_s))
            if moved is not None:  # sliders, while the model was listening
                pane.detections.set_decoding(run.key, moved)
            self._say(self.tr("{}: events found: {}").format(run.title, len(run.events)))

        self._heard = pane
        self._job = self._window.jobs.start(self.tr("Detecting with {}").format(entry.card.title), work, done)
        if self._panel is not None:
            self._panel.follow_job(self._job)

    def stop(self) -> None:
        """Free for the next one at once, though the model first ends what it has begun."""
        if self._job is not None:
            self._job.cancel()
            self._job_finished(self._job)

    def _leave_closed(self) -> None:
        """Nobody waits any more for what is in a recording that was closed."""
        if self._job is not None and self._heard not in self._window.session.panes:
            self.stop()

    def _scores(self, entry: Entry, path: Path, track: int, start_s: float, end_s: float | None, job: Job) -> Scores:
        """On the thread of the job. What was heard before, in the window or by the command, is not heard again."""
        from core.detect import score_cache
        from core.detect.infer import open_engine

        running = running_here()
        key = score_cache.key_of(entry, path, track, running, start_s, end_s)
        kept = score_cache.find(key)
        if kept is not None:
            return kept
        while not self._engine_taken.acquire(timeout=0.05):
            job.step(0.0)
        try:
            if self._engine is None or self._engine.entry != entry:
                self._engine = open_engine(entry, running)
            scores = self._engine.scores(path, track, start_s, end_s, job)
        finally:
            self._engine_taken.release()
        score_cache.keep(key, scores)
        return scores

    def _job_finished(self, job: Job) -> None:
        if job is self._job:
            self._job = self._heard = None
            if self._panel is not None:
                self._panel.follow_job(None)

    # ---- what a project remembers -----------------------------------------------------------------------------

    def _bring_back(self) -> None:
        """The runs of a project return without a new inference, where their model and its scores are still there."""
        for pane in self._window.session.panes:
            if pane.detections.remembered and pane not in self._returning:
                self._returning.add(pane)
                self._window.jobs.start(self.tr("Reading the detections"), partial(kept_runs, pane.media.path,
                                        pane.track_index, pane.detections.remembered), partial(self._put_back, pane))

    def _put_back(self, pane: PaneState, found: list[tuple[ModelRun, Entry, Heard]]) -> None:
        for run, entry, heard in found:
            added = pane.detections.add(entry, heard.scores, heard.decoding, heard.events, heard.curves,
                                        (run.start_s, run.end_s))
            pane.detections.show(added.key, run.visible)

    # ---- what comes out ---------------------------------------------------------------------------------------

    def make_labels(self, pane: PaneState) -> None:
        """The events of the active run become labels on a lane of the model's name; those that are there stay."""
        run = active_run(pane)
        there = {(e.label, e.onset_s, e.offset_s) for e in pane.annotations.events.values() if e.lane == run.title}
        fresh = [event for event in run.events if (event.label, event.onset_s, event.offset_s) not in there]
        pane.edit(MAKE_TEXT, lambda old: old.adding(fresh))
        self._say(self.tr("Labels made on the lane {}: {}").format(run.title, len(fresh)))

    def step(self, pane: PaneState, way: int) -> None:
        """To the next or the last event of the active run, from the marked one or from the cursor."""
        run = active_run(pane)
        picked = pane.detections.picked
        ordered = [event for event in run.events if pane.detections.chosen_class in (None, event.label)]
        if not ordered:
            raise UsageError(NONE_FOUND)
        if picked is not None and picked[0] == run.key and picked[1] in ordered:
            place = ordered.index(picked[1]) + way
        else:
            before = sum(event.onset_s <= pane.position_s for event in ordered)
            place = before if way > 0 else before - 1
        view = self._view()
        if view is not None:
            view.go_to(run.key, ordered[min(max(place, 0), len(ordered) - 1)])

    def export_scores(self, pane: PaneState) -> None:
        run = active_run(pane)
        start = folder_for(pane.media.path) / f"{pane.media.path.stem}{SCORES_ENDING}"
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export scores"), str(start),
                                              self.tr("Table of scores") + f" (*{SCORES_ENDING} *.tsv)")
        if name:
            self.write_scores(run, Path(name if name.endswith(".tsv") else name + SCORES_ENDING))

    def write_scores(self, run: Run, path: Path) -> None:
        def work(job: Job) -> None:
            from core.detect.scores_file import write_tsv

            job.step(0.0)
            write_tsv(path, run.scores)

        self._window.jobs.start(self.tr("Writing {}").format(path.name), work,
                                lambda _: self._say(self.tr("Scores written to {}").format(path)))

    # ---- parts ------------------------------------------------------------------------------------------------

    def _on_active(self, act: Callable[[PaneState], None]) -> None:
        """What the buttons of the panel do, as the commands of the same name."""
        pane = self._window.session.active
        if pane is None:
            return
        try:
            act(pane)
        except UsageError as error:
            self._say(QCoreApplication.translate("labelling", str(error)))

    def _say(self, text: str) -> None:
        self._window.say(text)


def heard_from(entry: Entry, scores: Scores, decoding: Decoding) -> Heard:
    """On the thread of a job."""
    from core.detect.decode import decode
    from desktop.score_curves import ScoreCurves

    import_module("scipy.sparse.csgraph")  # by which the window will compare: it takes a quarter of a second
    return Heard(scores, decoding, decode(scores, decoding, entry.card.title), ScoreCurves(scores))


def kept_runs(path: Path, track: int, remembered: tuple[ModelRun, ...], job: Job
              ) -> list[tuple[ModelRun, Entry, Heard]]:
    """Those whose scores were kept; the others are passed over."""
    from core.detect import score_cache

    models = {entry.card.id: entry for entry in model_entries()}
    found = []
    for place, run in enumerate(remembered):
        job.step(place, len(remembered))
        entry = models.get(run.model)
        if entry is None:
            continue
        scores = score_cache.find(score_cache.key_of(entry, path, track, running_here(), run.start_s, run.end_s))
        if scores is not None:
            found.append((run, entry, heard_from(entry, scores, run.decoding)))
    return found


def running_here() -> Running:
    """One core is left to the window."""
    from core.detect.infer import Running

    return Running(threads=max(1, (os.cpu_count() or 2) - 1))


def active_run(pane: PaneState) -> Run:
    """Raises UsageError, which the window says, where there is none."""
    run = pane.detections.active
    if run is None:
        raise UsageError(NONE_YET)
    return run


def model_entries() -> list[Entry]:
    """The models that say what sounds when, or where it is; the default one first."""
    from core.models.registry import DEFAULT_DETECTOR, entries

    found = entries("events") + entries("tags") + entries("scenes")
    return sorted(found, key=lambda entry: entry.card.id != DEFAULT_DETECTOR)
