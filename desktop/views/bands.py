"""Events that have a frequency band, as boxes on the spectrogram: those in view, and the one at a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.domain import Verdict
from desktop.event_columns import VERDICTS, columns_of
from desktop.pane import PaneState
from desktop.theme import label_colour
from desktop.views.axis import TimeAxis

MOST_BOXES = 2000  # more than these at once are a haze in which nothing can be told apart
NEAR_PX = 3.0
DIMMED_ALPHA = 90
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


def paint_boxes(painter: QPainter, boxes: list[BandBox], picked: frozenset[int]) -> None:
    """Thin frames in the label's colour on a dark edge, so that they show on any colour map."""
    metrics = QFontMetricsF(painter.font())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in boxes:
        colour = label_colour(box.label)
        shade = QColor(0, 0, 0, 150)
        if box.rejected:
            colour.setAlpha(DIMMED_ALPHA)
            shade.setAlpha(DIMMED_ALPHA // 2)
        width = 3.0 if box.number in picked else 1.0
        painter.setPen(QPen(shade, width + 2))
        painter.drawRect(box.area)
        painter.setPen(QPen(colour, width))
        painter.drawRect(box.area)
        least = QSizeF(metrics.horizontalAdvance(box.label) + 8, metrics.height())
        if box.area.size().expandedTo(least) == box.area.size():
            at = QPointF(max(box.area.left(), 0.0) + 4, box.area.top() + metrics.ascent() + 2)
            painter.setPen(shade)
            painter.drawText(at + QPointF(1, 1), box.label)
            painter.setPen(colour)
            painter.drawText(at, box.label)
