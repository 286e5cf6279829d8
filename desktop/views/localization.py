"""How sure the locators are over time, how high their maps rise, and what they say of one place of the picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.locate.located import Located
from desktop.pane import PaneState
from desktop.theme import colours, run_colour
from desktop.views.pens import hairline
from desktop.views.plot import TimePlot
from desktop.views.ticks import multiples, round_step

LINE_PX, DOT_PX, RIM_PX = 1.8, 2.5, 2.4
PADDING = 0.06  # of the range, above and below
TICK_PX = 26
LEGEND_PAD_PX, LEGEND_PX = 8, 18
LEAST_RANGE = 0.02


class LocalizationCurves(TimePlot):
    """A solid line is a model's confidence, a dotted one its highest value, a dashed one the place that was clicked;
    a thin line across is the confidence under which it abstains."""

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.ruler_shown = False
        self._curves: list[tuple[Located, NDArray[np.float32], NDArray[np.float32] | None]] = []
        self._range = (0.0, 1.0)
        self.retranslate()
        self.follow_signal(pane.localization.changed, self._sync)
        self._sync()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Localization over time"))

    def empty_text(self) -> str | None:
        found = self.pane.localization
        if not found.results:
            return self.tr("Nothing was localized yet: choose models in the panel “Locate”, or press Ctrl+Shift+L.")
        if not found.shown:
            return self.tr("This sound was not tried yet.")
        return None

    def _sync(self) -> None:
        found = self.pane.localization
        self._curves = [(one, found.peaks(one), found.at_place(one, found.place) if found.place else None)
                        for one in found.shown]
        values = [part for one, peaks, place in self._curves for part in (one.confidence, peaks, place)
                  if part is not None and len(part)]
        if values:
            low, high = min(float(part.min()) for part in values), max(float(part.max()) for part in values)
            pad = max(high - low, LEAST_RANGE) * PADDING
            self._range = (low - pad, high + pad)
        self.setAccessibleDescription(self._told())
        self.refresh()

    def _told(self) -> str:
        parts = []
        for title, (one, _, _) in zip(self.pane.localization.titles, self._curves, strict=False):
            text = self.tr("{}: mean confidence {:.3f}, abstains in {} of {}")
            parts.append(text.format(title, float(one.confidence.mean()), int(one.abstains.sum()), len(one.maps)))
        return "; ".join(parts)

    # ---- painting ---------------------------------------------------------------------------------------------

    def _y(self, value: float, plot: QRect) -> float:
        low, high = self._range
        return plot.bottom() - (value - low) / (high - low) * max(plot.height() - LEGEND_PX, 1)

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        axis = self.axis()
        painter.setPen(hairline(colours().grid, axis.ratio))
        for tick in self.time_marks():
            if tick.text:
                x = round(axis.x(tick.position)) + 0.5
                painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (one, peaks, place) in enumerate(self._curves):
            hue = run_colour(number)
            if one.threshold > self._range[0]:
                painter.setPen(hairline(hue.name(), axis.ratio))
                y = self._y(one.threshold, plot)
                painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            self._paint_line(painter, plot, one, peaks, QPen(hue, 1.2, Qt.PenStyle.DotLine))
            if place is not None:
                self._paint_line(painter, plot, one, place, QPen(hue, LINE_PX, Qt.PenStyle.DashLine))
            under = len(self._curves) - 1 - number  # lines that lie on one another are both seen
            self._paint_line(painter, plot, one, one.confidence, QPen(hue, LINE_PX + under * RIM_PX))
        self._paint_legend(painter, plot)

    def _paint_line(self, painter: QPainter, plot: QRect, one: Located, values: NDArray[np.float32], pen: QPen) -> None:
        axis = self.axis()
        first, end = np.searchsorted(one.times_s, self.pane.view)
        shown = slice(max(int(first) - 1, 0), int(end) + 1)
        points = [QPointF(axis.x(float(time_s)), self._y(float(value), plot))
                  for time_s, value in _thinned(one.times_s[shown], values[shown], 2 * plot.width())]
        painter.setPen(pen)
        if len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
        else:
            painter.setBrush(pen.color())
            for point in points:
                painter.drawEllipse(point, DOT_PX, DOT_PX)

    def _paint_legend(self, painter: QPainter, plot: QRect) -> None:
        found, metrics = self.pane.localization, painter.fontMetrics()
        x = float(plot.left() + LEGEND_PAD_PX)
        for number, title in enumerate(found.titles[: len(self._curves)]):
            painter.setPen(QPen(run_colour(number), LINE_PX))
            painter.drawLine(QPointF(x, plot.top() + 10), QPointF(x + 16, plot.top() + 10))
            painter.setPen(QColor(colours().text))
            painter.drawText(QPointF(x + 21, plot.top() + 14), title)
            x += 21 + metrics.horizontalAdvance(title) + 2 * LEGEND_PAD_PX
        kinds = [(self.tr("confidence"), Qt.PenStyle.SolidLine), (self.tr("peak"), Qt.PenStyle.DotLine)]
        if found.place is not None:
            kinds.append((self.tr("marked place"), Qt.PenStyle.DashLine))
        for text, style in kinds:
            painter.setPen(QPen(QColor(colours().muted), LINE_PX, style))
            painter.drawLine(QPointF(x, plot.top() + 10), QPointF(x + 16, plot.top() + 10))
            painter.setPen(QColor(colours().muted))
            painter.drawText(QPointF(x + 21, plot.top() + 14), text)
            x += 21 + metrics.horizontalAdvance(text) + 2 * LEGEND_PAD_PX

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        low, high = self._range
        step = round_step((high - low) * TICK_PX / max(plot.height(), 1))
        decimals = max(2, -math.floor(math.log10(step) + 1e-9))
        painter.setPen(QColor(colours().muted))
        for number in multiples(step, low, high):
            value = number * step
            y = self._y(value, plot)
            area = QRectF(0, y - 8, plot.left() - 6, 16)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:.{decimals}f}")


def _thinned(times_s: NDArray[np.float64], values: NDArray[np.float32], most: int) -> list[tuple[float, float]]:
    """Beyond that many points every so many are drawn as their lowest and highest."""
    if len(times_s) <= most:
        return list(zip(times_s.tolist(), values.tolist(), strict=True))
    group = -(-len(times_s) * 2 // most)
    found = []
    for first in range(0, len(times_s), group):
        part = values[first : first + group]
        for place in sorted({int(part.argmin()), int(part.argmax())}):
            found.append((float(times_s[first + place]), float(part[place])))
    return found
