"""Ties explanations to the active recording: makes them as jobs, keeps mask, sound and scores in step with sliders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from core.domain import Selection
from core.errors import UsageError
from desktop.explanations import PLACES, Masked, Place, Shown, masked_of
from desktop.jobs import Job
from desktop.labelling import QT_TRANSLATE_NOOP
from desktop.newest import Newest
from desktop.pane import PaneState
from desktop.places import folder_for

if TYPE_CHECKING:
    from core.explain.heat_map import HeatMap
    from core.listen.faithfulness import Faithfulness
    from core.listen.judge import Judge
    from core.listen.masked_audio import MaskedAudio
    from core.listen.split import Splitter
    from core.media.audio import AudioReader
    from core.models.registry import Entry
    from core.progress import Progress
    from desktop.main_window import MainWindow
    from desktop.widgets.listen_panel import ListenPanel
    from desktop.widgets.question_box import Question

NO_SOUND = QT_TRANSLATE_NOOP("labelling", "This recording has no sound.")
NOTHING_YET = QT_TRANSLATE_NOOP("labelling", "Nothing was explained yet: press Ctrl+Shift+X first.")
NOTHING_SPEAKS = QT_TRANSLATE_NOOP("labelling", "Nothing in this stretch speaks for “{}”, so nothing is kept.")
SCORES_AFTER_MS = 300  # of rest, as they take a dozen runs of the model


class Listening(QObject):
    """One explanation is made at a time; a slider's newest place wins."""

    _early = Signal(object, str, object)  # a mask on the way, from the thread of the job

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._panel: ListenPanel | None = None
        self._job: Job | None = None
        self._asked_of: PaneState | None = None
        self._judges: dict[str, Judge] = {}  # warm models, by id
        self._taken = threading.Lock()  # a network serves one thread at a time
        self._masks = Newest("masks", self)
        self._scores = Newest("scores of masks", self)
        self._rest = QTimer(self, singleShot=True, interval=SCORES_AFTER_MS)
        self._rest.timeout.connect(self._score)
        self._early.connect(self._put, Qt.ConnectionType.QueuedConnection)
        self._watched: dict[int, PaneState] = {}
        self._played: tuple[int, Any] | None = None
        for worker in (self._masks, self._scores):
            worker.failed.connect(window.say)
        window.session.panes_changed.connect(self._panes_changed)
        window.session.active_changed.connect(lambda _: self._offer_sound())
        window.jobs.finished.connect(self._job_finished)

    def close(self) -> None:
        self._rest.stop()
        self._masks.close()
        self._scores.close()

    @property
    def settled(self) -> bool:
        """Whether mask, sound and scores are those of the sliders."""
        return self._masks.idle and self._scores.idle and not self._rest.isActive() and self._job is None

    # ---- the panel --------------------------------------------------------------------------------------------

    def make_panel(self) -> ListenPanel:
        from desktop.widgets.listen_panel import ListenPanel

        self._panel = panel = ListenPanel(explained_entries, self._window.playback)
        panel.explain_asked.connect(self.explain)
        panel.stop_asked.connect(self.stop)
        panel.save_asked.connect(lambda: self._on_active(self.ask_save))
        panel.features_asked.connect(lambda: self._window.panels.show("saliency"))
        panel.follow_job(self._job)
        return panel

    # ---- explaining -------------------------------------------------------------------------------------------

    def ask(self, pane: PaneState) -> None:
        """By key: what the panel is set to; a picked detection says class, model and moment. Raises `UsageError`."""
        if pane.track is None:
            raise UsageError(NO_SOUND)
        dock = self._window.side.docks["listen"]
        dock.show()
        dock.raise_()
        if self._panel is None or self._job is not None:
            return
        picked = pane.detections.picked
        if picked is not None:
            run, event = pane.detections.run(picked[0]), picked[1]
            pane.select(Selection(event.onset_s, event.offset_s))
            if run is not None:
                self._panel.question.choose(run.entry.card.id, event.label)
        self._panel.ask("first")

    def explain(self, question: Question) -> None:
        pane = self._window.session.active
        if pane is None or pane.track is None or self._job is not None:
            return
        masking, path, track = pane.explanations.masking, pane.media.path, pane.track_index

        def work(job: Job) -> Shown:
            while not self._taken.acquire(timeout=0.05):
                job.step(0.0)
            try:
                return self._explained(question, path, track, pane.duration_s, masking, job, early)
            finally:
                self._taken.release()

        def early(shown: Shown) -> None:
            self._early.emit(pane, question.place, shown)

        def done(shown: Shown) -> None:
            self._put(pane, question.place, shown)
            if shown.heat_map.empty:
                told = QCoreApplication.translate("labelling", NOTHING_SPEAKS)
                self._window.say(told.format(shown.label))

        self._asked_of = pane
        self._job = self._window.jobs.start(self.tr("Explaining with {}").format(question.entry.card.title), work, done)
        if self._panel is not None:
            self._panel.follow_job(self._job)

    def _explained(self, question: Question, path: Path, track: int, whole_s: float, masking: Any, job: Job,
                   early: Callable[[Shown], None]) -> Shown:
        """On the thread of the job."""
        from core.explain.explanation import METHODS, explain
        from core.explain.heat_map import Target
        from core.explain.stretch import Stretch, place
        from core.listen.judge import heard_by
        from core.listen.split import Splitter
        from core.media.audio import open_audio

        judge = self._judge(question.entry)
        network = judge.network
        start_s, end_s = place(*question.span_s, network.window_s, whole_s)
        with open_audio(path, track) as reader:
            first = round(start_s * reader.rate_hz)
            samples = reader.read(first, max(round(end_s * reader.rate_hz) - first, 1))
            rate_hz = reader.rate_hz
        splitter = Splitter(samples, rate_hz, first / rate_hz)
        classes = question.entry.card.classes
        known = question.label in classes
        label = classes.index(question.label) if known else int(judge.score(samples, rate_hz).argmax())
        stretch = Stretch(splitter.geometry.start_s, len(samples) / rate_hz, heard_by(network, samples, rate_hz))
        target = Target(label) if question.event_s is None else Target(label, *question.event_s)

        def made(heat_map: HeatMap, final: bool = True) -> Shown:
            masked = masked_of(heat_map, splitter, masking)
            return Shown(question.entry, classes[label], question.method, METHODS[question.method].title, heat_map,
                         splitter, judge, masked, first, is_final=final)

        found = explain(network, stretch, target, question.method, question.layer, job,
                        lambda heat_map: early(made(heat_map, False)) if question.method == "refined" else None)
        return made(found)

    def _judge(self, entry: Entry) -> Judge:
        from core.listen.judge import Judge
        from core.models.registry import load

        if entry.card.id not in self._judges:
            self._judges[entry.card.id] = Judge(load(entry))
        return self._judges[entry.card.id]

    def _put(self, pane: PaneState, place: Place, shown: Shown) -> None:
        if pane not in self._window.session.panes:
            return
        pane.explanations.put(place, shown)
        if shown.masked.masking != pane.explanations.masking:  # sliders, while the map was made
            self._remask(pane)

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job_finished(self._job)

    def _job_finished(self, job: Job) -> None:
        if job is self._job:
            self._job = self._asked_of = None
            if self._panel is not None:
                self._panel.follow_job(None)

    # ---- in step with the sliders -----------------------------------------------------------------------------

    def _panes_changed(self) -> None:
        panes = self._window.session.panes
        for pane in panes:
            if id(pane) not in self._watched:
                pane.explanations.masking_changed.connect(partial(self._remask, pane))
                pane.explanations.changed.connect(partial(self._changed, pane))
        self._watched = {id(pane): pane for pane in panes}
        if self._job is not None and self._asked_of not in panes:
            self.stop()

    def _remask(self, pane: PaneState) -> None:
        """The mask of what is heard comes first, then that of what is only seen."""
        found = pane.explanations
        masking, wanted = found.masking, sorted(found.shown.items(), key=lambda item: item[0] != found.heard)

        def work(progress: Progress) -> list[tuple[Place, Shown, Masked]]:
            return [(place, shown, masked_of(shown.heat_map, shown.splitter, masking)) for place, shown in wanted]

        def done(made: list[tuple[Place, Shown, Masked]]) -> None:
            for place, shown, masked in made:
                found.put_masked(place, shown, masked)

        if wanted:
            self._masks.ask(work, done)

    def _changed(self, pane: PaneState) -> None:
        if pane is self._window.session.active:
            self._offer_sound()
        if any(not shown.is_scored and shown.is_final for shown in pane.explanations.shown.values()):
            self._rest.start()

    def _offer_sound(self) -> None:
        """Give the player what the mask keeps and removes; it changes over without a click."""
        pane, playback = self._window.session.active, self._window.playback
        active = pane.explanations.active if pane is not None else None
        now = (id(pane), active.masked if active is not None else None)
        if now == self._played and playback.has_mask == (active is not None):
            return
        self._played = now
        if pane is None or active is None:
            playback.drop_mask()
        else:
            playback.offer_mask(partial(masked_audio, pane, active, False), partial(masked_audio, pane, active, True))
        self._window.localizing.mask_changed(active is not None)

    def _score(self) -> None:
        pane = self._window.session.active
        if pane is None or self._job is not None:
            if self._job is not None:
                self._rest.start()
            return
        late = [(place, shown) for place, shown in pane.explanations.shown.items()
                if not shown.is_scored and shown.is_final]
        if not late:
            return
        place, shown = late[0]
        masked = shown.masked

        def work(progress: Progress) -> dict[str, Faithfulness]:
            from core.listen.faithfulness import controlled, with_controls

            label, splitter = shown.entry.card.classes.index(shown.label), own_splitter(shown)
            while not self._taken.acquire(timeout=0.05):
                progress.step(0.0)
            try:
                return controlled(shown.judge, splitter, with_controls(masked.mask, splitter), label, progress)
            finally:
                self._taken.release()

        def done(scores: dict[str, Faithfulness]) -> None:
            pane.explanations.put_scores(place, masked, scores)

        self._scores.ask(work, done)

    def masked_sound(self, pane: PaneState) -> AudioReader | None:
        """What is kept, for whoever wants to try it elsewhere."""
        active = pane.explanations.active
        return masked_audio(pane, active, False) if active is not None else None

    # ---- what comes out ---------------------------------------------------------------------------------------

    def compare(self, pane: PaneState) -> None:
        """Hear the mask of the other of two explanations."""
        found = pane.explanations
        if len(found.shown) > 1:
            found.listen(PLACES[1 - PLACES.index(found.heard)])

    def clear(self, pane: PaneState) -> None:
        for place in reversed(PLACES):
            pane.explanations.remove(place)

    def ask_save(self, pane: PaneState) -> None:
        if pane.explanations.active is None:
            raise UsageError(NOTHING_YET)
        name = QFileDialog.getExistingDirectory(self._window, self.tr("A folder for sound, mask and picture"),
                                                str(folder_for(pane.media.path)))
        if name:
            self.save(pane, Path(name))

    def save(self, pane: PaneState, folder: Path) -> None:
        """Sound that is kept and removed, map, mask and picture of the explanation that is heard."""
        active = pane.explanations.active
        if active is None:
            raise UsageError(NOTHING_YET)

        def work(job: Job) -> None:
            from core.listen.keepsake import write_keepsake

            job.step(0.0)
            write_keepsake(folder, pane.media.path, active.entry, active.label, active.heat_map, own_splitter(active),
                           active.masked.mask, active.masked.threshold, active.masked.masking, active.scores)

        self._window.jobs.start(self.tr("Writing {}").format(folder.name), work,
                                lambda _: self._window.say(self.tr("Written to {}").format(folder)))

    def _on_active(self, act: Callable[[PaneState], None]) -> None:
        pane = self._window.session.active
        if pane is None:
            return
        try:
            act(pane)
        except UsageError as error:
            self._window.say(QCoreApplication.translate("labelling", str(error)))


def masked_audio(pane: PaneState, shown: Shown, removed: bool) -> MaskedAudio:
    from core.listen.masked_audio import MaskedAudio
    from core.media.audio import open_audio

    path, track = pane.media.path, pane.track_index
    return MaskedAudio(lambda: open_audio(path, track), shown.masked.kept, shown.first_sample, removed)


def own_splitter(shown: Shown) -> Splitter:
    """That of the explanation belongs to the thread that makes its masks."""
    from core.listen.split import Splitter

    geometry = shown.splitter.geometry
    return Splitter(shown.splitter.samples, geometry.rate_hz, geometry.start_s)


def explained_entries() -> list[Entry]:
    """All models that hear; the default one first."""
    from core.models.registry import DEFAULT_DETECTOR, entries

    found = entries("events") + entries("tags") + entries("scenes")
    return sorted(found, key=lambda entry: entry.card.id != DEFAULT_DETECTOR)
