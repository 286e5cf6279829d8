"""Curves over a number: the chart of the training view and of the operating curves.

Painted by hand like the views over time, so that it starts at once, follows the dress and goes into figures as text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import colours
from desktop.views.pens import hairline
from desktop.views.ticks import multiples, round_step

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 58, 14, 24, 38
TICK_X_PX, TICK_Y_PX = 70, 34
FONT_PX, LINE_PX, FAINT_ALPHA = 11, 1.8, 70
REACH_PX = 24
MOST_POINTS = 1500  # more than there are columns; beyond that every so many are drawn as their extremes
# By number, apart for people with red-green blindness (after Okabe and Ito), dark enough on white.
ON_DARK = ("#56b4e9", "#e69f00", "#2fc79a", "#ff7a3c", "#d98cb5", "#9a8cff", "#e8d92f", "#4fd0c7")
ON_LIGHT = ("#1f6fb5", "#b97300", "#007a58", "#c04a00", "#a8447f", "#5a48d6", "#7d7400", "#0b7f78")
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 3), (1.5, 2.5), (8, 3, 1.5, 3))


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Points in order of `xs`. Colours and dashes have numbers, so that a curve is dressed when it is painted."""

    name: str
    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    colour: int
    dash: int = 0
    faint: bool = False  # raw values behind their mean


class LineChart(QWidget):
    """Axes, curves, a line at the current value, and the nearest point under the mouse."""

    picked = Signal(float)  # a value of x, by a click or the arrow keys

    def __init__(self, name: str, x_title: str, y_title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name, self._x_title, self._y_title = name, x_title, y_title
        self._curves: Sequence[Curve] = ()
        self._empty = ""
        self._x_range: tuple[float, float] | None = None
        self._y_range: tuple[float, float] | None = None
        self._mark: float | None = None
        self._mark_step: float | None = None
        self._ratio: float | None = None
        self._hover: QPointF | None = None
        self.write_x: Callable[[float], str] = _short
        self.whole_x = False  # x counts something: no half of it gets a number
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_curves(self, curves: Sequence[Curve], empty_text: str = "") -> None:
        self._curves, self._empty = curves, empty_text
        self.update()

    def set_ranges(self, x: tuple[float, float] | None, y: tuple[float, float] | None) -> None:
        """None: as the curves need."""
        self._x_range, self._y_range = x, y
        self.update()

    def set_title(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def set_mark(self, x: float | None, step: float | None = None) -> None:
        """The current value. With a `step` it can be moved, by clicks and by the arrow keys."""
        self._mark, self._mark_step = x, step
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if step is None else Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor if step is None else Qt.CursorShape.CrossCursor)
        self.update()

    def copy_from(self, other: LineChart) -> LineChart:
        """Show the same, for a figure."""
        self._curves, self._empty, self._mark = other._curves, other._empty, other._mark
        self._x_range, self._y_range, self.write_x = other._x_range, other._y_range, other.write_x
        self.whole_x = other.whole_x
        return self

    def dress_for_figure(self, ratio: float, _vector: bool) -> None:
        self._ratio = ratio

    def twin(self) -> LineChart:
        return LineChart(self._name, self._x_title, self._y_title).copy_from(self)

    # ---- places -----------------------------------------------------------------------------------------------

    def plot_rect(self) -> QRect:
        return QRect(LEFT_PX, TOP_PX, max(1, self.width() - LEFT_PX - RIGHT_PX),
                     max(1, self.height() - TOP_PX - BOTTOM_PX))

    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self._x_range or _extent([curve.xs for curve in self._curves], 0.0),
                self._y_range or _extent([curve.ys for curve in self._curves], 0.06))

    def point(self, x: float, y: float) -> QPointF:
        (left, right), (low, high) = self.ranges()
        plot = self.plot_rect()
        return QPointF(plot.left() + (x - left) / (right - left) * plot.width(),
                       plot.top() + (high - y) / (high - low) * plot.height())

    def value_at(self, x_px: float) -> float:
        (left, right), plot = self.ranges()[0], self.plot_rect()
        return min(max(left + (x_px - plot.left()) / plot.width() * (right - left), left), right)

    # ---- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(FONT_PX)
        painter.setFont(font)
        plot, tone = self.plot_rect(), colours()
        painter.fillRect(self.rect(), QColor(tone.surface))
        painter.fillRect(plot, QColor(tone.background))
        painter.setPen(QColor(tone.text))
        painter.drawText(QRectF(plot.left(), 0, plot.width(), TOP_PX), Qt.AlignmentFlag.AlignVCenter, self._name)
        if not self._curves:
            painter.setPen(QColor(tone.muted))
            painter.drawText(plot.adjusted(12, 4, -12, -4),
                             Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
        else:
            self._paint_axes(painter, plot)
            painter.save()
            painter.setClipRect(plot.adjusted(0, -1, 0, 1))
            for curve in self._curves:
                self._paint_curve(painter, curve)
            painter.restore()
            self._paint_mark(painter, plot)
            self._paint_nearest(painter, plot)
        painter.setPen(hairline(tone.accent if self.hasFocus() else tone.border, self._pixel_ratio()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(plot))
        painter.end()

    def _paint_axes(self, painter: QPainter, plot: QRect) -> None:
        tone, metrics = colours(), QFontMetricsF(painter.font())
        (left, right), (low, high) = self.ranges()
        flags = Qt.AlignmentFlag
        for value in ticks(left, right, plot.width() / TICK_X_PX, 1.0 if self.whole_x else 0.0):
            x = self.point(value, low).x()
            painter.setPen(hairline(tone.grid, self._pixel_ratio()))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QColor(tone.muted))
            painter.drawText(QRectF(x - 40, plot.bottom() + 3, 80, metrics.height()), flags.AlignHCenter,
                             self.write_x(value))
        for value in ticks(low, high, plot.height() / TICK_Y_PX):
            y = self.point(left, value).y()
            painter.setPen(hairline(tone.grid, self._pixel_ratio()))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(tone.muted))
            painter.drawText(QRectF(0, y - 8, plot.left() - 6, 16), flags.AlignRight | flags.AlignVCenter,
                             _short(value))
        painter.drawText(QRectF(plot.left(), self.height() - metrics.height() - 2, plot.width(), metrics.height()),
                         flags.AlignRight, self._x_title)
        painter.drawText(QRectF(plot.left(), 0, plot.width(), TOP_PX), flags.AlignRight | flags.AlignVCenter,
                         self._y_title)

    def _paint_curve(self, painter: QPainter, curve: Curve) -> None:
        colour = curve_colour(curve.colour)
        colour.setAlpha(FAINT_ALPHA if curve.faint else 255)
        pen = QPen(colour, 1.0 if curve.faint else LINE_PX)
        if DASHES[curve.dash % len(DASHES)]:
            pen.setDashPattern(DASHES[curve.dash % len(DASHES)])
        painter.setPen(pen)
        xs, ys = thinned(curve.xs, curve.ys)
        points = [self.point(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
        painter.drawPolyline(QPolygonF(points))
        if len(points) <= 2:  # a line has no length yet
            painter.setBrush(colour)
            for point in points:
                painter.drawEllipse(point, 2.5, 2.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_mark(self, painter: QPainter, plot: QRect) -> None:
        if self._mark is None:
            return
        x = self.point(self._mark, 0.0).x()
        painter.setPen(QPen(QColor(colours().playhead), LINE_PX))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        metrics, text = QFontMetricsF(painter.font()), self.write_x(self._mark)
        width = metrics.horizontalAdvance(text) + 8
        left = min(max(x - width / 2, plot.left()), plot.right() - width)
        area = QRectF(left, plot.bottom() + 2, width, metrics.height() + 1)
        painter.fillRect(area, QColor(colours().surface))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_nearest(self, painter: QPainter, plot: QRect) -> None:
        found = None if self._hover is None or self._ratio is not None else self.nearest(self._hover)
        if found is None:
            return
        curve, x, y = found
        point, tone = self.point(x, y), colours()
        painter.setPen(QPen(QColor(tone.background), 1))
        painter.setBrush(curve_colour(curve.colour))
        painter.drawEllipse(point, 4, 4)
        text = f"{curve.name}  {self.write_x(x)} → {_precise(y)}"
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(text) + 12
        left = min(max(point.x() + 8, plot.left()), max(plot.right() - width, plot.left()))
        top = point.y() - 24 if point.y() - 24 > plot.top() else point.y() + 8
        area = QRectF(left, top, width, metrics.height() + 5)
        painter.setPen(QColor(tone.border))
        painter.setBrush(QColor(tone.raised))
        painter.drawRect(area)
        painter.setPen(QColor(tone.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def nearest(self, at: QPointF) -> tuple[Curve, float, float] | None:
        """The curve under the mouse and its point there."""
        best, found = float(REACH_PX), None
        for curve in self._curves:
            if curve.faint or not len(curve.xs):
                continue
            place = int(np.abs(curve.xs - self.value_at(at.x())).argmin())
            x, y = float(curve.xs[place]), float(curve.ys[place])
            distance = abs(self.point(x, y).y() - at.y())
            if distance < best:
                best, found = distance, (curve, x, y)
        return found

    def _pixel_ratio(self) -> float:
        return self._ratio or self.devicePixelRatioF()

    # ---- events -----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position() if self.plot_rect().contains(event.position().toPoint()) else None
        if event.buttons() & Qt.MouseButton.LeftButton and self._mark_step is not None:
            self.picked.emit(self.value_at(event.position().x()))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inside = self.plot_rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._mark_step is not None and inside and self._curves:
            self.picked.emit(self.value_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None or self._mark is None or self._mark_step is None:
            super().keyPressEvent(event)
            return
        left, right = self.ranges()[0]
        self.picked.emit(min(max(self._mark + way * self._mark_step, left), right))

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)


def curve_colour(number: int) -> QColor:
    shades = ON_DARK if QColor(colours().background).lightness() < 128 else ON_LIGHT
    return QColor(shades[number % len(shades)])


def sliding_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value with its neighbours on both sides, so that it does not lag; fewer of them at the ends."""
    window = np.ones(2 * (len(values) // 60) + 1)
    found: NDArray[np.float64] = np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same")
    return found


def thinned(xs: NDArray[np.float64], ys: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Long curves as the least and most of each stretch: peaks stay to be seen."""
    if len(xs) <= MOST_POINTS:
        return xs, ys
    size = math.ceil(len(xs) / (MOST_POINTS // 2))
    kept = []
    for first in range(0, len(xs), size):
        part = ys[first : first + size]
        kept += sorted({first + int(part.argmin()), first + int(part.argmax())})
    return xs[kept], ys[kept]


def _extent(values: Sequence[NDArray[np.float64]], margin: float) -> tuple[float, float]:
    every = np.concatenate([each for each in values if len(each)] or [np.array([0.0, 1.0])])
    low, high = float(every.min()), float(every.max())
    if high <= low:
        return low - 0.5, high + 0.5
    return low - margin * (high - low), high + margin * (high - low)


def ticks(low: float, high: float, most: float, least_step: float = 0.0) -> list[float]:
    """Round values between two, about as many as `most`."""
    step = max(round_step((high - low) / max(most, 1.0)), least_step)
    return [number * step for number in multiples(step, low, high)]


def _short(value: float) -> str:
    return f"{round(value, 10) + 0.0:.6g}".replace("-", "−")


def _precise(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
