"""What the mouse does between press and release. A view picks a drag when the button goes down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt

from core.domain import Selection

if TYPE_CHECKING:
    from desktop.views.frequency_axis import FrequencyAxis
    from desktop.views.plot import TimePlot
    from desktop.views.spectrogram import SpectrogramView

CLICK_PX = 4.0  # a press that moves less than this is a click
GRIP_PX = 6.0  # how near an edge must be to be taken


class Drag(Protocol):
    """One gesture. `cancel` puts everything back as it was when the button went down."""

    scrolls: bool  # the view moves on when the mouse is held beyond its left or right edge

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None: ...
    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None: ...
    def cancel(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Grip:
    """Which edges of the selection are held: -1 start or low, 1 end or high. (0, 0) holds the whole."""

    time: int = 0
    band: int = 0


class PanDrag:
    """Moves the visible range with the mouse."""

    scrolls = False

    def __init__(self, view: TimePlot, point: QPointF) -> None:
        self._view = view
        self._range = view.pane.view
        self._axis = view.axis()
        self._from = point
        view.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        by = self._axis.seconds(self._from.x() - point.x())
        self._view.pane.show(self._range[0] + by, self._range[1] + by)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        self._view.unsetCursor()

    def cancel(self) -> None:
        self._view.pane.show(*self._range)
        self._view.unsetCursor()


class SelectDrag:
    """Draws a new selection from where the button went down; a click that does not move sets the cursor."""

    scrolls = True

    def __init__(self, view: TimePlot, point: QPointF) -> None:
        self._view = view
        self._from = point
        self._anchor_s = view.clip_time(view.axis().time(point.x()))
        self._anchor_hz = view.frequency_at(point.y())
        self._before = view.pane.selection
        self._moved = False

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        away = point - self._from
        if not self._moved and max(abs(away.x()), abs(away.y())) < CLICK_PX:
            return
        self._moved = True
        self._view.pane.select(self._selection(point))

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        if not self._moved:
            self._view.click(self._from, keys)

    def cancel(self) -> None:
        self._view.pane.select(self._before)

    def _selection(self, point: QPointF) -> Selection:
        time_s = self._view.clip_time(self._view.axis().time(point.x()))
        start, end = sorted((self._anchor_s, time_s))
        hz = self._view.frequency_at(point.y())
        if hz is None or self._anchor_hz is None or abs(point.y() - self._from.y()) < CLICK_PX:
            return Selection(start, end)
        return Selection(start, end, *sorted((self._anchor_hz, hz)))


class AdjustDrag:
    """Moves the held edges of the selection, or the whole. An edge pulled past the other turns it round."""

    scrolls = True

    def __init__(self, view: TimePlot, point: QPointF, grip: Grip, selection: Selection) -> None:
        self._view = view
        self._grip = grip
        self._before = selection
        self._from_s = view.axis().time(point.x())
        self._from_y = point.y()

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        by_s = self._view.axis().time(point.x()) - self._from_s
        self.put(self._whole(point, by_s) if self._grip == Grip() else self._edges(point, by_s))

    def put(self, shape: Selection) -> None:
        """Show the new shape of what is held."""
        self._view.pane.select(shape)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        return None

    def cancel(self) -> None:
        self._view.pane.select(self._before)

    def _edges(self, point: QPointF, by_s: float) -> Selection:
        old = self._before
        start = old.start_s + (by_s if self._grip.time < 0 else 0.0)
        end = old.end_s + (by_s if self._grip.time > 0 else 0.0)
        start, end = sorted((self._view.clip_time(start), self._view.clip_time(end)))
        if old.band is None or not self._grip.band:
            return replace(old, start_s=start, end_s=end)
        edge = old.band[0 if self._grip.band < 0 else 1]
        other = old.band[1 if self._grip.band < 0 else 0]
        return Selection(start, end, *sorted((self._shifted(edge, point), other)))

    def _whole(self, point: QPointF, by_s: float) -> Selection:
        old = self._before
        by_s = min(max(by_s, -old.start_s), self._view.pane.duration_s - old.end_s)
        moved = replace(old, start_s=old.start_s + by_s, end_s=old.end_s + by_s)
        if old.band is None:
            return moved
        low, high = self._shifted_band(old.band, point)
        return replace(moved, low_hz=low, high_hz=high)

    def _shifted_band(self, band: tuple[float, float], point: QPointF) -> tuple[float, float]:
        """The band moved on the screen, its height there unchanged, so it stops at the plot's edges."""
        tops = [self._view.frequency_y(hz) for hz in band]
        if tops[0] is None or tops[1] is None:
            return band
        plot = self._view.plot_rect()
        by = point.y() - self._from_y
        by = min(max(by, min(plot.top() - tops[1], 0.0)), max(plot.top() + plot.height() - tops[0], 0.0))
        low, high = (self._view.frequency_at(y + by) for y in (tops[0], tops[1]))
        return (band[0] if low is None else low), (band[1] if high is None else high)

    def _shifted(self, hz: float, point: QPointF) -> float:
        """A frequency moved on the screen by as much as the mouse has moved."""
        y = self._view.frequency_y(hz)
        moved = self._view.frequency_at(y + point.y() - self._from_y) if y is not None else None
        return hz if moved is None else moved


class FrequencyDrag:
    """Moves the visible band with the mouse. `show` is given a share of the height and the axis as it was."""

    scrolls = False

    def __init__(
        self, view: SpectrogramView, point: QPointF, show: Callable[[float, FrequencyAxis], None]
    ) -> None:
        self._view = view
        self._axis = view.frequency_axis()
        self._from_y = point.y()
        self._show = show
        self._before = view.pane.style
        view.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        self._show((point.y() - self._from_y) / self._axis.height, self._axis)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        self._view.unsetCursor()

    def cancel(self) -> None:
        self._view.pane.set_style(self._before)
        self._view.unsetCursor()


class WindowDrag:
    """In the overview: moves the visible range, or with `edge` -1 or 1 its start or end."""

    scrolls = False

    def __init__(self, view: TimePlot, point: QPointF, edge: int) -> None:
        self._view = view
        self._edge = edge
        self._before = view.pane.view
        self._from_s = view.axis().time(point.x())

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        pane, (start, end) = self._view.pane, self._before
        by = self._view.axis().time(point.x()) - self._from_s
        if self._edge:
            held = self._view.clip_time((start if self._edge < 0 else end) + by)
            other = end if self._edge < 0 else start
            pane.show(min(held, other), max(held, other))
        else:
            pane.show(start + by, end + by)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        return None

    def cancel(self) -> None:
        self._view.pane.show(*self._before)
