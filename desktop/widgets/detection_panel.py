"""The panel “Detect”: which model hears what part, how its scores become events, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.jobs import Job
from desktop.pane import PaneState
from desktop.theme import colours, run_colour
from desktop.widgets.clip_tags import ClipTags
from desktop.widgets.decoding_box import DecodingBox
from desktop.widgets.marks_table import MarksTable
from desktop.widgets.run_list import RunList
from desktop.widgets.section import Section
from desktop.wording import left_text

if TYPE_CHECKING:
    from core.models.registry import Entry

STEPS = 1000


class DetectionPanel(QWidget):
    """Shows and changes `pane.detections` of the active pane; what takes long it asks for by signals."""

    detect_asked = Signal(object, bool)  # Entry, whether of the selection only
    stop_asked = Signal()
    import_asked = Signal()
    labels_asked = Signal()
    scores_asked = Signal()
    class_chosen = Signal(str)

    def __init__(self, entries: Callable[[], list[Entry]]) -> None:
        super().__init__()
        self._entries = entries
        self._pane: PaneState | None = None
        self._job: Job | None = None
        self._connections: list[tuple[Any, Callable[..., None]]] = []
        self._timer = QTimer(self, singleShot=True, interval=0)  # many changes of one event are one
        self._timer.timeout.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addLayout(self._make_model_rows())
        column.addLayout(self._make_progress())
        self.runs = RunList()
        column.addWidget(self.runs)
        column.addLayout(self._make_run_buttons())
        self.hint = QLabel(self.tr("The model finds which sounds there are and when. Its scores are kept, so that "
                                   "sliders move the events afterwards without listening again."))
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        self.marks = MarksTable()
        self.decoding = DecodingBox()
        self.all_classes = QCheckBox(self.tr("Show all classes"))
        self.all_classes.setToolTip(self.tr("Lanes of classes without events and without a notable score, too"))
        self.all_classes.toggled.connect(self._show_all_classes)
        self.tags = ClipTags()
        self.tags.chosen.connect(self._choose_class)
        self.sections = [Section(self.tr("Against the labels"), self.marks),
                         Section(self.tr("From scores to events"), self.decoding, self.all_classes),
                         Section(self.tr("In the whole clip"), self.tags)]
        for section in self.sections:
            column.addWidget(section)
        column.addStretch(1)
        self.fill_models()
        self._follow()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _make_model_rows(self) -> QGridLayout:
        grid = QGridLayout()
        self.model = QComboBox()
        self.model.setAccessibleName(self.tr("Model"))
        self.model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model.currentIndexChanged.connect(lambda _: self._tell_model())
        self.importer = QPushButton(self.tr("Import…"))
        self.importer.setToolTip(self.tr("Add a model of your own, from a file or a folder"))
        self.importer.clicked.connect(self.import_asked)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.range = QComboBox()
        self.range.setAccessibleName(self.tr("Range"))
        self.range.addItem(self.tr("Whole recording"), False)
        self.range.addItem(self.tr("Selection"), True)
        self.start = QPushButton(self.tr("Detect"))
        self.start.clicked.connect(self.ask)
        grid.addWidget(self.model, 0, 0)
        grid.addWidget(self.importer, 0, 1)
        grid.addWidget(self.facts, 1, 0, 1, 2)
        grid.addWidget(self.range, 2, 0)
        grid.addWidget(self.start, 2, 1)
        grid.setColumnStretch(0, 1)
        return grid

    def _make_progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the detection"))
        self.left = QLabel()
        self.bar.hide()
        self.left.hide()
        row.addWidget(self.bar, 1)
        row.addWidget(self.left)
        return row

    def _make_run_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.make_labels = QPushButton(self.tr("Make labels"))
        self.make_labels.setToolTip(self.tr("The events of the chosen model become labels, on a lane of its name"))
        self.make_labels.clicked.connect(self.labels_asked)
        self.save_scores = QPushButton(self.tr("Export scores…"))
        self.save_scores.clicked.connect(self.scores_asked)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.setToolTip(self.tr("Take the chosen model off the list"))
        self.remove.clicked.connect(self.runs.remove_active)
        for button in (self.make_labels, self.save_scores, self.remove):
            row.addWidget(button)
        return row

    # ---- models -----------------------------------------------------------------------------------------------

    def fill_models(self, chosen: str | None = None) -> None:
        """Read anew which models there are; the chosen one, or that with this id, stays chosen."""
        before = self.model.currentData()
        wanted = chosen or (before.card.id if before is not None else None)
        with QSignalBlocker(self.model):
            self.model.clear()
            for entry in self._entries():
                self.model.addItem(entry.card.title, entry)
                if entry.card.id == wanted:
                    self.model.setCurrentIndex(self.model.count() - 1)
        self._tell_model()

    def ask(self) -> None:
        """What the button does: start, or stop what runs."""
        entry = self.model.currentData()
        if self._job is not None:
            self.stop_asked.emit()
        elif entry is not None and self._can_detect():
            self.detect_asked.emit(entry, bool(self.range.currentData()))

    def _tell_model(self) -> None:
        entry = self.model.currentData()
        if entry is None:
            self.facts.setText(self.tr("There is no model yet: import one, or train one."))
        else:
            card = entry.card
            told = self.tr("{classes} classes · {weights} weights · {licence}")
            self.facts.setText(told.format(classes=len(card.classes), weights=count_text(card.parameters),
                                           licence=card.licence))
            self.facts.setToolTip(card.summary)
        self._show_state()

    # ---- the pane ---------------------------------------------------------------------------------------------

    def watch(self, pane: PaneState | None) -> None:
        self.close_view()
        self._pane = pane
        found = pane.detections if pane is not None else None
        self.runs.watch(found)
        self.decoding.watch(found)
        self.marks.watch(pane)
        if pane is not None:
            self.fill_models()
            for signal, slot in ((pane.detections.changed, self._changed), (pane.selection_changed, self._changed),
                                 (pane.annotations_changed, self._relabelled)):
                signal.connect(slot)
                self._connections.append((signal, slot))
        self._follow()

    def close_view(self) -> None:
        """Stop following the pane. Safe to call twice."""
        self._timer.stop()
        self.marks.close_view()
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections.clear()
        self._pane = None

    def _changed(self, *_: object) -> None:
        self._timer.start()

    def _relabelled(self, *_: object) -> None:
        self.marks.tell()

    def _follow(self) -> None:
        found = self._pane.detections if self._pane is not None else None
        active = found.active if found is not None else None
        self.runs.follow()
        self.decoding.follow()
        self.marks.tell()
        if found is not None:
            with QSignalBlocker(self.all_classes):
                self.all_classes.setChecked(found.shows_all)
            place = found.runs.index(active) if active is not None else 0
            self.tags.show_run(active, run_colour(place), found.chosen_class)
        self.hint.setVisible(active is None)
        self.hint.setStyleSheet(f"color: {colours().muted};")
        for part in (*self.sections, self.make_labels, self.save_scores, self.remove):
            part.setVisible(active is not None)
        self.make_labels.setEnabled(active is not None and bool(active.events))
        self._show_state()

    def _show_all_classes(self, on: bool) -> None:
        if self._pane is not None:
            self._pane.detections.set_shows_all(on)

    def _choose_class(self, label: str) -> None:
        if self._pane is not None:
            self._pane.detections.choose_class(label)
            self.class_chosen.emit(label)

    # ---- the job ----------------------------------------------------------------------------------------------

    def follow_job(self, job: Job | None) -> None:
        """Show how far a detection is, until it is None."""
        if self._job is not None:
            self._job.moved.disconnect(self._show_progress)
        self._job = job
        if job is not None:
            job.moved.connect(self._show_progress)
            self._show_progress(-1.0, "", -1.0)
        self._show_state()

    def _show_progress(self, share: float, _text: str, left_s: float) -> None:
        self.bar.setRange(0, STEPS if share >= 0 else 0)
        self.bar.setValue(int(max(share, 0.0) * STEPS))
        self.left.setText(self.tr("{} left").format(left_text(left_s)) if left_s >= 0 else "")

    def _show_state(self) -> None:
        runs = self._job is not None
        self.bar.setVisible(runs)
        self.left.setVisible(runs)
        self.start.setText(self.tr("Stop") if runs else self.tr("Detect"))
        self.start.setEnabled(runs or self._can_detect())
        self.facts.setStyleSheet(f"color: {colours().muted};")
        has_selection = self._pane is not None and self._pane.selection is not None
        choices = self.range.model()
        assert isinstance(choices, QStandardItemModel)
        choices.item(1).setEnabled(has_selection)
        if not has_selection:
            self.range.setCurrentIndex(0)

    def _can_detect(self) -> bool:
        return self._pane is not None and self._pane.track is not None and self.model.currentData() is not None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "marks"):
            self._timer.start()
        super().changeEvent(event)


def count_text(count: int) -> str:
    """218000 → 218 k, 4900000 → 4.9 M."""
    if count >= 10_000_000:
        return f"{count / 1e6:.0f} M"
    if count >= 1_000_000:
        return f"{count / 1e6:.1f} M"
    return f"{count / 1000:.0f} k" if count >= 1000 else str(count)
