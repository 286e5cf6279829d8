"""The models that have run on a recording: letter and colour by which the lanes know them, seen or not, gone."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.detections import Detections
from desktop.theme import colours, run_colour
from desktop.views.detection_painting import DASHES_PX
from desktop.views.detections import run_letter

LEAST_ROW_PX, MOST_ROWS = 16, 4
SWATCH = QSize(28, 14)


class RunList(QListWidget):
    """The current row is the active run; a tick shows it; Del removes it."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Detections | None = None
        self.setAccessibleName(self.tr("Models that have run"))
        self.setToolTip(self.tr("The tick shows a model in the lanes; the sliders move the one that is chosen; "
                                "Del removes it"))
        self.setIconSize(SWATCH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(self._activate)
        self.itemChanged.connect(self._show)

    def watch(self, found: Detections | None) -> None:
        self._found = found
        self.follow()

    def follow(self) -> None:
        runs = self._found.runs if self._found is not None else ()
        with QSignalBlocker(self):
            while self.count() > len(runs):
                self.takeItem(self.count() - 1)
            for place, run in enumerate(runs):
                item = self.item(place)
                if item is None:
                    item = QListWidgetItem(self)
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setText(f"{run_letter(place)}  {run.title}")
                item.setToolTip(run.title)
                item.setIcon(self._swatch(place))
                item.setCheckState(Qt.CheckState.Checked if run.visible else Qt.CheckState.Unchecked)
                if self._found is not None and run is self._found.active:
                    self.setCurrentRow(place)
        row_px = max(self.sizeHintForRow(0), LEAST_ROW_PX)
        self.setFixedHeight(min(len(runs), MOST_ROWS) * row_px + 2 * self.frameWidth() + 2)
        self.setVisible(bool(runs))

    def remove_active(self) -> None:
        if self._found is not None and self._found.active is not None:
            self._found.remove(self._found.active.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_active()
        else:
            super().keyPressEvent(event)

    def _activate(self, place: int) -> None:
        if self._found is not None and 0 <= place < len(self._found.runs):
            self._found.activate(self._found.runs[place].key)

    def _show(self, item: QListWidgetItem) -> None:
        if self._found is not None:
            key = self._found.runs[self.row(item)].key
            self._found.show(key, item.checkState() is Qt.CheckState.Checked)

    def _swatch(self, place: int) -> QIcon:
        """A piece of the line as it is drawn in the lanes."""
        picture = QPixmap(SWATCH * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(QColor(colours().background))  # the row that is chosen has a colour of its own
        painter = QPainter(picture)
        pen = QPen(run_colour(place), 2)
        dash = DASHES_PX[place % len(DASHES_PX)]
        if dash:
            pen.setDashPattern([dash * 0.3, dash * 0.2])
        painter.setPen(pen)
        painter.drawLine(2, SWATCH.height() // 2, SWATCH.width() - 2, SWATCH.height() // 2)
        painter.end()
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)
        return icon
