"""Which frequencies each class lives on, as the model hears it, in what is visible or over the recording's events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.class_names import spoken
from desktop.comparing import reference_of
from desktop.explaining import Explainer
from desktop.jobs import Job
from desktop.widgets.heat_map import HeatMap
from desktop.widgets.recording_panel import ModelBox, RecordingPanel, state_label, tell

if TYPE_CHECKING:
    from core.domain import Event
    from core.explain.band_activation import BandActivation, Kind
    from desktop.main_window import MainWindow

SIZE = QSize(900, 560)
STRETCH, DETECTED, LABELLED = "stretch", "detected", "labelled"


class BandPanel(RecordingPanel):
    """Asks when it opens and when model or source are chosen."""

    def __init__(self, window: MainWindow, explainer: Explainer) -> None:
        self._explainer = explainer
        self._found: BandActivation | None = None
        self._classes: tuple[str, ...] = ()
        self._problem, self._chosen = "", ("", 0, 0)  # model, source and measure, over a change of the language
        super().__init__(window, SIZE)
        self.rebuild()

    # ---- parts ------------------------------------------------------------------------------------------------

    def build(self) -> QWidget:
        self.setWindowTitle(self.tr("Frequency bands"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._top())
        self.state = state_label()
        column.addWidget(self.state)
        self.map = HeatMap(self.tr("Activation of frequency bands for each class"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.map)
        column.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.export_button())
        column.addLayout(row)
        self._show()
        return inside

    def _top(self) -> QHBoxLayout:
        self.model = ModelBox(self.tr("Model"))
        self.model.read(self._chosen[0])
        self.model.activated.connect(lambda _: self.ask())
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Which sound is asked about"))
        for name, text in ((STRETCH, self.tr("the selection, or what is visible")),
                           (DETECTED, self.tr("the detected events")), (LABELLED, self.tr("the labelled events"))):
            self.source.addItem(text, name)
        self.source.setCurrentIndex(self._chosen[1])
        self.source.activated.connect(lambda _: self.ask())
        self.by = QComboBox()
        self.by.setAccessibleName(self.tr("How it is measured"))
        self.by.addItem(self.tr("attention, where the model has it"), "attention")
        self.by.addItem(self.tr("gradient × input"), "gradient")
        self.by.setCurrentIndex(self._chosen[2])
        self.by.activated.connect(lambda _: self.ask())
        row = QHBoxLayout()
        for text, box in ((self.tr("Model"), self.model), (self.tr("Of"), self.source), (self.tr("By"), self.by)):
            title = QLabel(text)
            title.setBuddy(box)
            row.addWidget(title)
            row.addWidget(box)
        row.addStretch(1)
        self.again = QPushButton(self.tr("Ask again"))
        self.again.clicked.connect(lambda: self.ask())
        row.addWidget(self.again)
        return row

    # ---- asking -----------------------------------------------------------------------------------------------

    def watch_pane(self) -> None:
        self._found, self._problem = None, ""
        run = self.pane.detections.active if self.pane else None
        self.model.read(run.entry.card.id if run else "")
        self.ask()

    def events(self) -> tuple[Event, ...]:
        if self.pane is None:
            return ()
        run = self.pane.detections.active
        if self.source.currentData() == DETECTED:
            return run.events if run else ()
        return reference_of(self.pane)

    def ask(self) -> None:
        pane, entry = self.pane, self.model.entry
        self._found, self._problem = None, ""
        self._chosen = (self.model.currentData() or "", self.source.currentIndex(), self.by.currentIndex())
        self.stop_job()
        if pane is None or pane.track is None or entry is None or not self._has_sound_to_ask():
            self._show()
            return
        path, track, whole_s = pane.media.path, pane.track_index, pane.track.duration_s
        wish = (pane.selection.start_s, pane.selection.end_s) if pane.selection else pane.view
        by: Kind = self.by.currentData()
        events = None if self.source.currentData() == STRETCH else self.events()

        def work(job: Job) -> BandActivation:
            if events is None:
                return self._explainer.bands_of_stretch(entry, path, track, wish, whole_s, by, job)
            return self._explainer.bands_of_events(entry, path, track, events, whole_s, by, job)

        def done(found: BandActivation) -> None:
            self._found, self._classes = found, entry.card.classes
            self._show()

        self.compute(self.tr("Explaining with {}").format(entry.card.title), work, done, self._fail)
        self._show()

    def _has_sound_to_ask(self) -> bool:
        return self.source.currentData() == STRETCH or bool(self.events())

    def _fail(self, sentence: str) -> None:
        self._problem = sentence
        self._show()

    # ---- showing ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        self.again.setEnabled(self.pane is not None and self.model.entry is not None)
        if found is None:
            tell(self.state, self._problem, bad=True)
            self.map.show_table((), np.zeros(0), np.zeros((0, 0)), self._empty_text())
            return
        how = (self.tr("Attention of the model's own encoder over frequency, each class from its least to its most")
               if found.kind == "attention" else
               self.tr("Energy of gradient × input in each band, each class as a share of its most"))
        tell(self.state, how)
        names = [spoken(self._classes[label]) for label in found.labels]
        self.map.show_table(names, found.edges_hz, found.normalised())

    def _empty_text(self) -> str:
        if self._problem:
            return ""
        if self.pane is None:
            return self.tr("Open a recording first.")
        if self.pane.track is None:
            return self.tr("This file has no sound.")
        if self.model.entry is None:
            return self.tr("There is no model that finds events yet: import or train one.")
        if self.job is not None:
            return self.tr("Asking the model…")
        if self.source.currentData() == DETECTED:
            return self.tr("Nothing was detected in this recording yet: detect events, then ask again.")
        return self.tr("This recording has no labels yet: label its events, then ask again.")

    def figures(self) -> dict[str, tuple[str, Callable[[], QWidget]]]:
        return {"bands": (self.tr("Frequency bands"), self.map.twin)} if self._found else {}
