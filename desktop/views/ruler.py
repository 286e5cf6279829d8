"""The time ruler under a plot. Views on one axis show the same ruler, so it is painted once and kept."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from desktop.theme import Colours, colours
from desktop.views.axis import TimeAxis
from desktop.views.pens import hairline
from desktop.views.ticks import Tick, time_ticks

RULER_PX = 20
LONG_TICK_PX = 5.0
SHORT_TICK_PX = 3.0


def ruler_ticks(axis: TimeAxis, duration_s: float, font: QFont) -> list[Tick]:
    """The ticks of an axis, labelled so that no label touches the next."""
    return _ticks(axis, duration_s, font.toString())


@lru_cache(maxsize=16)
def _ticks(axis: TimeAxis, duration_s: float, font_text: str) -> list[Tick]:
    measure = _metrics(font_text).horizontalAdvance
    return time_ticks(axis.start_s, axis.end_s, axis.right - axis.left, measure, duration_s)


@lru_cache(maxsize=4)
def _metrics(font_text: str) -> QFontMetricsF:
    return QFontMetricsF(_font(font_text))


def _font(font_text: str) -> QFont:
    font = QFont()
    font.fromString(font_text)
    return font


@lru_cache(maxsize=4)
def ruler_picture(axis: TimeAxis, duration_s: float, font_text: str, width: int, tone: Colours) -> QPixmap:
    """A strip as wide as the widget. `tone` is the dress in which it is painted."""
    picture = QPixmap(round(width * axis.ratio), round(RULER_PX * axis.ratio))
    picture.setDevicePixelRatio(axis.ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    paint_ruler(painter, axis, duration_s, _font(font_text), width)
    painter.end()
    return picture


def paint_ruler(painter: QPainter, axis: TimeAxis, duration_s: float, font: QFont, width: int) -> None:
    """Ticks and labels below y = 0, over a widget `width` wide; labels at its ends are moved inside."""
    metrics = _metrics(font.toString())
    painter.setFont(font)
    painter.setPen(hairline(colours().muted, axis.ratio))
    for tick in ruler_ticks(axis, duration_s, font):
        x = axis.x(tick.position)
        painter.drawLine(QPointF(x, 0), QPointF(x, LONG_TICK_PX if tick.text else SHORT_TICK_PX))
        if tick.text:
            half = metrics.horizontalAdvance(tick.text) / 2
            left = min(max(x - half, 2.0), width - 2 * half - 2.0)
            painter.drawText(QPointF(left, LONG_TICK_PX + metrics.ascent()), tick.text)
