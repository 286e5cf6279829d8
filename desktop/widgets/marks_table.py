"""How well the models do against the labels, a row each, while sliders move; and with what they are compared."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFormLayout, QGridLayout, QLabel, QWidget

from core.domain import Event
from desktop.comparing import NOTHING, Comparison, Marks, comparison_of, marks_of, reference_of
from desktop.keys import QT_TRANSLATE_NOOP
from desktop.pane import PaneState
from desktop.theme import colours, run_colour
from desktop.views.detections import run_letter
from desktop.widgets.number_slider import NumberSlider

LATER_MS = 120
_T = QT_TRANSLATE_NOOP
COLUMNS = (
    ("f1", _T("MarksTable", "F1"), _T("MarksTable", "Events: of class, onset and offset are right")),
    ("precision", _T("MarksTable", "Precision"), _T("MarksTable", "How many of the detected events are true")),
    ("recall", _T("MarksTable", "Recall"), _T("MarksTable", "How many of the labels were found")),
    ("segment_f1", _T("MarksTable", "F1 (1 s)"), _T("MarksTable", "Segments of one second instead of events")),
    ("error_rate", _T("MarksTable", "ER (1 s)"),
     _T("MarksTable", "Error rate of segments of one second: lower is better")),
)


class MarksTable(QWidget):
    """Follows a pane; `tell` is called when detections or labels may have changed."""

    def __init__(self) -> None:
        super().__init__()
        self._pane: PaneState | None = None
        self._known: dict[int, tuple[Comparison, tuple[Event, ...], Marks]] = {}
        self._timer = QTimer(self, singleShot=True, interval=LATER_MS)
        self._timer.timeout.connect(self._measure)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        self.reference = QComboBox()
        self.reference.setAccessibleName(self.tr("Compare with"))
        self.reference.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reference.activated.connect(lambda _: self._choose())
        form.addRow(self.tr("Compare with"), self.reference)
        self.collar = NumberSlider(self.tr("Tolerance"), 0.05, 2.0, 0.05, " s")
        self.collar.setToolTip(self.tr("How far onset and offset of a true event may be off; the offset by a fifth of "
                                       "its length, too"))
        self.collar.moved.connect(self._set_collar)
        form.addRow(self.tr("Tolerance"), self.collar)
        self._said = QLabel()
        self._said.setWordWrap(True)
        form.addRow(self._said)
        self._grid_place = QWidget()
        self._grid = QGridLayout(self._grid_place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        form.addRow(self._grid_place)
        self._key = QLabel(self.tr("In the lanes: solid is true, hatched false, a dashed outline missed."))
        self._key.setWordWrap(True)
        form.addRow(self._key)
        self.cells: dict[tuple[int, str], QLabel] = {}

    def settled(self) -> bool:
        """Whether nothing is waiting to be counted."""
        return not self._timer.isActive()

    def watch(self, pane: PaneState | None) -> None:
        self._pane = pane
        self._known.clear()
        self._measure()

    def tell(self) -> None:
        """A little later, so that a slider that is pulled stays fluid."""
        if not self._timer.isActive():
            self._timer.start()

    def close_view(self) -> None:
        self._timer.stop()
        self._pane = None

    # ---- parts ------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        pane = self._pane
        if pane is None:
            return
        self._fill_references(pane)
        self.collar.show_value(pane.detections.collar_s)
        rows: list[tuple[int, Marks]] = []
        for place, run in enumerate(pane.detections.runs):
            comparison = comparison_of(pane, run) if run.visible else None
            if comparison is None or not comparison.has_reference:
                continue
            known = self._known.get(run.key)
            if known is None or known[0] is not comparison or known[1] is not run.events:
                known = self._known[run.key] = (comparison, run.events, marks_of(comparison, run))
            rows.append((place, known[2]))
        self._grid_place.setVisible(bool(rows))
        self._said.setText("" if rows else self._why_not(pane))
        self._said.setVisible(not rows)
        self._key.setVisible(bool(rows))
        for label in (self._said, self._key):
            label.setStyleSheet(f"color: {colours().muted};")
        self._show_rows(rows)

    def _why_not(self, pane: PaneState) -> str:
        if not pane.detections.runs:
            return ""
        if reference_of(pane):
            return self.tr("All models are hidden.")
        if pane.detections.reference == NOTHING:
            return self.tr("Nothing to compare with is chosen.")
        return self.tr("There are no labels to compare with: import some, or draw them in the lanes.")

    def _show_rows(self, rows: list[tuple[int, Marks]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.cells.clear()
        for column, (_, title, tip) in enumerate(COLUMNS, 1):
            self._grid.addWidget(self._cell(self.tr(title), self.tr(tip), colours().muted), 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, (place, marks) in enumerate(rows, 1):
            self._grid.addWidget(self._cell(run_letter(place), "", run_colour(place).name()), row, 0)
            for column, (name, _, tip) in enumerate(COLUMNS, 1):
                value = getattr(marks, name)
                cell = self._cell("–" if math.isnan(value) else f"{value:.2f}", self.tr(tip), colours().text)
                self.cells[place, name] = cell
                self._grid.addWidget(cell, row, column)

    def _cell(self, text: str, tip: str, colour: str) -> QLabel:
        cell = QLabel(text)
        cell.setToolTip(tip)
        cell.setStyleSheet(f"color: {colour};")
        cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return cell

    def _fill_references(self, pane: PaneState) -> None:
        entries = [(self.tr("All labels"), None), *((lane, lane) for lane in pane.annotations.lanes if lane),
                   (self.tr("Nothing"), NOTHING)]
        with QSignalBlocker(self.reference):
            if [(self.reference.itemText(i), self.reference.itemData(i))
                    for i in range(self.reference.count())] != entries:
                self.reference.clear()
                for text, lane in entries:
                    self.reference.addItem(text, lane)
            self.reference.setCurrentIndex(max(self.reference.findData(pane.detections.reference), 0))

    def _set_collar(self, collar_s: float) -> None:
        if self._pane is not None:
            self._pane.detections.set_collar(collar_s)

    def _choose(self) -> None:
        if self._pane is not None:
            self._pane.detections.set_reference(self.reference.currentData())
