"""A plane of time × frequency as a model sees it, on the recording's own time axis: features, or what moved a class."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from core.domain import TimeGrid
from core.tiles.colour import lut
from desktop.pane import PaneState
from desktop.theme import colours
from desktop.views.pens import hairline
from desktop.views.plot import TimePlot
from desktop.views.ticks import frequency_text

TICK_EVERY_PX = 34
CAPTION_ALPHA = 205
NICE_HZ = tuple(factor * 10**power for power in (1, 2, 3, 4) for factor in (1, 2, 5))


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Values from 0 to 1, (frames, bands); every band is as high as the others, as it is for the model."""

    grid: TimeGrid
    frequencies_hz: NDArray[np.float64]
    values: NDArray[np.float32]


class ModelView(TimePlot):
    """Mouse and keys as in every view over time."""

    def __init__(self, pane: PaneState, caption: str, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self._caption = caption
        self._empty = empty_text
        self._plane: Plane | None = None
        self._picture: QImage | None = None
        self.setAccessibleName(caption)
        super().retranslate()
        self.follow_signal(pane.style_changed, lambda _: self._dye())

    def show_plane(self, plane: Plane | None, empty_text: str = "") -> None:
        self._plane, self._empty = plane, empty_text
        self._dye()

    def twin(self) -> ModelView:
        """The same view once more, for a figure."""
        made = ModelView(self.pane, self._caption, self._empty)
        made.show_plane(self._plane, self._empty)
        made.set_ruler_shown(self.ruler_shown)
        return made

    def empty_text(self) -> str | None:
        return self._empty if self._plane is None else None

    def value_at(self, time_s: float, hz: float) -> float | None:
        plane = self._plane
        if plane is None or not plane.grid.start_s <= time_s < plane.grid.end_s:
            return None
        band = int(np.abs(plane.frequencies_hz - hz).argmin())
        return float(plane.values[plane.grid.frame_at(time_s), band])

    def frequency_at(self, y: float) -> float | None:
        if self._plane is None:
            return None
        plot, count = self.plot_rect(), len(self._plane.frequencies_hz)
        place = (plot.top() + plot.height() - y) / plot.height() * count - 0.5
        return float(np.interp(place, np.arange(count), self._plane.frequencies_hz))

    def frequency_y(self, hz: float) -> float | None:
        if self._plane is None:
            return None
        plot, count = self.plot_rect(), len(self._plane.frequencies_hz)
        place = float(np.interp(hz, self._plane.frequencies_hz, np.arange(count))) + 0.5
        return plot.top() + (1 - place / count) * plot.height()

    def hover(self, point: QPointF | None) -> None:
        if point is None:
            self.hovered.emit(None, None, None)
            return
        time_s, hz = self.axis().time(point.x()), self.frequency_at(point.y())
        self.hovered.emit(time_s, hz, None if hz is None else self.value_at(time_s, hz))

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        plane, picture, axis = self._plane, self._picture, self.axis()
        if plane is None or picture is None:
            return
        grid = plane.grid
        first = max(math.floor((axis.start_s - grid.start_s) / grid.step_s), 0)
        last = min(math.ceil((axis.end_s - grid.start_s) / grid.step_s), grid.count)
        if first < last:
            left, right = (axis.x(grid.start_s + frame * grid.step_s) for frame in (first, last))
            painter.drawImage(QRectF(left, plot.top(), right - left, plot.height()), picture,
                              QRectF(first, 0, last - first, picture.height()))
        else:
            painter.setPen(QColor(colours().muted))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                             self.tr("What was explained lies outside of what is visible."))

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        super().paint_over(painter, plot)
        metrics = QFontMetricsF(painter.font())
        area = QRectF(plot.left() + 4, plot.top() + 4, metrics.horizontalAdvance(self._caption) + 10,
                      metrics.height() + 4)
        ground = QColor(colours().surface)
        ground.setAlpha(CAPTION_ALPHA)
        painter.fillRect(area, ground)
        painter.setPen(QColor(colours().text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._caption)

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        if self._plane is None:
            return
        metrics, lowest = QFontMetricsF(painter.font()), math.inf
        painter.setPen(hairline(colours().muted, self.pixel_ratio()))
        for hz in NICE_HZ:
            y = self.frequency_y(hz) if self._plane.frequencies_hz[0] <= hz <= self._plane.frequencies_hz[-1] else None
            if y is None or lowest - y < TICK_EVERY_PX / 2:
                continue
            lowest = y
            painter.drawLine(QPointF(plot.left() - 4, y), QPointF(plot.left() - 1, y))
            area = QRectF(0, y - metrics.height() / 2, plot.left() - 7, metrics.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, frequency_text(hz))

    def _dye(self) -> None:
        if self._plane is None:
            self._picture = None
        else:
            shades = lut(self.pane.style.colour_map)
            rows = np.clip(self._plane.values.T[::-1] * 255 + 0.5, 0, 255).astype(np.uint8)
            pixels = np.ascontiguousarray(shades[rows])
            height, width = pixels.shape
            self._picture = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        self.refresh()
