"""The label lanes: events as bars on the time axis of the other views, made and moved with the mouse."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollBar, QToolTip, QWidget

from core.domain import Event, Selection
from desktop import labelling, reviewing
from desktop.event_columns import columns_of
from desktop.event_wording import event_lines
from desktop.pane import PaneState
from desktop.theme import colours
from desktop.views.drags import Drag
from desktop.views.lane_layout import Grouping, LaneLayout
from desktop.views.lane_map import LaneMap
from desktop.views.lane_menu import LaneMenu
from desktop.views.lane_mouse import MakeDrag, MoveDrag, PickDrag, StretchDrag
from desktop.views.lane_naming import LaneNaming
from desktop.views.lane_painting import LANE_GAP_PX, SUBROW_PX, BarPainter, LaneBand
from desktop.views.plot import TimePlot

ROWS_PER_WHEEL_STEP = 2
NAME_PAD_PX = 6
SELECTION_ALPHA = 35
_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class LabelLanes(TimePlot):
    """One row per lane, or per label. Rows that do not fit are reached by the wheel."""

    play_requested = Signal(float, float, object)  # start, end, (low_hz, high_hz) or None
    export_requested = Signal(object)  # frozenset of event numbers, to be written as sound files
    said = Signal(str)  # a sentence for the status line

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.ruler_shown = False
        self.snapping = True
        self.naming = LaneNaming(self)
        self._layout = LaneLayout()
        self._rubber_band: QRectF | None = None
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(lambda _: self.refresh())
        self.retranslate()
        self.follow_signal(pane.annotations_changed, lambda _: self._sync())
        self.follow_signal(pane.picked_changed, self._follow_picked)
        self._sync()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Label lanes"))
        self._bar.setAccessibleName(self.tr("Scroll the lanes"))

    # ---- what is shown -------------------------------------------------------------------------------------

    @property
    def grouping(self) -> Grouping:
        return self._layout.grouping

    def set_grouping(self, grouping: Grouping) -> None:
        self._layout.regroup(grouping)
        self._sync()

    def set_snapping(self, on: bool) -> None:
        self.snapping = on

    @property
    def scrolled_px(self) -> int:
        return self._bar.value()

    def bands(self) -> list[LaneBand]:
        """All lanes from the top, with where they stand now."""
        top = float(self.plot_rect().top() - self.scrolled_px)
        bands = []
        for lane in self._layout.lanes:
            bands.append(LaneBand(lane, top))
            top += bands[-1].height
        return bands

    def _sync(self) -> None:
        self._layout.sync(columns_of(self.pane), self.pane.annotations)
        self._fit_bar()
        self.refresh()

    def _fit_bar(self) -> None:
        plot = self.plot_rect()
        total = sum(LaneBand(lane, 0.0).height for lane in self._layout.lanes)
        self._bar.setRange(0, max(0, round(total) - plot.height()))
        self._bar.setPageStep(plot.height())
        self._bar.setSingleStep(SUBROW_PX)
        self._bar.setGeometry(plot.right() + 4, plot.top(), 12, plot.height())
        self._bar.setVisible(self._bar.maximum() > 0)

    def refresh_plot(self) -> None:
        super().refresh_plot()
        self.naming.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def close_view(self) -> None:
        self.naming.close()
        super().close_view()

    # ---- painting ------------------------------------------------------------------------------------------

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        tone, axis = colours(), self.axis()
        grid = QColor(tone.grid)
        painter.setPen(QPen(grid, 1))
        for tick in self.time_marks():
            if tick.text:
                x = round(axis.x(tick.position)) + 0.5
                painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 1))
        labels = columns_of(self.pane).labels.texts
        bars = BarPainter(painter, axis, labels, self.pane.annotations.events, self.pane.picked)
        for band in self._visible_bands(plot):
            painter.setPen(QPen(grid, 1))
            y = round(band.top + band.height) - 0.5
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 1, y))
            bars.paint(band)

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        tone = colours()
        painter.save()
        painter.setClipRect(QRect(0, plot.top(), plot.left(), plot.height()))
        for band in self._visible_bands(plot):
            active = self.grouping is Grouping.LANE and band.lane.name == self.pane.active_lane
            font = self.axis_font()
            font.setBold(active)
            painter.setFont(font)
            painter.setPen(QColor(tone.text if active else tone.muted))
            room = plot.left() - 2 * NAME_PAD_PX
            text = QFontMetricsF(font).elidedText(band.lane.name, Qt.TextElideMode.ElideRight, room)
            height = SUBROW_PX + LANE_GAP_PX
            top = min(max(band.top, plot.top()), band.top + band.height - height)  # stays while its lane is seen
            area = QRectF(NAME_PAD_PX, top, room, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            if active and not self.in_figure:
                painter.fillRect(QRectF(0, band.top + 2, 3, band.height - 4), QColor(tone.accent))
        painter.restore()

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        super().paint_over(painter, plot)
        tone = colours()
        if not self.pane.annotations.events and self.naming.editor is None and not self.in_figure:
            hint = self.tr("Drag here, or select and press Ctrl+B, to make a label.")
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.fillRect(painter.boundingRect(plot, flags, hint), QColor(tone.background))
            painter.setPen(QColor(tone.muted))
            painter.drawText(plot, flags, hint)
        if self._rubber_band is not None:
            painter.setPen(QPen(QColor(tone.accent), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._rubber_band)

    def paint_selection(self, painter: QPainter) -> None:
        """Fainter than elsewhere, so that labels stay readable, and without handles: here a drag makes labels."""
        area = self.selection_rect()
        if area is not None:
            edge = QColor(colours().selection)
            painter.setPen(QPen(edge, 1))
            edge.setAlpha(SELECTION_ALPHA)
            painter.setBrush(edge)
            painter.drawRect(area)

    def show_rubber_band(self, area: QRectF | None) -> None:
        self._rubber_band = area
        self.update()

    def _visible_bands(self, plot: QRect) -> list[LaneBand]:
        return [b for b in self.bands() if b.top + b.height > plot.top() and b.top <= plot.bottom()]

    # ---- where things are ----------------------------------------------------------------------------------

    def map(self) -> LaneMap:
        return LaneMap(self.bands(), self.axis())

    def event_at(self, point: QPointF) -> tuple[int, int] | None:
        return self.map().event_at(point, self.pane.picked)

    def edges_near(self, time_s: float, tolerance_s: float, but: Iterable[int]) -> list[float]:
        """Onsets and offsets around a time, for snapping; not those of the events that are being moved."""
        left_out = np.fromiter(but, np.int64)
        edges: list[float] = []
        for lane in self._layout.lanes:
            near = lane.touching(time_s - tolerance_s, time_s + tolerance_s)
            near = near[~np.isin(lane.ids[near], left_out)]
            edges += [*lane.onset_s[near].tolist(), *lane.offset_s[near].tolist()]
        return edges

    def show_event(self, number: int) -> None:
        """Scroll in time and among the rows until an event is seen."""
        event = self.pane.annotations.events[number]
        self.pane.reveal(event.onset_s, event.offset_s)
        self._scroll_to_event(number)

    def show_row(self, name: str) -> None:
        self._scroll_into_view(self.map().name_of_row(name))

    def _scroll_to_event(self, number: int) -> None:
        bar = self.map().bar_of(number)
        self._scroll_into_view(bar and bar.adjusted(0, -LANE_GAP_PX, 0, LANE_GAP_PX))

    def _scroll_into_view(self, area: QRectF | None) -> None:
        plot = QRectF(self.plot_rect())
        if area is not None and area.top() < plot.top():
            self._bar.setValue(round(self._bar.value() + area.top() - plot.top()))
        elif area is not None and area.bottom() > plot.bottom():
            self._bar.setValue(round(self._bar.value() + area.bottom() - plot.bottom()))

    def _follow_picked(self, picked: frozenset[int]) -> None:
        if len(picked) == 1:
            (number,) = picked
            self.setAccessibleDescription(", ".join(event_lines(self.pane.annotations.events[number])))
            if self._drag is None:
                self._scroll_to_event(number)
        else:
            self.setAccessibleDescription(self.tr("{} events picked").format(len(picked)))
        self.refresh_plot()

    # ---- what one can do -----------------------------------------------------------------------------------

    def edit_event(self, number: int, drag: labelling.Drag | None = None) -> None:
        self.naming.edit_events([number], drag)

    def edit_picked(self) -> None:
        """Type one label for all that is picked."""
        events = self.pane.annotations.events
        ids = sorted(self.pane.picked, key=lambda n: events[n].onset_s)
        if ids:
            self.naming.edit_events(ids)

    def make_label(self) -> None:
        """Make an event of the selection, or at the cursor, and ask for its name: one step of undo."""
        drag = labelling.begin_drag(self.pane)
        number = labelling.make_from_selection(self.pane, drag=drag)
        if number is None:
            number = labelling.make_at_cursor(self.pane, drag=drag)
        self.edit_event(number, drag)

    def activate_event(self, number: int) -> None:
        """Pick an event alone, select its time and band, and put the cursor at its onset."""
        event = self.pane.annotations.events[number]
        self.pane.pick([number])
        self.pane.active_lane = event.lane
        self.pane.select(Selection(event.onset_s, event.offset_s, event.low_hz, event.high_hz))
        self.pane.seek(event.onset_s)

    def play_event(self, number: int) -> None:
        event = self.pane.annotations.events[number]
        self.play_requested.emit(event.onset_s, event.offset_s, _band(event))

    def zoom_to(self, number: int) -> None:
        event = self.pane.annotations.events[number]
        room_s = event.duration_s * 0.25
        self.pane.show(event.onset_s - room_s, event.offset_s + room_s, remember=True)

    def pick_row(self, name: str) -> None:
        lane = next((lane for lane in self._layout.lanes if lane.name == name), None)
        self.pane.pick(lane.ids.tolist() if lane else ())

    # ---- mouse and keys ------------------------------------------------------------------------------------

    def begin_drag(self, point: QPointF, keys: Qt.KeyboardModifier) -> Drag | None:
        row = self.map().nearest_row(point.y())
        if row is None or not self.plot_rect().contains(point.toPoint()):
            self._activate_row(row)
            return None
        found = self.event_at(point)
        if found is not None:
            number, edge = found
            if edge:
                return StretchDrag(self, point, number, edge, keys)
            return MoveDrag(self, point, number, keys)
        if keys & _ADDS:
            return PickDrag(self, point)
        self._activate_row(row)
        if self.grouping is Grouping.LANE:
            return MakeDrag(self, point, row, "")
        return MakeDrag(self, point, labelling.lane_for_new(self.pane), row)

    def _activate_row(self, row: str | None) -> None:
        if self.grouping is Grouping.LANE and row is not None and row != self.pane.active_lane:
            self.pane.active_lane = row
            self.refresh()

    def double_click(self, point: QPointF) -> None:
        found = self.event_at(point)
        if point.x() < self.plot_rect().left():
            band = self.map().band_at(point.y())
            if band is not None:
                self.naming.edit_lane(band.lane.name)
        elif found is not None:
            self.edit_event(found[0])

    def cursor_at(self, point: QPointF, keys: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        if not self.plot_rect().contains(point.toPoint()):
            return None
        found = self.event_at(point)
        if found is None:
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.SizeHorCursor if found[1] else Qt.CursorShape.SizeAllCursor

    def wheel_plain(self, steps: float) -> None:
        if self._bar.maximum():
            self._bar.setValue(round(self._bar.value() - steps * ROWS_PER_WHEEL_STEP * SUBROW_PX))
        else:
            super().wheel_plain(steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._drag is not None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            reviewing.verify_and_next(self.pane)
        elif key == Qt.Key.Key_Delete and not event.modifiers():
            reviewing.reject_and_next(self.pane)
        elif key == Qt.Key.Key_F2:
            self.edit_picked()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            moves_events = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._step_row(-1 if key == Qt.Key.Key_Up else 1, moves_events)
        else:
            super().keyPressEvent(event)

    def _step_row(self, way: int, moves_events: bool) -> None:
        """Up and down go from lane to lane, where new labels go; with Alt the picked events go along."""
        names = [lane.name for lane in self._layout.lanes]
        if self.grouping is not Grouping.LANE or not names:
            return
        here = self.pane.active_lane
        if moves_events and self.pane.picked:
            here = self.pane.annotations.events[min(self.pane.picked)].lane
        place = names.index(here) + way if here in names else 0
        target = names[min(max(place, 0), len(names) - 1)]
        if moves_events:
            labelling.to_lane(self.pane, self.pane.picked, target)
        self._activate_row(target)
        self.show_row(target)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip_at(QPointF(event.pos())), self)
            return True
        if self._drag is not None and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # Esc ends the drag before it is a shortcut of the window
            return True
        return super().event(event)

    def _tip_at(self, point: QPointF) -> str:
        band = self.map().band_at(point.y())
        if band is None:
            return ""
        if point.x() < self.plot_rect().left():
            return self.tr("{}\n{} events").format(band.lane.name, len(band.lane.ids))
        found = self.event_at(point)
        return "\n".join(event_lines(self.pane.annotations.events[found[0]])) if found else ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = QPointF(event.pos())
        found = self.event_at(point)
        number = found[0] if found else None
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.pane.picked:
            number = min(self.pane.picked)
        band = self.map().band_at(point.y())
        if number is not None:
            if number not in self.pane.picked:
                self.pane.pick([number])
            menu = LaneMenu(self).for_event(number)
        elif band is not None and point.x() < self.plot_rect().left():
            menu = LaneMenu(self).for_lane(band.lane.name)
        else:
            menu = LaneMenu(self).for_empty_stretch()
        menu.popup(event.globalPos())


def _band(event: Event) -> tuple[float, float] | None:
    if event.low_hz is None or event.high_hz is None:
        return None
    return event.low_hz, event.high_hz
