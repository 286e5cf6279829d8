"""Events that have a frequency band, as boxes on the spectrogram: those in view, and the one at a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.domain import Verdict
from desktop.event_columns import VERDICTS, columns_of
from desktop.pane import PaneState
from desktop.theme import label_colour
from desktop.views.axis import TimeAxis

MOST_BOXES = 2000  # more than these at once are a haze in which nothing can be told apart
NEAR_PX = 3.0
DIMMED = 0.4
_REJECTED = VERDICTS.index(Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class BandBox:
    number: int
    area: QRectF
    label: str
    rejected: bool


def band_boxes(pane: PaneState, axis: TimeAxis, y: Callable[[float], float]) -> list[BandBox]:
    """The boxes in view in widget coordinates, the longest first so that short ones lie on top."""
    events = columns_of(pane)
    rows = np.flatnonzero(
        (events.offset_s >= axis.start_s) & (events.onset_s <= axis.end_s)
        & np.isfinite(events.low_hz) & np.isfinite(events.high_hz)
    )  # fmt: skip
    longest_first = np.argsort(events.onset_s[rows] - events.offset_s[rows], kind="stable")
    boxes = []
    for row in rows[longest_first][:MOST_BOXES]:
        left, right = axis.x(float(events.onset_s[row])), axis.x(float(events.offset_s[row]))
        top, bottom = y(float(events.high_hz[row])), y(float(events.low_hz[row]))
        area = QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))
        label = events.labels.texts[events.label[row]]
        boxes.append(BandBox(int(events.ids[row]), area, label, bool(events.verdict[row] == _REJECTED)))
    return boxes


def box_at(boxes: list[BandBox], point: QPointF) -> int | None:
    """The number of the smallest box at a point."""
    reach = (-NEAR_PX, -NEAR_PX, NEAR_PX, NEAR_PX)
    hit = [box for box in boxes if box.area.adjusted(*reach).contains(point)]
    return min(hit, key=lambda box: box.area.width() * box.area.height()).number if hit else None


def paint_boxes(painter: QPainter, boxes: list[BandBox], picked: frozenset[int], plot: QRect) -> None:
    """Thin frames in the label's colour on a dark edge, so that they show on any colour map."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Frames that leave the plot end just outside it: a vector figure cannot clip them.
    bounds = QRectF(plot).adjusted(-4, -4, 4, 4)
    for box in boxes:
        area = box.area.intersected(bounds)
        width = 3.0 if box.number in picked else 1.0
        painter.setOpacity(DIMMED if box.rejected else 1.0)
        painter.setPen(QPen(QColor(0, 0, 0, 150), width + 2))
        painter.drawRect(area)
        painter.setPen(QPen(label_colour(box.label), width))
        painter.drawRect(area)
        _paint_tag(painter, area, box.label, plot)
    painter.setOpacity(1.0)


def _paint_tag(painter: QPainter, area: QRectF, label: str, plot: QRect) -> None:
    """The label on a ground of its own colour inside the upper left corner, if it fits."""
    metrics = QFontMetricsF(painter.font())
    left = max(area.left(), plot.left())
    tag = QRectF(left, max(area.top(), plot.top()), metrics.horizontalAdvance(label) + 8, metrics.height())
    if tag.right() > area.right() or tag.bottom() > area.bottom():
        return
    painter.fillRect(tag, label_colour(label))
    painter.setPen(QColor(Qt.GlobalColor.black))
    painter.drawText(QPointF(tag.left() + 4, tag.top() + metrics.ascent()), label)
