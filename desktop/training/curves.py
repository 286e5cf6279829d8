"""The curves of one or several runs: losses above, figures of the validation below, the same axis of steps.

One run has a colour for each figure; several have a colour each, and a dash for each figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from desktop.theme import colours
from desktop.training.run_folder import RunFolder, is_loss
from desktop.widgets.line_chart import DASHES, LINE_PX, ON_DARK, Curve, LineChart, curve_colour, sliding_mean

SMOOTHED_FROM = 40  # points; fewer are shown as they are
NAMES_PX = 200
SAMPLE_PX = (26, 14)
HIDDEN_AT_FIRST = ("learning_rate", "lr", "sum")


@dataclass(frozen=True, slots=True)
class Shown:
    """A run that is looked at, under its name, with the number of its colour."""

    run: RunFolder
    name: str
    colour: int = 0


class TrainingCurves(QWidget):
    """Which figures are shown is chosen in the list beside them; it is also the legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: Sequence[Shown] = ()
        self._hidden: set[str] = set()
        self._known: list[str] = []
        self._told: list[str] = []  # by the legend
        self.losses = LineChart(self.tr("Loss"), self.tr("step"))
        self.figures = LineChart(self.tr("Validation"), self.tr("step"))
        for chart in (self.losses, self.figures):
            chart.whole_x = True
        self.names = QListWidget()
        self.names.setAccessibleName(self.tr("Figures that are shown"))
        self.names.itemChanged.connect(self._toggle)
        charts = QSplitter(Qt.Orientation.Vertical)
        charts.setChildrenCollapsible(False)
        charts.addWidget(self.losses)
        charts.addWidget(self.figures)
        side = QVBoxLayout()
        title = QLabel(self.tr("Figures"))
        title.setBuddy(self.names)
        side.addWidget(title)
        side.addWidget(self.names)
        self.names.setFixedWidth(NAMES_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(charts, 1)
        row.addLayout(side)
        self.show_runs(())

    def show_runs(self, runs: Sequence[Shown]) -> None:
        """Draw them anew, as often as something has come."""
        self._runs = runs
        names = list(dict.fromkeys(name for shown in runs for name in shown.run.figures))
        if names != self._known:
            self._hidden |= {name for name in names if name not in self._known and _base(name) in HIDDEN_AT_FIRST}
            self._known = names
        self._fill_names()
        for chart, wanted in ((self.losses, True), (self.figures, False)):
            chosen = [name for name in names if name not in self._hidden and is_loss_like(name, names) is wanted]
            chart.show_curves(self._curves(chosen, wanted), self._empty(bool(names), wanted))

    def _empty(self, any_figures: bool, losses: bool) -> str:
        if any_figures:
            return self.tr("No figure of this kind is chosen.")
        if losses:
            return self.tr("Start a training, or open the folder of an earlier one: the curves appear here.")
        return self.tr("What the model reaches on the validation data appears here after each epoch.")

    def _curves(self, names: Sequence[str], losses: bool) -> list[Curve]:
        several, curves = len(self._runs) > 1, []
        for shown in self._runs:
            for name in names:
                steps, values = shown.run.curve(name)
                if not len(steps):
                    continue
                place = self._known.index(name)
                colour, dash = (shown.colour, place) if several else (place, place // len(ON_DARK))
                title = f"{shown.name}: {name}" if several else name
                if losses and len(values) >= SMOOTHED_FROM:
                    curves.append(Curve(title, steps, values, colour, dash, faint=True))
                    values = sliding_mean(values)
                curves.append(Curve(title, steps, values, colour, dash))
        return curves

    def _fill_names(self) -> None:
        several = len(self._runs) > 1
        told = [*self._known, str(several), colours().text]
        if told == self._told:
            return
        self._told = told
        self.names.blockSignals(True)
        self.names.clear()
        for place, name in enumerate(self._known):
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if name in self._hidden else Qt.CheckState.Checked)
            item.setIcon(sample(QColor(colours().text), place) if several
                         else sample(curve_colour(place), place // len(ON_DARK)))
            item.setToolTip(name)
            self.names.addItem(item)
        self.names.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "names"):
            self._fill_names()
        super().changeEvent(event)

    def _toggle(self, item: QListWidgetItem) -> None:
        if item.checkState() == Qt.CheckState.Checked:
            self._hidden.discard(item.text())
        else:
            self._hidden.add(item.text())
        self.show_runs(self._runs)


def is_loss_like(name: str, names: Sequence[str]) -> bool:
    """Parts of a loss stand beside it under the same first word: train/strong beside train/loss."""
    group = name.rpartition("/")[0]
    if is_loss(name):
        return True
    return bool(group) and any(is_loss(other) and other.rpartition("/")[0] == group for other in names) and (
        group.startswith("train"))


def sample(colour: QColor, dash: int) -> QIcon:
    """A piece of a curve as it is drawn."""
    picture = QPixmap(*SAMPLE_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    pen = QPen(colour, LINE_PX + 0.4)
    if DASHES[dash % len(DASHES)]:
        pen.setDashPattern(DASHES[dash % len(DASHES)])
    painter.setPen(pen)
    painter.drawLine(1, SAMPLE_PX[1] // 2, SAMPLE_PX[0] - 2, SAMPLE_PX[1] // 2)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # else it is tinted
    return icon


def _base(name: str) -> str:
    return name.rpartition("/")[2]
