"""The few signs of the transport, drawn: fonts do not have them all, and drawn ones take the theme's colour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from desktop.theme import colours

SIZE = 20.0
RATIOS = (1, 2, 3)


def icon(name: str) -> QIcon:
    """The sign in the theme's colours, at all pixel ratios."""
    made = QIcon()
    for ratio in RATIOS:
        for mode, colour in ((QIcon.Mode.Normal, colours().text), (QIcon.Mode.Disabled, colours().muted)):
            made.addPixmap(_drawn(name, colour, ratio), mode)
    return made


def _drawn(name: str, colour: str, ratio: int) -> QPixmap:
    picture = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    _SIGNS[name](painter, QColor(colour))
    painter.end()
    return picture


def _play(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(5, 3), QPointF(17, 10), QPointF(5, 17)]))


def _pause(painter: QPainter, colour: QColor) -> None:
    painter.drawRect(QRectF(5, 3.5, 3.6, 13))
    painter.drawRect(QRectF(11.4, 3.5, 3.6, 13))


def _play_selection(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(7, 5.5), QPointF(14.5, 10), QPointF(7, 14.5)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.8))
    painter.drawPolyline(QPolygonF([QPointF(5, 2.5), QPointF(2, 2.5), QPointF(2, 17.5), QPointF(5, 17.5)]))
    painter.drawPolyline(QPolygonF([QPointF(15, 2.5), QPointF(18, 2.5), QPointF(18, 17.5), QPointF(15, 17.5)]))


def _loop(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2.0))
    painter.drawArc(QRectF(3.5, 3.5, 13, 13), 70 * 16, 290 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(10.5, 0.2), QPointF(16, 3.8), QPointF(10.5, 7.4)]))


def _loud(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(2, 7.5), QPointF(5.5, 7.5), QPointF(10, 3.5), QPointF(10, 16.5),
                                   QPointF(5.5, 12.5), QPointF(2, 12.5)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.8))
    painter.drawArc(QRectF(7.5, 6.5, 7, 7), -60 * 16, 120 * 16)
    painter.drawArc(QRectF(6, 3.5, 12.5, 13), -55 * 16, 110 * 16)


_SIGNS: dict[str, Callable[[QPainter, QColor], None]] = {
    "play": _play, "pause": _pause, "play_selection": _play_selection, "loop": _loop, "loud": _loud,
}
