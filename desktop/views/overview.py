"""The whole recording in a strip: its waveform, where the visible range lies in it, and a way elsewhere."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from core.tiles.waveform import WaveformPeaks, WaveformTiles
from desktop.event_columns import columns_of
from desktop.pane import PaneState
from desktop.theme import colours, label_colour
from desktop.views.drags import GRIP_PX, Drag, WindowDrag
from desktop.views.envelope import envelope_image, envelope_of
from desktop.views.feeds import Feed, waveform_feed
from desktop.views.plot import LEFT_MARGIN_PX, RIGHT_MARGIN_PX, SELECTION_ALPHA, TimePlot

EVENT_TICK_PX = 5
PROGRESS_PX = 2
SHADE_ALPHA = 130
LEAST_PX = 56  # its name beside it can be read
NARROWEST_WINDOW_PX = 3.0


class OverviewStrip(TimePlot):
    """The visible range is a window: drag it, stretch it at its edges, or click elsewhere."""

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self._feed: Feed[WaveformTiles] | None = None
        self._known = 1.0  # how much of the recording has been read
        if pane.track is not None:
            self._feed = waveform_feed(pane.media.path, pane.track.index, self.hear_news)
        self.retranslate()
        self.follow_signal(pane.annotations_changed, lambda _: self.refresh_plot())

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Overview"))
        self.setAccessibleDescription(self.tr("The visible part of the recording; drag it to see another."))

    def view_moved(self) -> None:
        self.update()

    def time_range(self) -> tuple[float, float]:
        return 0.0, self.pane.duration_s

    def close_view(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None
        super().close_view()

    def computed(self) -> bool:
        axis = self.axis()
        return self._feed is None or self._feed.tiles.settled(0.0, self.pane.duration_s, axis.width_px)

    def sizeHint(self) -> QSize:
        return QSize(600, 56)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEFT_MARGIN_PX + RIGHT_MARGIN_PX + 80, LEAST_PX)

    def window_rect(self) -> QRectF:
        """The visible range in logical pixels, never too narrow to be seen."""
        axis, plot = self.axis(), self.plot_rect()
        left, right = (axis.x(time_s) for time_s in self.pane.view)
        short = max(NARROWEST_WINDOW_PX - (right - left), 0.0)
        return QRectF(left - short / 2, plot.top(), right - left + short, plot.height())

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        if self._feed is not None:
            axis = self.axis()
            self._paint_wave(
                painter, plot, self._feed.tiles.visible(0.0, self.pane.duration_s, axis.width_px)
            )
        self._paint_events(painter, plot)

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        self._paint_selected(painter, plot)
        window = self.window_rect()
        shade = QColor(colours().surface)
        shade.setAlpha(SHADE_ALPHA)
        painter.fillRect(QRectF(plot.left(), plot.top(), window.left() - plot.left(), plot.height()), shade)
        painter.fillRect(
            QRectF(window.right(), plot.top(), plot.right() + 1 - window.right(), plot.height()), shade
        )
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(window.adjusted(1, 1, -1, -1))
        if self._known < 1.0:
            bar = QRectF(plot.left(), plot.top(), plot.width() * self._known, PROGRESS_PX)
            painter.fillRect(bar, QColor(colours().good))

    def _paint_selected(self, painter: QPainter, plot: QRect) -> None:
        """The selection is only shown here: whatever its band, over the whole height, without handles."""
        selection = self.pane.selection
        if selection is not None:
            left, right = (self.axis().x(time_s) for time_s in (selection.start_s, selection.end_s))
            fill = QColor(colours().selection)
            fill.setAlpha(SELECTION_ALPHA * 2)
            painter.fillRect(QRectF(left, plot.top(), max(right - left, 1.0), plot.height()), fill)

    def begin_drag(self, point: QPointF, keys: Qt.KeyboardModifier) -> Drag | None:
        edge = self._edge_at(point)
        if edge == 0 and not self.window_rect().contains(point):
            self._centre(point)
        return WindowDrag(self, point, edge)

    def double_click(self, point: QPointF) -> None:
        self.pane.fit()

    def cursor_at(self, point: QPointF, keys: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        if self._edge_at(point):
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.OpenHandCursor if self.window_rect().contains(point) else None

    def _edge_at(self, point: QPointF) -> int:
        """-1 or 1 over the window's left or right edge, otherwise 0. A narrow one keeps a middle to hold."""
        window = self.window_rect()
        if abs(point.x() - window.center().x()) < min(window.width() / 4, GRIP_PX):
            return 0
        to_left, to_right = abs(point.x() - window.left()), abs(point.x() - window.right())
        if min(to_left, to_right) > GRIP_PX:
            return 0
        return -1 if to_left < to_right else 1

    def _centre(self, point: QPointF) -> None:
        start, end = self.pane.view
        middle = self.axis().time(point.x())
        self.pane.show(middle - (end - start) / 2, middle + (end - start) / 2, remember=True)

    def _paint_wave(self, painter: QPainter, plot: QRect, peaks: WaveformPeaks) -> None:
        """All channels as one: the outermost of their peaks."""
        axis, tone = self.axis(), colours()
        known = float(np.isfinite(peaks.low[:, 0]).mean())
        if known != self._known:
            self._known, self._margins = known, None  # the margin says how much has been read
        envelope = envelope_of(peaks, axis)
        rows = max(1, round(plot.height() * axis.ratio))
        low, high, rms = envelope.low.min(axis=1), envelope.high.max(axis=1), envelope.rms.mean(axis=1)
        image = envelope_image(low, high, rms, rows, QColor(tone.wave), QColor(tone.wave_rms))
        image.setDevicePixelRatio(axis.ratio)
        painter.drawImage(QPointF(plot.left(), plot.top()), image)

    def _paint_events(self, painter: QPainter, plot: QRect) -> None:
        """A tick for each event at the bottom; events on the same pixel are one tick."""
        events, axis = columns_of(self.pane), self.axis()
        if not len(events):
            return
        left = np.floor(axis.left + events.onset_s * axis.pixels_per_s / axis.ratio).astype(np.int64)
        right = np.ceil(axis.left + events.offset_s * axis.pixels_per_s / axis.ratio).astype(np.int64)
        places = np.stack([left, np.maximum(right - left, 1), events.label.astype(np.int64)], axis=1)
        _, first = np.unique(places[:, :2], axis=0, return_index=True)
        tints = [label_colour(text) for text in events.labels.texts]
        for x, width, label in places[first].tolist():
            painter.fillRect(x, plot.bottom() + 1 - EVENT_TICK_PX, width, EVENT_TICK_PX, tints[label])

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        if self._known < 1.0:
            painter.setPen(QColor(colours().muted))
            text = self.tr("{percent} %").format(percent=int(100 * self._known))
            area = QRectF(0, plot.top(), plot.left() - 7, plot.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
