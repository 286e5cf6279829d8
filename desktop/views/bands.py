"""Events that have a frequency band, as boxes on the spectrogram: those in view, and the one at a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.domain import Event, Selection, Verdict
from desktop import labelling
from desktop.event_columns import VERDICTS, EventColumns, columns_of
from desktop.pane import PaneState
from desktop.theme import label_colour
from desktop.views.axis import TimeAxis
from desktop.views.drags import AdjustDrag, Grip
from desktop.views.plot import TimePlot

MOST_BOXES = 1000  # more than these at once are a haze in which nothing can be told apart
MOST_EDGED = 200
NEAR_PX = 3.0
DIMMED = 0.4
Floats = NDArray[np.float64]
_REJECTED = VERDICTS.index(Verdict.REJECTED)


class BoxDrag(AdjustDrag):
    """Moves or stretches an event by its box. One drag is one step of undo."""

    def __init__(self, view: TimePlot, point: QPointF, grip: Grip, number: int, event: Event) -> None:
        super().__init__(
            view, point, grip, Selection(event.onset_s, event.offset_s, event.low_hz, event.high_hz)
        )
        self._number = number
        self._edit = labelling.begin_drag(view.pane)

    def put(self, shape: Selection) -> None:
        labelling.reshape(self._view.pane, self._number, shape, self._edit)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        labelling.end_drag(self._view.pane, self._edit)

    def cancel(self) -> None:
        self._view.pane.give_up_edit(self._edit)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes in widget coordinates as columns, the longest first so that short ones lie on top."""

    numbers: NDArray[np.int64]
    left: Floats
    top: Floats
    right: Floats
    bottom: Floats
    labels: list[str]
    rejected: NDArray[np.bool_]

    def area(self, place: int) -> QRectF:
        size = self.right[place] - self.left[place], self.bottom[place] - self.top[place]
        return QRectF(float(self.left[place]), float(self.top[place]), *map(float, size))

    def at(self, point: QPointF) -> int | None:
        """The number of the smallest box at a point."""
        across = (self.left - NEAR_PX <= point.x()) & (point.x() <= self.right + NEAR_PX)
        hit = np.flatnonzero(
            across & (self.top - NEAR_PX <= point.y()) & (point.y() <= self.bottom + NEAR_PX)
        )
        if not len(hit):
            return None
        size = (self.right[hit] - self.left[hit]) * (self.bottom[hit] - self.top[hit])
        return int(self.numbers[hit[np.argmin(size)]])


def boxes_in_view(pane: PaneState, axis: TimeAxis, y: Callable[[Floats], Floats]) -> Boxes:
    """The boxes that the plot shows, at most `MOST_BOXES` of them."""
    events = columns_of(pane)
    inside = (events.offset_s >= axis.start_s) & (events.onset_s <= axis.end_s)
    rows = np.flatnonzero(inside & np.isfinite(events.low_hz) & np.isfinite(events.high_hz))
    longest_first = np.argsort(events.onset_s[rows] - events.offset_s[rows], kind="stable")
    return _boxes(events, rows[longest_first][:MOST_BOXES], axis, y)


def box_of(pane: PaneState, number: int, axis: TimeAxis, y: Callable[[Floats], Floats]) -> QRectF | None:
    """The box of one event, if it has a band."""
    event = pane.annotations.events.get(number)
    if event is None or event.low_hz is None or event.high_hz is None:
        return None
    events = columns_of(pane)
    return _boxes(events, events.rows_of([number]), axis, y).area(0)


def _boxes(
    events: EventColumns, rows: NDArray[np.int64], axis: TimeAxis, y: Callable[[Floats], Floats]
) -> Boxes:
    left, right = (
        axis.left + (times[rows] * axis.pixels_per_s - axis.first_px) / axis.ratio
        for times in (events.onset_s, events.offset_s)
    )
    top, bottom = y(events.high_hz[rows]), y(events.low_hz[rows])
    labels = [events.labels.texts[code] for code in events.label[rows]]
    rejected = events.verdict[rows] == _REJECTED
    return Boxes(
        events.ids[rows],
        left,
        top,
        np.maximum(right, left + 1),
        np.maximum(bottom, top + 1),
        labels,
        rejected,
    )


def paint_boxes(painter: QPainter, boxes: Boxes, picked: frozenset[int], plot: QRect) -> None:
    """Thin frames in the label's colour, on a dark edge where there are few, so that they show on any colours."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Frames that leave the plot end just outside it: a vector figure cannot clip them.
    bounds = QRectF(plot).adjusted(-4, -4, 4, 4)
    areas = [boxes.area(place).intersected(bounds) for place in range(len(boxes.numbers))]
    groups: dict[tuple[str, bool, bool], list[QRectF]] = {}
    for area, label, dim, number in zip(
        areas, boxes.labels, boxes.rejected.tolist(), boxes.numbers.tolist(), strict=True
    ):
        groups.setdefault((label, dim, number in picked), []).append(area)
    for (label, dim, thick), members in groups.items():
        painter.setOpacity(DIMMED if dim else 1.0)
        width = 3.0 if thick else 1.0
        if len(areas) <= MOST_EDGED:
            painter.setPen(QPen(QColor(0, 0, 0, 150), width + 2))
            painter.drawRects(members)
        painter.setPen(QPen(label_colour(label), width))
        painter.drawRects(members)
    metrics = QFontMetricsF(painter.font())
    wide = np.flatnonzero((boxes.right - boxes.left > 20) & (boxes.bottom - boxes.top > metrics.height()))
    for place in wide[:MOST_EDGED]:
        painter.setOpacity(DIMMED if boxes.rejected[place] else 1.0)
        _paint_tag(painter, metrics, areas[place], boxes.labels[place], plot)
    painter.setOpacity(1.0)


def _paint_tag(painter: QPainter, metrics: QFontMetricsF, area: QRectF, label: str, plot: QRect) -> None:
    """The label on a ground of its own colour inside the upper left corner, if it fits."""
    left = max(area.left(), plot.left())
    tag = QRectF(left, max(area.top(), plot.top()), metrics.horizontalAdvance(label) + 8, metrics.height())
    if tag.right() > area.right() or tag.bottom() > area.bottom():
        return
    painter.fillRect(tag, label_colour(label))
    painter.setPen(QColor(Qt.GlobalColor.black))
    painter.drawText(QPointF(tag.left() + 4, tag.top() + metrics.ascent()), label)
