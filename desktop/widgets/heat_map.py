"""Shares from 0 to 1 as colours in a table: a row for each class, a column for each band of frequencies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.tiles.colour import lut
from desktop.theme import colours
from desktop.views.pens import hairline
from desktop.views.ticks import frequency_text

FONT_PX, ROW_PX, MOST_ROW_PX, MOST_BAND_PX = 11, 20, 64, 130
TOP_PX, BOTTOM_PX, RIGHT_PX, LEAST_LEFT_PX, MOST_LEFT_PX = 8, 40, 66, 60, 260
BAR_PX, GAP_PX = 10, 12
COLOUR_MAP = "viridis"


class HeatMap(QWidget):
    """The value under the mouse is told as a tool tip and by the row's own words for those who hear the screen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows: Sequence[str] = ()
        self._edges: NDArray[np.float64] = np.zeros(0)
        self._values: NDArray[np.float64] = np.zeros((0, 0))
        self._empty = ""
        self._ratio: float | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_table(self, rows: Sequence[str], edges_hz: NDArray[np.float64], values: NDArray[np.float64],
                   empty_text: str = "") -> None:
        self._rows, self._edges, self._values, self._empty = rows, edges_hz, values, empty_text
        self.setMinimumHeight(TOP_PX + BOTTOM_PX + ROW_PX * len(rows))
        self.setAccessibleDescription("; ".join(self._told(row) for row in range(len(rows))))
        self.update()

    def twin(self) -> HeatMap:
        made = HeatMap(self.accessibleName())
        made.show_table(self._rows, self._edges, self._values, self._empty)
        return made

    def dress_for_figure(self, ratio: float, _vector: bool) -> None:
        self._ratio = ratio

    def plot_rect(self) -> QRect:
        metrics = QFontMetricsF(self._font())
        widest = max((metrics.horizontalAdvance(row) for row in self._rows), default=0.0)
        left = round(min(max(widest + 16, LEAST_LEFT_PX), MOST_LEFT_PX))
        height = min(self.height() - TOP_PX - BOTTOM_PX, MOST_ROW_PX * max(len(self._rows), 1))
        width = min(self.width() - left - RIGHT_PX, MOST_BAND_PX * max(self._values.shape[1], 1))
        return QRect(left, TOP_PX, max(width, 1), max(height, 1))

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """(row, band)"""
        plot = self.plot_rect()
        if not len(self._rows) or not plot.contains(point.toPoint()):
            return None
        row = int((point.y() - plot.top()) / plot.height() * len(self._rows))
        band = int((point.x() - plot.left()) / plot.width() * self._values.shape[1])
        return min(row, len(self._rows) - 1), min(band, self._values.shape[1] - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tone = QPainter(self), colours()
        painter.setFont(self._font())
        painter.fillRect(self.rect(), QColor(tone.surface))
        if not len(self._rows):
            painter.fillRect(self.rect().adjusted(0, 0, -1, -1), QColor(tone.background))
            painter.setPen(QColor(tone.muted))
            painter.drawText(self.rect().adjusted(20, 10, -20, -10),
                             Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            painter.end()
            return
        plot = self.plot_rect()
        self._paint_cells(painter, plot)
        self._paint_rows(painter, plot)
        self._paint_bands(painter, plot)
        self._paint_bar(painter, plot)
        painter.end()

    def _paint_cells(self, painter: QPainter, plot: QRect) -> None:
        rows, bands = self._values.shape
        shades = lut(COLOUR_MAP)[np.clip(self._values * 255 + 0.5, 0, 255).astype(np.uint8)]
        for row in range(rows):
            for band in range(bands):
                left, right = (plot.left() + round(plot.width() * at / bands) for at in (band, band + 1))
                top, bottom = (plot.top() + round(plot.height() * at / rows) for at in (row, row + 1))
                painter.fillRect(QRect(left, top, right - left, bottom - top), QColor.fromRgb(int(shades[row, band])))
        painter.setPen(hairline(colours().surface, self._pixel_ratio()))
        for row in range(1, rows):
            y = plot.top() + round(plot.height() * row / rows)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 1, y))

    def _paint_rows(self, painter: QPainter, plot: QRect) -> None:
        painter.setPen(QColor(colours().text))
        metrics, height = QFontMetricsF(painter.font()), plot.height() / len(self._rows)
        for row, name in enumerate(self._rows):
            area = QRectF(4, plot.top() + row * height, plot.left() - 12, height)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_bands(self, painter: QPainter, plot: QRect) -> None:
        """Bands are as wide as each other, so their edges say which frequencies they hold."""
        metrics, bands, last = QFontMetricsF(painter.font()), self._values.shape[1], -1e9
        painter.setPen(hairline(colours().muted, self._pixel_ratio()))
        bottom = plot.bottom() + 1
        for number, hz in enumerate(self._edges):
            x = plot.left() + plot.width() * number / bands
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 4))
            text = edge_text(float(hz))
            width = metrics.horizontalAdvance(text)
            if x - width / 2 > last + 8:
                painter.drawText(QRectF(x - width / 2 - 1, bottom + 5, width + 2, metrics.height()),
                                 Qt.AlignmentFlag.AlignCenter, text)
                last = x + width / 2

    def _paint_bar(self, painter: QPainter, plot: QRect) -> None:
        height = min(plot.height(), 160)
        bar = QRectF(plot.right() + 1 + GAP_PX, plot.top(), BAR_PX, height)
        shades = np.ascontiguousarray(lut(COLOUR_MAP)[::-1, None])
        painter.drawImage(bar, QImage(shades.data, 1, 256, 4, QImage.Format.Format_RGB32).copy())
        painter.setPen(QColor(colours().muted))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(QPointF(bar.right() + 5, bar.top() + metrics.ascent() - 2), "1")
        painter.drawText(QPointF(bar.right() + 5, bar.bottom()), "0")

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(FONT_PX)
        return font

    def _pixel_ratio(self) -> float:
        return self._ratio or self.devicePixelRatioF()

    def _told(self, row: int) -> str:
        band = int(self._values[row].argmax())
        return f"{self._rows[row]}: {self._span(band)}"

    def _span(self, band: int) -> str:
        return f"{edge_text(float(self._edges[band]))} – {edge_text(float(self._edges[band + 1]))}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        self.setToolTip("" if cell is None else
                        f"{self._rows[cell[0]]}, {self._span(cell[1])}: {self._values[cell]:.2f}")
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.setToolTip("")
        super().leaveEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 120)

    def sizeHint(self) -> QSize:
        return QSize(700, 360)


def edge_text(hz: float) -> str:
    """Two figures say enough of where a band ends."""
    return frequency_text(float(f"{hz:.2g}"))
