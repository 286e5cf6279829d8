"""Maps of locators as pictures for the screen: colours that let the film through, lines around what was found."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from core.locate.painting import Scale, palette
from core.locate.readings import Box, Reading, enlarged
from desktop.theme import colours

Plane = NDArray[np.float32]
MOST_PX = 480  # a map has a few cells; larger pictures of it are stretched by the screen
CROSS_PX = 7
TRUTH, FOUND, INK, EDGE = QColor("#43d07c"), QColor("#ffd640"), QColor("#ffffff"), QColor(0, 0, 0, 170)
DIVERGING = ((33, 102, 172), (247, 247, 247), (178, 24, 43))  # less, the same, more (after ColorBrewer's RdBu)


def heat_image(plane: Plane, size: tuple[int, int], scale: Scale, name: str, opacity: float) -> QImage:
    """The more a place has, the less of the film is seen there."""
    shares = scale.shares(enlarged(plane, *_bounded(size)))
    return _image(palette(name)[np.rint(shares * 255).astype(np.intp)], shares * np.float32(opacity))


def difference_image(first: Plane, second: Plane, size: tuple[int, int], limit: float, opacity: float) -> QImage:
    """Red where the second model sees more, blue where the first does."""
    width, height = _bounded(size)
    gap = np.clip((enlarged(second, width, height) - enlarged(first, width, height)) / np.float32(limit), -1.0, 1.0)
    low, middle, high = (np.array(one, np.float32) for one in DIVERGING)
    share = np.abs(gap)[..., None]
    ends = np.where(gap[..., None] > 0, high, low)
    return _image((middle + (ends - middle) * share).astype(np.uint8), np.abs(gap) * np.float32(opacity))


def contour_of(plane: Plane, size: tuple[int, int], level: float) -> QPainterPath:
    """The line around what lies above a level, in pixels of a picture of this size."""
    width, height = _bounded(size)
    inside = (enlarged(plane, width, height) >= level).astype(np.uint8)
    lines, _ = cv2.findContours(inside, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    across, down = size[0] / width, size[1] / height
    path = QPainterPath()
    for line in lines:
        if len(line) > 2:
            path.addPolygon(QPolygonF([QPointF(x * across, y * down) for x, y in line[:, 0].tolist()]))
            path.closeSubpath()
    return path


def paint_contour(painter: QPainter, path: QPainterPath, place: QRect) -> None:
    painter.save()
    painter.translate(place.topLeft())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(EDGE, 3.0), QPen(INK, 1.2)):
        painter.setPen(pen)
        painter.drawPath(path)
    painter.restore()


def paint_box(painter: QPainter, box: Box, place: QRect, colour: QColor, dashed: bool = False) -> None:
    area = QRectF(place.left() + box.left * place.width(), place.top() + box.top * place.height(),
                  (box.right - box.left) * place.width(), (box.bottom - box.top) * place.height())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(EDGE, 4.0))
    painter.drawRect(area)
    painter.setPen(QPen(colour, 2.0, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
    painter.drawRect(area)


def paint_peak(painter: QPainter, reading: Reading, place: QRect, abstains: bool) -> None:
    """A cross where the map is highest; an open circle where the model is not sure enough to say so."""
    at = QPointF(place.left() + reading.peak[0] * place.width(), place.top() + reading.peak[1] * place.height())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(EDGE, 4.0), QPen(INK, 1.8)):
        painter.setPen(pen)
        if abstains:
            painter.drawEllipse(at, CROSS_PX, CROSS_PX)
        else:
            painter.drawLine(at - QPointF(CROSS_PX, 0), at + QPointF(CROSS_PX, 0))
            painter.drawLine(at - QPointF(0, CROSS_PX), at + QPointF(0, CROSS_PX))


def paint_mark(painter: QPainter, mark: tuple[float, float], place: QRect) -> None:
    """The place that was clicked, whose values are drawn over time."""
    at = QPointF(place.left() + mark[0] * place.width(), place.top() + mark[1] * place.height())
    painter.setBrush(QColor(colours().accent))
    painter.setPen(QPen(EDGE, 2.0))
    painter.drawEllipse(at, 4.5, 4.5)


def paint_title(painter: QPainter, text: str, place: QRect, below: bool = False) -> None:
    """Over the upper or the lower edge of the picture, as much as there is room for."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 12)
    height = metrics.height() + 4
    strip = QRectF(place.left(), place.bottom() + 1 - height if below else place.top(),
                   metrics.horizontalAdvance(shown) + 12, height)
    painter.fillRect(strip, QColor(0, 0, 0, 150))
    painter.setPen(INK)
    painter.drawText(strip.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _bounded(size: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, MOST_PX / max(*size, 1))
    return max(2, round(size[0] * share)), max(2, round(size[1] * share))


def _image(rgb: NDArray[np.uint8], alpha: Plane) -> QImage:
    rows, columns = rgb.shape[:2]
    filled = np.empty((rows, columns, 4), np.uint8)
    filled[..., :3] = rgb
    filled[..., 3] = np.rint(np.clip(alpha, 0.0, 1.0) * 255)
    return QImage(filled.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
