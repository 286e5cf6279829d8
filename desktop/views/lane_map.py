"""What stands where over the lanes at this moment: from a point to an event, and from an event to its bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.views.axis import TimeAxis
from desktop.views.lane_painting import LANE_GAP_PX, SUBROW_PX, LaneBand, bar_rect

GRAB_PX = 5.0
_LOOKED_AT = 200  # of the events under one pixel


@dataclass(frozen=True, slots=True)
class LaneMap:
    bands: list[LaneBand]
    axis: TimeAxis

    def band_at(self, y: float) -> LaneBand | None:
        return next((band for band in self.bands if band.top <= y < band.top + band.height), None)

    def nearest_row(self, y: float) -> str | None:
        """The lane or label whose row is at a height; above and below, the first and the last."""
        if not self.bands:
            return None
        found = next((band for band in self.bands if y < band.top + band.height), self.bands[-1])
        return found.lane.name

    def event_at(self, point: QPointF, picked: frozenset[int]) -> tuple[int, int] | None:
        """The event at a point and what of it is there: -1 its onset, 1 its offset, 0 its body."""
        band = self.band_at(point.y())
        if band is None:
            return None
        lane = band.lane
        near = lane.touching(self.axis.time(point.x() - GRAB_PX), self.axis.time(point.x() + GRAB_PX))
        near = near[lane.subrow[near] == band.subrow_at(point.y())]
        rects = {place: bar_rect(band, place, self.axis) for place in near[-_LOOKED_AT:].tolist()}
        if not rects:
            return None
        best = min(rects, key=lambda p: (_distance(rects[p], point.x()), int(lane.ids[p]) not in picked, -p))
        return int(lane.ids[best]), _edge(rects[best], point.x())

    def ids_in(self, area: QRectF) -> list[int]:
        """The events whose bars a rectangle touches."""
        ids: list[int] = []
        for band in self.bands:
            if band.top >= area.bottom() or band.top + band.height <= area.top():
                continue
            lane = band.lane
            places = lane.touching(self.axis.time(area.left()), self.axis.time(area.right()))
            first, last = band.subrow_at(area.top()), band.subrow_at(area.bottom())
            inside = (lane.subrow[places] >= first) & (lane.subrow[places] <= last)
            ids += lane.ids[places[inside]].tolist()
        return ids

    def bar_of(self, number: int) -> QRectF | None:
        """The bar of an event, wherever it is; None if there is no such event."""
        for band in self.bands:
            place = band.lane.place_of(number)
            if place is not None:
                return bar_rect(band, place, self.axis)
        return None

    def name_of_row(self, name: str) -> QRectF | None:
        """Where the name of a row stands, left of the plot."""
        for band in self.bands:
            if band.lane.name == name:
                return QRectF(2, band.top, self.axis.left - 4, SUBROW_PX + LANE_GAP_PX)
        return None


def _distance(rect: QRectF, x: float) -> float:
    return max(rect.left() - x, x - rect.right(), 0.0)


def _edge(rect: QRectF, x: float) -> int:
    """Which edge of a bar is held at x. A narrow bar keeps a third of itself to be moved by."""
    inside = min(GRAB_PX, rect.width() / 3)
    if x < rect.left() + inside:
        return -1
    return 1 if x > rect.right() - inside else 0
