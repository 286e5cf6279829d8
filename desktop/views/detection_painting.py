"""How lanes of detections look: curves as pictures, and bars whose shape as well as colour says true, false or missed.

A true event is solid, a false one hatched, a missed one a dashed outline; where they are too narrow for that, a false
one is half as high and a missed one hollow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from desktop.theme import colours
from desktop.views.axis import TimeAxis
from desktop.views.detection_layout import BAR_PX, CURVE_PX, BarRow, ClassBand, Kind

LINE_PX = 1.3
DASHES_PX = (0, 7, 3, 11)  # of the lines of the first run, the second …; 0: unbroken
NARROW_PX = 5.0
JOINED_FROM = 40  # events of a kind that are seen in a row
KINDS = tuple(Kind)
LIGHT_ALPHA, STRONG_ALPHA = 45, 95
Envelope = tuple[NDArray[np.float32], NDArray[np.float32]]
Line = tuple[int, Envelope, QColor]  # the place of the run, what is on each pixel, its colour


def curve_image(axis: TimeAxis, lines: Sequence[Line]) -> QImage:
    """All curves of a class. The first is filled: to its lowest score strongly, to its highest lightly."""
    rows, width = round(CURVE_PX * axis.ratio), axis.width_px
    at = np.arange(rows, dtype=np.uint8)[:, None]  # of bytes a processor compares most at once
    places = np.zeros((rows, width), np.uint8)
    palette = [0]
    for number, (run_place, (low, high), colour) in enumerate(lines):
        top, bottom = _rows(high, rows), _rows(low, rows)
        if number == 0:
            np.greater_equal(at, top, out=places.view(np.bool_))
            places += (at >= bottom).view(np.uint8)
            palette += [_with_alpha(colour, LIGHT_ALPHA), _with_alpha(colour, STRONG_ALPHA)]
        end = _line_end(top, rows, max(1, round(LINE_PX * axis.ratio)))
        dash = DASHES_PX[run_place % len(DASHES_PX)] * axis.ratio
        if dash:
            off = (np.arange(axis.first_px, axis.first_px + width) % round(dash)) >= round(dash * 0.6)
            top = np.where(off, np.uint8(rows), top)
        line = at >= top
        line &= at <= end
        np.copyto(places, len(palette), where=line)
        palette.append(colour.rgba())
    image = QImage(places.data, width, rows, width, QImage.Format.Format_Indexed8)
    image.setColorTable(palette)
    made = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(axis.ratio)
    return made


def paint_outlines(painter: QPainter, axis: TimeAxis, band: ClassBand, lines: Sequence[Line]) -> None:
    """The same as shapes, for figures that stay sharp at any size."""
    for number, (run_place, (low, high), colour) in enumerate(lines):
        known = np.flatnonzero(np.isfinite(high))
        if not len(known):
            continue
        x = (axis.left + (known + 0.5) / axis.ratio).tolist()
        points = [QPointF(px, band.y_of(score)) for px, score in zip(x, high[known].tolist(), strict=True)]
        if number == 0:
            for scores, alpha in ((high, LIGHT_ALPHA), (low, STRONG_ALPHA)):
                fill = QColor(colour)
                fill.setAlpha(alpha)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                edge = [QPointF(px, band.y_of(score)) for px, score in zip(x, scores[known].tolist(), strict=True)]
                ends = [QPointF(x[-1], band.y_of(0.0)), QPointF(x[0], band.y_of(0.0))]
                painter.drawPolygon(QPolygonF([*edge, *ends]))
        dash = DASHES_PX[run_place % len(DASHES_PX)]
        pen = QPen(colour, LINE_PX)
        if dash:
            pen.setDashPattern([dash * 0.6 / LINE_PX, dash * 0.4 / LINE_PX])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))


class RowPainter:
    """Paints the bars of one row; those that fall on the same pixels become one."""

    def __init__(self, painter: QPainter, axis: TimeAxis) -> None:
        self._painter, self._axis = painter, axis

    def paint(self, row: BarRow, top: float, colour: QColor) -> None:
        axis = self._axis
        seen = np.flatnonzero((row.onset_s <= axis.end_s) & (row.offset_s >= axis.start_s))
        kinds = row.kind[seen]
        for kind in KINDS:
            chosen = seen[kinds == kind]
            if len(chosen):
                left, right = self._pixels(row.onset_s[chosen], row.offset_s[chosen])
                rects = [self._rect(*edges, top) for edges in zip(left.tolist(), right.tolist(), strict=True)]
                self._paint_kind(kind, rects, colour)

    def rect_of(self, onset_s: float, offset_s: float, top: float) -> QRectF:
        left, right = self._pixels(np.array([onset_s]), np.array([offset_s]))
        return self._rect(int(left[0]), int(right[0]), top)

    def _pixels(self, onset_s: NDArray[np.float64], offset_s: NDArray[np.float64]
                ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Whole device pixels, two at least; neighbours that touch on the screen but are narrow are joined."""
        axis = self._axis
        least, most = -64, axis.width_px + 64
        left = np.clip(np.rint(onset_s * axis.pixels_per_s - axis.first_px), least, most).astype(np.int64)
        right = np.clip(np.rint(offset_s * axis.pixels_per_s - axis.first_px), least, most).astype(np.int64)
        right = np.maximum(right, left + 2)
        if len(left) < JOINED_FROM:
            return left, right
        parted = np.append(True, left[1:] > np.maximum.accumulate(right)[:-1])
        return left[parted], np.maximum.reduceat(right, np.flatnonzero(parted))

    def _rect(self, left: int, right: int, top: float) -> QRectF:
        ratio = self._axis.ratio
        return QRectF(self._axis.left + left / ratio, top + 1, (right - left) / ratio, BAR_PX - 3)

    def _paint_kind(self, kind: Kind, rects: list[QRectF], colour: QColor) -> None:
        tone, painter = colours(), self._painter
        narrow = [rect for rect in rects if rect.width() < NARROW_PX]
        wide = [rect for rect in rects if rect.width() >= NARROW_PX]
        if kind in (Kind.PLAIN, Kind.TRUE):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour if kind is Kind.PLAIN else QColor(tone.good))
            painter.drawRects(rects)
        elif kind is Kind.FALSE:
            edge = QColor(tone.bad)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(edge)
            painter.drawRects([rect.adjusted(0, rect.height() / 2, 0, 0) for rect in narrow])
            painter.setPen(QPen(edge, 1))
            painter.setBrush(QBrush(edge, Qt.BrushStyle.BDiagPattern))
            painter.drawRects([_inside(rect) for rect in wide])
        elif kind is Kind.FOUND:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.muted))
            painter.drawRects([rect.adjusted(0, 3, 0, -2) for rect in rects])
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = QPen(QColor(tone.bad), 1)
            painter.setPen(pen)
            painter.drawRects([_inside(rect) for rect in narrow])
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawRects([_inside(rect) for rect in wide])


def _inside(rect: QRectF) -> QRectF:
    return rect.adjusted(0.5, 0.5, -0.5, -0.5)


def _rows(scores: NDArray[np.float32], rows: int) -> NDArray[np.uint8]:
    """From the top; below the picture where nothing is known."""
    places = np.rint((1 - np.nan_to_num(scores, nan=-1.0)) * (rows - 1))
    return np.clip(places, 0, rows).astype(np.uint8)


def _line_end(top: NDArray[np.uint8], rows: int, thick: int) -> NDArray[np.uint8]:
    """The line goes down to its lower neighbours, so that it has no holes where it rises or falls."""
    known = np.where(top < rows, top, np.uint8(0))
    end = top.copy()
    end[1:] = np.maximum(end[1:], known[:-1])
    end[:-1] = np.maximum(end[:-1], known[1:])
    lowest: NDArray[np.uint8] = np.maximum(end, top + np.uint8(thick - 1))
    return lowest


def _with_alpha(colour: QColor, alpha: int) -> int:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made.rgba()
