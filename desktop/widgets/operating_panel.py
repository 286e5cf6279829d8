"""How each class would fare at every threshold, against the labels of the recording: click to set the threshold."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.domain import Event, Scores
from desktop.class_names import spoken
from desktop.comparing import comparison_of
from desktop.detections import Run
from desktop.widgets.line_chart import Curve, LineChart, curve_colour
from desktop.widgets.recording_panel import RecordingPanel

if TYPE_CHECKING:
    from core.measure.operating import OperatingCurves
    from desktop.jobs import Job
    from desktop.main_window import MainWindow

SIZE = QSize(980, 560)
PIECES_S = (1.0, 0.5, 0.2, 0.1)
STEP = 0.01
TABLE_PX = 430


@dataclass(frozen=True, slots=True, eq=False)
class _Traced:
    """Curves, and what they were made of."""

    curves: OperatingCurves
    scores: Scores
    reference: tuple[Event, ...]


class OperatingPanel(RecordingPanel):
    """The table has a line for each class of the labels; the chart shows the class that is chosen in it."""

    def __init__(self, window: MainWindow) -> None:
        self._traced: _Traced | None = None
        self._label: str | None = None
        self._problem = ""
        super().__init__(window, SIZE)
        self.rebuild()

    # ---- parts ------------------------------------------------------------------------------------------------

    def build(self) -> QWidget:
        self.setWindowTitle(self.tr("Operating curves"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._top())
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels([self.tr("Class"), self.tr("Threshold"), self.tr("Precision"),
                                              self.tr("Recall"), self.tr("F1")])
        self.table.setAccessibleName(self.tr("Classes and what they reach at their thresholds"))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._choose)
        self.chart = LineChart("", self.tr("threshold"))
        self.chart.set_ranges((0.0, 1.0), (0.0, 1.0))
        self.chart.picked.connect(self._set_threshold)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._chart_side())
        split.setSizes([TABLE_PX, SIZE.width() - TABLE_PX])
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        column.addLayout(self._bottom())
        self._show()
        return inside

    def _top(self) -> QHBoxLayout:
        self.runs = QComboBox()
        self.runs.setAccessibleName(self.tr("Model"))
        self.runs.activated.connect(lambda _: self._take_run())
        self.piece = QComboBox()
        self.piece.setAccessibleName(self.tr("Pieces of time that are judged"))
        self.piece.setToolTip(self.tr("A class is right in a piece of time where it is both found and labelled; "
                                      "shorter pieces judge edges more strictly"))
        for piece_s in PIECES_S:
            self.piece.addItem(f"{piece_s:g} s", piece_s)
        self.piece.activated.connect(lambda _: self._trace())
        row = QHBoxLayout()
        for text, box in ((self.tr("Model"), self.runs), (self.tr("Judged in pieces of"), self.piece)):
            title = QLabel(text)
            title.setBuddy(box)
            row.addWidget(title)
            row.addWidget(box)
        row.addStretch(1)
        return row

    def _chart_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart, 1)
        self.legend = QLabel()
        self.legend.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.legend)
        return side

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.best_button = self._button(self.tr("Best F1 for this class"), self._take_best, row)
        self.best_all_button = self._button(self.tr("Best F1 for all classes"), self._take_all_best, row)
        for button in (self.best_button, self.best_all_button):
            button.setToolTip(self.tr("Thresholds that suit these very labels; others may need others"))
        row.addStretch(1)
        row.addWidget(self.export_button())
        return row

    def _button(self, text: str, act: Callable[[], object], row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: act())
        row.addWidget(button)
        return button

    # ---- what is measured -------------------------------------------------------------------------------------

    def watch_pane(self) -> None:
        self._traced = None
        if self.pane is not None:
            self.follow(self.pane.detections.changed, self._changed)
            self.follow(self.pane.annotations_changed, lambda _: self._changed())
        self._changed()

    @property
    def run(self) -> Run | None:
        return self.pane.detections.active if self.pane else None

    def _changed(self) -> None:
        """Curves are traced anew when scores or labels are others; a threshold that moves moves the mark only."""
        run, traced, reference = self.run, self._traced, self._reference()
        if run is None or not reference:
            self.stop_job()
            self._traced = None
        elif traced is None or traced.scores is not run.scores or traced.reference != reference:
            self._trace()
        self._show()

    def _reference(self) -> tuple[Event, ...]:
        """The labels by the names of the model's classes, as far as they lie in what has scores."""
        compared = comparison_of(self.pane, self.run) if self.pane and self.run else None
        return within(compared.reference, self.run.scores) if compared and self.run else ()

    def _trace(self) -> None:
        run, pane = self.run, self.pane
        if run is None or pane is None:
            return
        self._problem = ""
        reference, piece_s, scores = self._reference(), float(self.piece.currentData()), run.scores
        if not reference:
            return

        def work(job: Job) -> _Traced:
            from core.measure.operating import operating_curves

            classes = sorted({event.label for event in reference} & set(scores.classes))
            name = pane.media.path.name
            traced = operating_curves({name: reference}, {name: scores}, classes, piece_s=piece_s)
            return _Traced(traced, scores, reference)

        def done(traced: _Traced) -> None:
            self._traced = traced
            self._show()

        self.compute(self.tr("Tracing operating curves"), work, done, self._fail)

    def _fail(self, sentence: str) -> None:
        self._traced, self._problem = None, sentence
        self._show()

    # ---- thresholds -------------------------------------------------------------------------------------------

    def _threshold_of(self, label: str) -> float:
        run = self.run
        return 0.5 if run is None else run.decoding.thresholds.get(label, run.decoding.threshold)

    def _set_threshold(self, value: float) -> None:
        if self.run is not None and self.pane is not None and self._label is not None:
            self.pane.detections.set_threshold(self.run.key, round(value / STEP) * STEP, self._label)

    def _take_best(self) -> None:
        best = self._best().get(self._label or "")
        if best is not None:
            self._set_threshold(best)

    def _take_all_best(self) -> None:
        run, best = self.run, self._best()
        if run is not None and self.pane is not None and best:
            thresholds = {**run.decoding.thresholds, **best}
            self.pane.detections.set_decoding(run.key, replace(run.decoding, thresholds=thresholds))

    def _best(self) -> dict[str, float]:
        from core.measure.operating import best_thresholds

        return best_thresholds(self._traced.curves) if self._traced else {}

    def _take_run(self) -> None:
        if self.pane is not None and self.runs.currentData() is not None:
            self.pane.detections.activate(self.runs.currentData())

    # ---- showing ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._fill_runs()
        curves = self._traced.curves if self._traced else None
        classes = list(curves.classes) if curves else []
        if self._label not in classes:
            chosen = self.pane.detections.chosen_class if self.pane else None
            self._label = chosen if chosen in classes else classes[0] if classes else None
        self._fill_table(curves, classes)
        self._show_chart()
        self.best_button.setEnabled(self._label is not None)
        self.best_all_button.setEnabled(bool(classes))

    def _fill_runs(self) -> None:
        runs = self.pane.detections.runs if self.pane else ()
        self.runs.clear()
        for run in runs:
            self.runs.addItem(run.title, run.key)
        self.runs.setEnabled(bool(runs))
        if self.run is not None:
            self.runs.setCurrentIndex(self.runs.findData(self.run.key))

    def _fill_table(self, curves: OperatingCurves | None, classes: Sequence[str]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(classes))
        for row, label in enumerate(classes):
            threshold = self._threshold_of(label)
            place = int(np.abs(curves.thresholds - threshold).argmin()) if curves else 0
            shares = () if curves is None else (curves.precision, curves.recall, curves.f1)
            figures = [_share(share[row, place]) for share in shares]
            for column, text in enumerate([spoken(label), f"{threshold:.2f}", *figures]):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, label)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        if self._label is not None:
            self.table.selectRow(classes.index(self._label))
        self.table.blockSignals(False)

    def _choose(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        item = self.table.item(min(rows), 0) if rows else None
        if item is not None and item.data(Qt.ItemDataRole.UserRole) != self._label:
            self._label = item.data(Qt.ItemDataRole.UserRole)
            if self.pane is not None:
                self.pane.detections.choose_class(self._label)
            self._show_chart()

    def _show_chart(self) -> None:
        shown = self._curves()
        self.chart.set_title(spoken(self._label or "") or self.tr("Operating curves"))
        self.chart.show_curves(shown, self._empty_text())
        self.chart.set_mark(self._threshold_of(self._label) if self._label and shown else None,
                            STEP if shown else None)
        marks = "&nbsp;&nbsp;&nbsp;".join(
            f"<span style='color:{curve_colour(curve.colour).name()}'>{dash}</span> {curve.name}"
            for curve, dash in zip(shown, ("━━", "╍╍", "┅┅"), strict=False))
        self.legend.setText(marks)
        self.legend.setVisible(bool(shown))

    def _curves(self) -> list[Curve]:
        if self._traced is None or self._label is None:
            return []
        curves = self._traced.curves
        row, made = curves.classes.index(self._label), []
        for number, (name, values) in enumerate(((self.tr("F1"), curves.f1), (self.tr("precision"), curves.precision),
                                                 (self.tr("recall"), curves.recall))):
            known = np.isfinite(values[row])
            made.append(Curve(name, curves.thresholds[known], values[row][known], number, number))
        return made

    def _empty_text(self) -> str:
        if self.pane is None:
            return self.tr("Open a recording first.")
        if self.run is None:
            return self.tr("Detect events in this recording first: the curves are those of a model's scores.")
        if not self._reference():
            return self.tr("Label the events of this recording first, or import labels: the model is judged by them.")
        if self._traced is None:
            return self._problem or self.tr("Tracing…")
        return self.tr("None of the labels is a class of this model.")

    def figures(self) -> dict[str, tuple[str, Callable[[], QWidget]]]:
        return {"operating": (self._label or self.tr("Operating curves"), self.chart.twin)}


def within(reference: Sequence[Event], scores: Scores) -> tuple[Event, ...]:
    """Cut to the stretch of the recording that has scores: what lies outside it was not missed."""
    start_s, end_s = scores.grid.start_s, scores.grid.start_s + scores.duration_s
    return tuple(replace(event, onset_s=max(event.onset_s, start_s), offset_s=min(event.offset_s, end_s))
                 for event in reference if event.offset_s > start_s and event.onset_s < end_s)


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
