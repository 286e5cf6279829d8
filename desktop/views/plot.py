"""The base of all views over time: the canvas, and what the mouse and the selection do on it.

A view overrides `begin_drag`, `click`, `hover` and the wheel's hooks to add its own; it changes state only by
the pane's methods.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QNativeGestureEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.domain import Selection
from desktop.pane import PaneState
from desktop.theme import colours
from desktop.views.canvas import LEFT_MARGIN_PX, RIGHT_MARGIN_PX, TOP_MARGIN_PX, TimeCanvas
from desktop.views.drags import GRIP_PX, AdjustDrag, Drag, Grip, PanDrag, SelectDrag
from desktop.views.ruler import RULER_PX

__all__ = ["LEFT_MARGIN_PX", "RIGHT_MARGIN_PX", "RULER_PX", "TOP_MARGIN_PX", "TimePlot"]

ZOOM_PER_STEP = 0.8
PAN_PER_STEP = 0.1  # of the visible range
SCROLL_EVERY_MS = 30
SELECTION_ALPHA = 60
HANDLE_PX = 6
_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class TimePlot(TimeCanvas):
    """A canvas with a mouse: cursor, selection with edges to hold, panning and zooming."""

    hovered = Signal(object, object, object)  # time_s, hz, db: floats, or None where there is no such value

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self._drag: Drag | None = None
        self._drag_point = QPointF()
        self._hover: QPointF | None = None
        self._scroll_timer = QTimer(self, interval=SCROLL_EVERY_MS)
        self._scroll_timer.timeout.connect(self._scroll_on)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.follow_signal(pane.selection_changed, lambda _: self.update())
        self.follow_signal(pane.view_changed, lambda *_: self._hover_again())

    def begin_drag(self, point: QPointF, keys: Qt.KeyboardModifier) -> Drag | None:
        """The gesture that a left press at `point` starts; None if the press does nothing."""
        grip = self.grip_at(point, keys)
        selection = self.pane.selection
        if selection is not None and keys & Qt.KeyboardModifier.ShiftModifier and grip is None:
            return self._stretching(point, selection)
        if selection is not None and grip is not None:
            return AdjustDrag(self, point, grip, selection)
        return SelectDrag(self, point)

    def click(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        """A left click: set the cursor."""
        self.pane.seek(self.clip_time(self.axis().time(point.x())))

    def double_click(self, point: QPointF) -> None:
        """A left double click: zoom to the selection if it was hit."""
        selection, time_s = self.pane.selection, self.axis().time(point.x())
        if selection is not None and selection.start_s <= time_s <= selection.end_s:
            self.pane.show(selection.start_s, selection.end_s, remember=True)

    def hover(self, point: QPointF | None) -> None:
        """The mouse rests over the plot at `point`, or has left it (None)."""
        self.hovered.emit(None if point is None else self.axis().time(point.x()), None, None)

    def wheel_plain(self, steps: float) -> None:
        """The wheel without keys; steps > 0 is away from the hand. Lanes scroll their rows here."""
        self._pan_steps(-steps)

    def wheel_vertical(self, steps: float, point: QPointF, moves: bool) -> None:
        """Alt+wheel: zoom the vertical axis at `point`; with Shift (`moves`) shift it."""

    def frequency_at(self, y: float) -> float | None:
        """The frequency at a height of the widget; None in views without a frequency axis."""
        return None

    def frequency_y(self, hz: float) -> float | None:
        """The height of a frequency; None in views without a frequency axis."""
        return None

    def cursor_at(self, point: QPointF, keys: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        """The pointer's shape over `point`; None for the usual one."""
        grip = self.grip_at(point, keys)
        return None if grip is None else GRIP_SHAPES[grip]

    def retranslate(self) -> None:
        self.setAccessibleDescription(
            self.tr(
                "Click sets the cursor, dragging selects, Ctrl and the wheel zoom, Shift and the wheel move."
            )
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:  # two fingers on a touchpad
                at = self.clip_time(self.axis().time(event.position().x()))
                self.pane.zoom(1.0 / max(1.0 + event.value(), 0.1), at)
            return True
        return super().event(event)

    def close_view(self) -> None:
        self._scroll_timer.stop()
        super().close_view()

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        if self.empty_text() is None:
            self.paint_selection(painter)

    def paint_selection(self, painter: QPainter) -> None:
        area = self.selection_rect()
        if area is None:
            return
        edge = QColor(colours().selection)
        fill = QColor(edge)
        fill.setAlpha(SELECTION_ALPHA)
        painter.fillRect(area, fill)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        if not self.in_figure:
            paint_handles(painter, area, self._has_band(), edge)

    def selection_rect(self) -> QRectF | None:
        """The selection in logical pixels; without a band it is as high as the plot."""
        selection = self.pane.selection
        if selection is None:
            return None
        plot, axis = self.plot_rect(), self.axis()
        left, right = axis.x(selection.start_s), axis.x(selection.end_s)
        top, bottom = float(plot.top()), float(plot.top() + plot.height())
        if selection.band is not None:
            low, high = (self.frequency_y(hz) for hz in selection.band)
            top, bottom = (top if high is None else high), (bottom if low is None else low)
        return QRectF(left, top, max(right - left, 0.0), max(bottom - top, 0.0))

    def grip_at(self, point: QPointF, keys: Qt.KeyboardModifier) -> Grip | None:
        """What of the selection a press would hold: an edge, a corner, with Shift the inside, or nothing."""
        area = self.selection_rect()
        return None if area is None else grip_on(area, self._has_band(), point, keys)

    def _has_band(self) -> bool:
        selection, middle = self.pane.selection, float(self.plot_rect().center().y())
        return selection is not None and selection.band is not None and self.frequency_at(middle) is not None

    def _stretching(self, point: QPointF, selection: Selection) -> Drag:
        """Shift+press outside: the nearer end comes to the mouse and goes on with it."""
        time_s = self.clip_time(self.axis().time(point.x()))
        at_start = abs(time_s - selection.start_s) < abs(time_s - selection.end_s)
        start, end = (time_s, selection.end_s) if at_start else (selection.start_s, time_s)
        stretched = Selection(min(start, end), max(start, end), selection.low_hz, selection.high_hz)
        self.pane.select(stretched)
        return AdjustDrag(self, point, Grip(-1 if at_start else 1), stretched)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            return
        point = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = PanDrag(self, point)
        elif event.button() == Qt.MouseButton.LeftButton and self.empty_text() is None:
            self._drag = self.begin_drag(point, event.modifiers())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._drag is not None:
            self._drag_point = point
            self._drag.move(point, event.modifiers())
            plot = self.plot_rect()
            outside = not plot.left() <= point.x() <= plot.right()
            if self._drag.scrolls and outside and not self._scroll_timer.isActive():
                self._scroll_timer.start()
        else:
            self._show_cursor(point, event.modifiers())
        self._set_hover(point if self.plot_rect().contains(point.toPoint()) else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        self._scroll_timer.stop()
        if drag is not None:
            drag.finish(event.position(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.empty_text() is None:
            self.double_click(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._drag.cancel()
            self._drag = None
            self._scroll_timer.stop()
            self.unsetCursor()
        elif event.key() == Qt.Key.Key_Escape and self.pane.selection is not None:
            self.pane.select(None)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        keys = event.modifiers()
        across, along = event.angleDelta().x() / 120, event.angleDelta().y() / 120
        steps = along or across  # Alt turns the wheel sideways on some systems
        if keys & _CTRL_SHIFT == _CTRL_SHIFT:  # for desktops that keep Alt and the wheel for themselves
            self.wheel_vertical(steps, event.position(), False)
        elif keys & Qt.KeyboardModifier.ControlModifier:
            at = self.clip_time(self.axis().time(event.position().x()))
            self.pane.zoom(ZOOM_PER_STEP**steps, at)
        elif keys & Qt.KeyboardModifier.AltModifier:
            self.wheel_vertical(steps, event.position(), bool(keys & Qt.KeyboardModifier.ShiftModifier))
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            self._pan_steps(-steps)
        elif across and not along:
            self._pan_steps(-across)
        else:
            self.wheel_plain(along)
        event.accept()

    def _pan_steps(self, steps: float) -> None:
        start, end = self.pane.view
        self.pane.pan(steps * PAN_PER_STEP * (end - start))

    def _scroll_on(self) -> None:
        """While a drag is held outside, bring more of the recording in, the faster the farther out."""
        plot, x = self.plot_rect(), self._drag_point.x()
        beyond = min(x - plot.left(), 0.0) + max(x - plot.right(), 0.0)
        if self._drag is None or not beyond:
            self._scroll_timer.stop()
            return
        self.pane.pan(self.axis().seconds(beyond * 0.3))
        self._drag.move(self._drag_point, Qt.KeyboardModifier.NoModifier)

    def _hover_again(self) -> None:
        """The view has moved under a mouse that rests: it points at something else now."""
        if self._hover is not None:
            self._set_hover(self._hover)

    def _set_hover(self, point: QPointF | None) -> None:
        if point is None and self._hover is None:
            return
        self._hover = point
        self.hover(point if self.empty_text() is None else None)

    def _show_cursor(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        shape = self.cursor_at(point, keys)
        if shape is None:
            self.unsetCursor()
        else:
            self.setCursor(shape)


GRIP_SHAPES = {
    Grip(): Qt.CursorShape.SizeAllCursor,
    Grip(-1): Qt.CursorShape.SizeHorCursor,
    Grip(1): Qt.CursorShape.SizeHorCursor,
    Grip(0, -1): Qt.CursorShape.SizeVerCursor,
    Grip(0, 1): Qt.CursorShape.SizeVerCursor,
    Grip(-1, 1): Qt.CursorShape.SizeFDiagCursor,
    Grip(1, -1): Qt.CursorShape.SizeFDiagCursor,
    Grip(-1, -1): Qt.CursorShape.SizeBDiagCursor,
    Grip(1, 1): Qt.CursorShape.SizeBDiagCursor,
}


def grip_on(area: QRectF, banded: bool, point: QPointF, keys: Qt.KeyboardModifier) -> Grip | None:
    """What of a box a press at `point` would hold. Without a band only its upright edges can be held."""
    if not area.adjusted(-GRIP_PX, -GRIP_PX, GRIP_PX, GRIP_PX).contains(point):
        return None
    time = _nearer(point.x(), area.left(), area.right())
    band = -_nearer(point.y(), area.top(), area.bottom()) if banded else 0
    if time or band:
        return Grip(time, band)
    return Grip() if keys & Qt.KeyboardModifier.ShiftModifier else None


def paint_handles(painter: QPainter, area: QRectF, banded: bool, edge: QColor) -> None:
    """Squares at the middle of the upright edges; with a band at all edges and corners."""
    painter.setPen(QPen(edge, 1))
    painter.setBrush(QColor(colours().background))
    middle = area.center()
    for x in (area.left(), middle.x(), area.right()):
        for y in (area.top(), middle.y(), area.bottom()):
            upright, level = x != middle.x(), y != middle.y()
            if (upright or level) if banded else (upright and not level):
                painter.drawRect(QRectF(x - HANDLE_PX / 2, y - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX))


def _nearer(value: float, low: float, high: float) -> int:
    """-1 or 1 if `value` is within reach of that edge (the nearer one), otherwise 0."""
    to_low, to_high = abs(value - low), abs(value - high)
    if min(to_low, to_high) > GRIP_PX:
        return 0
    return -1 if to_low < to_high else 1
