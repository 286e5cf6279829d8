"""What a drag does over the lanes: make an event, move events, stretch one, or pick those in a rectangle."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from core.domain import Event, Selection
from desktop import labelling
from desktop.views.drags import CLICK_PX
from desktop.views.lane_layout import Grouping

if TYPE_CHECKING:
    from desktop.views.lanes import LabelLanes

SNAP_PX = 6.0
_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class _LaneDrag(ABC):
    """What all of them share: the first pixels do nothing, so that a click stays a click."""

    scrolls = True

    def __init__(self, view: LabelLanes, point: QPointF) -> None:
        self._view = view
        self._pane = view.pane
        self._from = point
        self._from_s = view.clip_time(view.axis().time(point.x()))
        self._drag = labelling.begin_drag(view.pane)
        self._moved = False
        self._origins_s: tuple[float, ...] = ()

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        away = point - self._from
        self._moved = self._moved or max(abs(away.x()), abs(away.y())) >= CLICK_PX
        if self._moved:
            self._go(point, keys)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        if self._moved:
            labelling.end_drag(self._pane, self._drag)

    def cancel(self) -> None:
        self._pane.give_up_edit(self._drag)

    @abstractmethod
    def _go(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        """The mouse has left the place of the press and is at `point` now."""

    def _snapped(self, time_s: float, keys: Qt.KeyboardModifier, moved: Iterable[int]) -> float:
        """Alt lets go of the snapping."""
        if not self._view.snapping or keys & Qt.KeyboardModifier.AltModifier:
            return time_s
        tolerance = self._view.axis().seconds(SNAP_PX)
        edges_s = self._view.edges_near(time_s, tolerance, moved)
        return labelling.snapped(self._pane, time_s, tolerance, edges_s, self._origins_s)


class MakeDrag(_LaneDrag):
    """Over an empty stretch: a new event between press and release, and its name is asked for at once."""

    def __init__(self, view: LabelLanes, point: QPointF, lane: str, label: str) -> None:
        super().__init__(view, point)
        self._lane, self._label = lane, label
        self._picked = view.pane.picked
        self._made: int | None = None

    def _go(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        moved = () if self._made is None else (self._made,)
        anchor = self._snapped(self._from_s, keys, moved)
        time_s = self._snapped(self._view.clip_time(self._view.axis().time(point.x())), keys, moved)
        if anchor == time_s:  # both drawn to one edge
            anchor, time_s = self._from_s, self._view.clip_time(self._view.axis().time(point.x()))
        start, end = sorted((anchor, time_s))
        last = self._pane.last_label
        self._made = labelling.make(self._pane, Event(self._label, start, end, lane=self._lane), self._drag)
        self._pane.last_label = last  # not before the person has named it

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        if self._made is None:
            self._pane.pick(())
            self._view.click(point, keys)
        else:
            made = self._pane.annotations.events[self._made]
            self._pane.select(Selection(made.onset_s, made.offset_s))
            self._view.edit_event(self._made, self._drag)

    def cancel(self) -> None:
        super().cancel()
        self._pane.pick(self._picked)


class MoveDrag(_LaneDrag):
    """On a bar: moves what is picked in time, and to the lane under the mouse. A click goes to the event."""

    def __init__(self, view: LabelLanes, point: QPointF, number: int, keys: Qt.KeyboardModifier) -> None:
        super().__init__(view, point)
        self._number = number
        self._was_picked = number in view.pane.picked
        self._picked_before = view.pane.picked
        if not self._was_picked:
            view.pane.pick([*view.pane.picked, number] if keys & _ADDS else [number])
        event = view.pane.annotations.events[number]
        self._origins_s = event.onset_s, event.offset_s
        self._row = view.map().nearest_row(point.y())

    def _go(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        held = self._drag.base.events[self._number]
        by_s = self._view.axis().time(point.x()) - self._from_s
        picked = self._pane.picked
        for edge in (held.onset_s, held.offset_s):
            snapped = self._snapped(edge + by_s, keys, picked) - edge
            if snapped != by_s:
                by_s = snapped
                break
        row = self._view.map().nearest_row(point.y())
        target = row if row != self._row else None
        if target is not None:
            self._view.show_row(target)
        by_lane = self._view.grouping is Grouping.LANE
        labelling.move(
            self._pane, picked, by_s, drag=self._drag,
            lane=target if by_lane else None, label=None if by_lane else target,
        )

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        super().finish(point, keys)
        if self._moved:
            return
        if not keys & _ADDS:
            self._view.activate_event(self._number)
        elif self._was_picked:
            self._pane.pick(self._pane.picked - {self._number})

    def cancel(self) -> None:
        super().cancel()
        self._pane.pick(self._picked_before)


class StretchDrag(_LaneDrag):
    """On an edge of a bar: moves that edge. It stops before the other one."""

    def __init__(
        self, view: LabelLanes, point: QPointF, number: int, edge: int, keys: Qt.KeyboardModifier
    ) -> None:
        super().__init__(view, point)
        self._number, self._edge = number, edge
        event = view.pane.annotations.events[number]
        self._origins_s = event.onset_s, event.offset_s
        self._offset_s = (event.onset_s if edge < 0 else event.offset_s) - self._from_s
        if number not in view.pane.picked:
            view.pane.pick([*view.pane.picked, number] if keys & _ADDS else [number])

    def _go(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        time_s = self._view.axis().time(point.x()) + self._offset_s
        time_s = self._snapped(self._view.clip_time(time_s), keys, (self._number,))
        if self._edge < 0:
            labelling.stretch(self._pane, self._number, onset_s=time_s, drag=self._drag)
        else:
            labelling.stretch(self._pane, self._number, offset_s=time_s, drag=self._drag)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        super().finish(point, keys)
        if not self._moved and not keys & _ADDS:
            self._view.activate_event(self._number)


class PickDrag(_LaneDrag):
    """With Shift or Ctrl over an empty stretch: picks all events that a rectangle touches."""

    def __init__(self, view: LabelLanes, point: QPointF) -> None:
        super().__init__(view, point)
        self._before = view.pane.picked
        self._from_y = point.y() + view.scrolled_px

    def _go(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        x = self._view.axis().x(self._from_s)
        corner = QPointF(x, self._from_y - self._view.scrolled_px)
        area = QRectF(corner, point).normalized()
        self._view.show_rubber_band(area)
        self._pane.pick([*self._before, *self._view.map().ids_in(area)])

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        self._view.show_rubber_band(None)

    def cancel(self) -> None:
        self._view.show_rubber_band(None)
        self._pane.pick(self._before)
