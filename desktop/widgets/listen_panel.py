"""The panel “Listen”: which model is asked why, what the mask keeps and removes, and how faithful that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.explanations import PLACES, Place, Shown
from desktop.jobs import Job
from desktop.pane import PaneState
from desktop.playback import Playback
from desktop.theme import colours
from desktop.widgets.hearing_table import HearingTable
from desktop.widgets.number_slider import NumberSlider
from desktop.widgets.question_box import QuestionBox
from desktop.widgets.section import Section
from desktop.wording import clock_text, left_text

if TYPE_CHECKING:
    from core.models.registry import Entry

STEPS = 1000
COLOUR_MAPS = ("inferno", "magma", "viridis", "cividis")
DOUBTFUL = 0.1  # a class with a lower score was not heard
GRIDS = ("map", "frames", "linear")


class ListenPanel(QWidget):
    """Shows and changes `pane.explanations` of the active pane; what takes long it asks for by signals."""

    explain_asked = Signal(object)  # Question
    stop_asked = Signal()
    save_asked = Signal()
    features_asked = Signal()

    def __init__(self, entries: Callable[[], list[Entry]], playback: Playback) -> None:
        super().__init__()
        self._pane: PaneState | None = None
        self._job: Job | None = None
        self._connections: list[tuple[Any, Callable[..., None]]] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        self.question = QuestionBox(entries)
        self.question.changed.connect(self._show_state)
        column.addWidget(self.question)
        column.addLayout(self._make_buttons())
        column.addLayout(self._make_progress())
        self.hint = QLabel(self.tr("An explanation is not a source separation: what is kept is what the model goes by, "
                                   "with all that sounds at the same time and pitch."))
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        self.hearing = HearingTable(playback)
        self.sections = [Section(self.tr("What is heard"), self._make_which(), self.hearing),
                         Section(self.tr("From map to mask"), self._make_masking()),
                         Section(self.tr("Over the spectrogram"), self._make_drawing())]
        for section in self.sections:
            column.addWidget(section)
        column.addLayout(self._make_exports())
        column.addStretch(1)
        self._follow()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> QHBoxLayout:
        self.start = QPushButton(self.tr("Explain"))
        self.start.clicked.connect(lambda: self.ask("first"))
        self.beside = QPushButton(self.tr("Beside it"))
        self.beside.setToolTip(self.tr("Explain by this model and method too, on a spectrogram of its own, to compare"))
        self.beside.clicked.connect(lambda: self.ask("second"))
        row = QHBoxLayout()
        row.addWidget(self.start, 1)
        row.addWidget(self.beside)
        return row

    def _make_progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the explanation"))
        self.left = QLabel()
        for part in (self.bar, self.left):
            part.hide()
        row.addWidget(self.bar, 1)
        row.addWidget(self.left)
        return row

    def _make_which(self) -> QWidget:
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Which explanation is heard"))
        self.which.activated.connect(lambda number: self._listen(PLACES[number]))
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.which)
        column.addWidget(self.facts)
        return held

    def _make_masking(self) -> QWidget:
        self.percentile = NumberSlider(self.tr("Percentile"), 0.0, 100.0, 1.0, " %")
        self.percentile.moved.connect(lambda value: self._mask(percentile=value))
        self.delta = NumberSlider(self.tr("Steepness δ"), 0.0, 4.0, 0.1)
        self.delta.setToolTip(self.tr("Cells over the threshold are kept the more sharply the higher this is: the gain "
                                      "is 10 to this power"))
        self.delta.moved.connect(lambda value: self._mask(delta=value))
        self.hard = QCheckBox(self.tr("Hard mask"))
        self.hard.toggled.connect(lambda on: self._mask(hard=on))
        self.grid = QComboBox()
        self.grid.setAccessibleName(self.tr("Cells of the percentile"))
        for grid, text in zip(GRIDS, (self.tr("Cells of the map"), self.tr("Bands of the map on all frames"),
                                      self.tr("All bins on all frames")), strict=True):
            self.grid.addItem(text, grid)
        self.grid.activated.connect(lambda _: self._mask(grid=self.grid.currentData()))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Percentile"), self.percentile)
        form.addRow(self.tr("Steepness δ"), self.delta)
        form.addRow(self.tr("Over"), self.grid)
        form.addRow(self.hard)
        held = QWidget()
        held.setLayout(form)
        return held

    def _make_drawing(self) -> QWidget:
        self.visible = QCheckBox(self.tr("Show the map"))
        self.visible.toggled.connect(lambda on: self._draw(visible=on))
        self.contour = QCheckBox(self.tr("Contour of the mask"))
        self.contour.toggled.connect(lambda on: self._draw(contour=on))
        self.grey = QCheckBox(self.tr("Grey spectrogram"))
        self.grey.toggled.connect(lambda on: self._draw(grey=on))
        self.opacity = NumberSlider(self.tr("Opacity"), 0.0, 1.0, 0.05)
        self.opacity.moved.connect(lambda value: self._draw(opacity=value))
        self.colours = QComboBox()
        self.colours.setAccessibleName(self.tr("Colours"))
        self.colours.addItems(COLOUR_MAPS)
        self.colours.activated.connect(lambda _: self._draw(colours=self.colours.currentText()))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        ticks = QHBoxLayout()
        ticks.addWidget(self.visible)
        ticks.addWidget(self.contour)
        ticks.addStretch(1)
        form.addRow(ticks)
        form.addRow(self.grey)
        form.addRow(self.tr("Opacity"), self.opacity)
        form.addRow(self.tr("Colours"), self.colours)
        held = QWidget()
        held.setLayout(form)
        return held

    def _make_exports(self) -> QGridLayout:
        grid = QGridLayout()
        self.save = QPushButton(self.tr("Save…"))
        self.save.setToolTip(self.tr("Kept and removed sound, map, mask, picture and all figures, into a folder"))
        self.save.clicked.connect(self.save_asked)
        self.features = QPushButton(self.tr("What the model sees…"))
        self.features.setToolTip(self.tr("The features as the network gets them"))
        self.features.clicked.connect(self.features_asked)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.clicked.connect(self._remove)
        for number, button in enumerate((self.features, self.save, self.remove)):
            grid.addWidget(button, 0, number)
        return grid

    # ---- the question -----------------------------------------------------------------------------------------

    def ask(self, place: Place) -> None:
        """What the buttons do: ask, or stop what runs."""
        if self._job is not None:
            self.stop_asked.emit()
            return
        question = self.question.read(place, self._pane) if self._pane is not None else None
        if question is not None:
            self.explain_asked.emit(question)

    # ---- the pane ---------------------------------------------------------------------------------------------

    def watch(self, pane: PaneState | None) -> None:
        self.close_view()
        self._pane = pane
        if pane is not None:
            self.question.fill_models()
            for signal in (pane.explanations.changed, pane.selection_changed):
                signal.connect(self._changed)
                self._connections.append((signal, self._changed))
        self._follow()

    def close_view(self) -> None:
        """Stop following the pane. Safe to call twice."""
        self._timer.stop()
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections.clear()
        self._pane = None

    def _changed(self, *_: object) -> None:
        self._timer.start()

    def _mask(self, **changed: Any) -> None:
        if self._pane is not None:
            found = self._pane.explanations
            found.set_masking(replace(found.masking, **changed))

    def _draw(self, **changed: Any) -> None:
        if self._pane is not None:
            found = self._pane.explanations
            found.draw(replace(found.drawing, **changed))

    def _listen(self, place: Place) -> None:
        if self._pane is not None:
            self._pane.explanations.listen(place)

    def _remove(self) -> None:
        if self._pane is not None:
            self._pane.explanations.remove(self._pane.explanations.heard)

    def _follow(self) -> None:
        found = self._pane.explanations if self._pane is not None else None
        active = found.active if found is not None else None
        self.hint.setStyleSheet(f"color: {colours().muted};")
        self.facts.setStyleSheet(f"color: {colours().muted};")
        for part in (*self.sections, self.save, self.remove, self.features):
            part.setVisible(active is not None)
        if found is not None and active is not None:
            with QSignalBlocker(self.which):
                self.which.clear()
                for place in PLACES:
                    if place in found.shown:
                        self.which.addItem(found.shown[place].title)
                self.which.setCurrentIndex(PLACES.index(found.heard))
            self.which.setVisible(len(found.shown) > 1)
            self.facts.setText(self._told(active))
            self.hearing.show_scores(active)
            self._show_masking()
        self._show_state()

    def _told(self, shown: Shown) -> str:
        begins, ends = (clock_text(time_s, 2) for time_s in shown.span_s)
        lines = [f"{shown.title} · {begins}–{ends}"]
        if shown.splitter.silent:
            lines.append(self.tr("This stretch is silent: whatever the model names here, it heard nothing"))
        rules = {"floor": self.tr("Most of the map is nothing: the threshold is a floor of {:.3f}"),
                 "percentile": self.tr("Threshold {:.3f}"), "mask": self.tr("The mask as it was fitted"),
                 "nothing": self.tr("Nothing speaks for the class, so nothing is kept")}
        threshold = shown.masked.threshold
        lines.append(rules[threshold.rule].format(threshold.theta))
        if threshold.rule == "nothing":
            return " · ".join(lines)
        share = float(shown.masked.mask[: shown.splitter.geometry.inside].mean())
        lines.append(self.tr("{:.0f} % of the cells are kept").format(100 * share))
        if shown.heat_map.score < DOUBTFUL:
            lines.append(self.tr("the model hardly hears this class here ({:.3f}): a mask can talk it into it")
                         .format(shown.heat_map.score))
        return " · ".join(lines)

    def _show_masking(self) -> None:
        assert self._pane is not None
        found = self._pane.explanations
        blocked = [QSignalBlocker(part) for part in (self.hard, self.grid, self.visible, self.contour, self.grey,
                                                        self.colours)]
        self.percentile.show_value(found.masking.percentile)
        self.delta.show_value(found.masking.delta)
        self.hard.setChecked(found.masking.hard)
        self.grid.setCurrentIndex(GRIDS.index(found.masking.grid))
        self.visible.setChecked(found.drawing.visible)
        self.contour.setChecked(found.drawing.contour)
        self.grey.setChecked(found.drawing.grey)
        self.opacity.show_value(found.drawing.opacity)
        self.colours.setCurrentText(found.drawing.colours)
        del blocked
        is_mask = found.active is not None and found.active.heat_map.kind == "mask"
        for part in (self.percentile, self.grid):
            part.setEnabled(not is_mask)
        self.delta.setEnabled(not is_mask and not found.masking.hard)

    # ---- the job ----------------------------------------------------------------------------------------------

    def follow_job(self, job: Job | None) -> None:
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
        for part in (self.bar, self.left):
            part.setVisible(runs)
        can = self._pane is not None and self._pane.track is not None and self.question.model.currentData() is not None
        self.start.setText(self.tr("Stop") if runs else self.tr("Explain"))
        self.start.setEnabled(runs or can)
        has_first = self._pane is not None and "first" in self._pane.explanations.shown
        self.beside.setEnabled(can and has_first and not runs)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "sections"):
            self._timer.start()
        super().changeEvent(event)
