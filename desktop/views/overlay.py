"""A transparent sheet over a plot that holds pyqtgraph items in the plot's own coordinates.

It is made only when the first item comes, so that a window without overlays does not import pyqtgraph for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

Paint = Callable[[QPainter, QRect], None]


class _Top(QWidget):
    """What has to be read whatever lies over the plot."""

    def __init__(self, parent: QWidget, paint: Paint) -> None:
        super().__init__(parent)
        self._paint = paint
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint(QPainter(self), self.rect())


class Overlay:
    """Items with x in seconds and y in positions of the frequency scale. The mouse goes through."""

    def __init__(self, parent: QWidget, paint_top: Paint) -> None:
        """`paint_top` paints what is to be read over the items."""
        import pyqtgraph as pg

        self.sheet = pg.GraphicsView(parent, useOpenGL=False, background=None)
        self.sheet.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet.setStyleSheet("background: transparent; border: none")
        self.sheet.viewport().setAutoFillBackground(False)
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, border=None)
        self.box.setDefaultPadding(0.0)
        self.sheet.setCentralItem(self.box)
        self._top = _Top(parent, paint_top)

    def add(self, item: Any) -> None:
        self.box.addItem(item, ignoreBounds=True)

    def remove(self, item: Any) -> None:
        self.box.removeItem(item)

    def show(self, visible: bool) -> None:
        for part in (self.sheet, self._top):
            part.setVisible(visible)

    def place(self, plot: QRect, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
        """Lie over `plot` and show these ranges from edge to edge."""
        if self.sheet.geometry() != plot:
            self.sheet.setGeometry(plot)
            self._top.setGeometry(plot)
        self.box.setRange(xRange=x_range, yRange=y_range, padding=0, disableAutoRange=True)

    def picture(self, ratio: float) -> QImage:
        """The sheet as a picture with `ratio` pixels per unit, for figures that cannot clip."""
        size = self.sheet.size() * ratio
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(0)
        painter = QPainter(image)
        self.sheet.render(painter)
        painter.end()
        image.setDevicePixelRatio(1.0)
        return image

    def close(self) -> None:
        for part in (self.sheet, self._top):
            part.close()
