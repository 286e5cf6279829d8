"""The spectrogram of a pane: tiles on a time × frequency plane, with axes, colour bar, boxes and readout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.features.scale import LOWEST_LOG_HZ, FrequencyScale
from core.tiles.spec import SpectrogramStyle
from core.tiles.spectrogram import SpectrogramTile, SpectrogramTiles
from desktop.pane import PaneState
from desktop.theme import colours, label_colour
from desktop.views.axis import TimeAxis
from desktop.views.bands import BoxDrag, Boxes, box_of, boxes_in_view, paint_boxes
from desktop.views.blocks import BLOCK_PX, BlockPainter, Look, block_range
from desktop.views.colour_bar import paint_colour_bar
from desktop.views.drags import Drag, FrequencyDrag, Grip
from desktop.views.feeds import Feed, spectrogram_feed
from desktop.views.frequency_axis import FrequencyAxis
from desktop.views.overlay import Overlay
from desktop.views.pens import hairline
from desktop.views.plot import GRIP_SHAPES, ZOOM_PER_STEP, TimePlot, grip_on, paint_handles
from desktop.views.readout import Reading, paint_note, paint_reading
from desktop.views.ticks import frequency_text

TICK_EVERY_PX = 40
MOVE_PER_STEP = 0.1  # of the visible band


class SpectrogramView(TimePlot):
    """Follows the pane's STFT and style. Alt and the wheel zoom frequencies, Alt and a drag move them."""

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self._feed: Feed[SpectrogramTiles] | None = None
        self._blocks = BlockPainter()
        self._overlay: Overlay | None = None
        self._complete = False
        self._note = ""
        self._reading: Reading | None = None
        self._all_frequencies = QAction(self)
        self._all_frequencies.triggered.connect(lambda: self._show_band((0.0, self._nyquist_hz)))
        self.addAction(self._all_frequencies)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._open_feed()
        self.retranslate()
        self.follow_signal(pane.stft_changed, lambda _: self._open_feed())
        self.follow_signal(pane.style_changed, lambda _: self.refresh())
        self.follow_signal(pane.annotations_changed, lambda _: self.refresh_plot())
        self.follow_signal(pane.picked_changed, lambda _: self.refresh_plot())

    def retranslate(self) -> None:
        super().retranslate()
        self.setAccessibleName(self.tr("Spectrogram"))
        self._all_frequencies.setText(self.tr("All frequencies"))

    def set_note(self, text: str) -> None:
        """What lies over the picture, said in its upper left corner."""
        if text != self._note:
            self._note = text
            self.setAccessibleDescription(text)
            self.update()

    def shown_style(self) -> SpectrogramStyle:
        """How the picture is drawn now; a view may differ from its pane in colours."""
        return self.pane.style

    def add_overlay(self, item: Any) -> None:
        """Lay a pyqtgraph item over the picture, such as a curve, contours or an ImageItem of a heat map.

        Coordinates: x in seconds of the recording, y in positions of the shown frequency scale, that is
        `FrequencyScale(pane.style.scale).forward(hz)`, rising upwards. Positions change with the scale, so
        whoever adds an item follows `pane.style_changed` and sets its data again when `scale` differs.
        """
        if self._overlay is None:
            self._overlay = Overlay(self, self._paint_words)
            self._overlay.show(not self.vector)
        self._overlay.add(item)
        self._place_overlay()

    def remove_overlay(self, item: Any) -> None:
        if self._overlay is not None:
            self._overlay.remove(item)

    def close_view(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None
        if self._overlay is not None:
            self._overlay.close()
            self._overlay = None
        super().close_view()

    def dress_for_figure(self, ratio: float, vector: bool) -> None:
        super().dress_for_figure(ratio, vector)
        if self._overlay is not None:
            self._overlay.show(not vector)

    def frequency_axis(self) -> FrequencyAxis:
        style, nyquist, plot = self.pane.style, self._nyquist_hz, self.plot_rect()
        high = min(style.high_hz or nyquist, nyquist)
        low = style.low_hz if style.low_hz < high else 0.0
        if style.scale == "log":
            low = max(low, min(LOWEST_LOG_HZ, high / 2))
        return FrequencyAxis(FrequencyScale(style.scale), low, high, plot.top(), plot.height())

    def frequency_at(self, y: float) -> float | None:
        return self.frequency_axis().hz(y) if self.pane.track else None

    def frequency_y(self, hz: float) -> float | None:
        return self.frequency_axis().y(hz) if self.pane.track else None

    def computed(self) -> bool:
        if self._feed is None or self.empty_text() is not None:
            return True
        stretch = self._block_stretch(self.axis())
        self._feed.tiles.visible(*stretch)
        return self._feed.tiles.settled(*stretch)

    def settled(self) -> bool:
        painted = self._complete or self.in_figure or self.empty_text() is not None
        return super().settled() and painted

    def refresh_plot(self) -> None:
        super().refresh_plot()
        self._place_overlay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlay()

    def empty_text(self) -> str | None:
        track = self.pane.track
        return None if track and track.frames else self.tr("This file has no sound.")

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        if self._feed is None:  # closed already
            return
        axis = self.axis()
        tiles = self._feed.tiles.visible(*self._block_stretch(axis))
        self._blocks.unhurried = self.in_figure
        look = self._look(plot)
        if self.vector:
            self._paint_as_one(painter, plot, axis, look, tiles)
        else:
            self._complete = self._blocks.paint(painter, axis, plot.top(), look, tiles)
        if tiles and not self._complete:
            QTimer.singleShot(0, self, self.refresh_plot)
        if not tiles:
            self._paint_waiting(painter, plot, self._feed.tiles)
        paint_boxes(painter, self._boxes(axis), self.pane.picked, plot)

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        self._paint_frequencies(painter, plot)
        paint_colour_bar(painter, plot, self.shown_style(), self.pixel_ratio())

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        super().paint_over(painter, plot)
        box = None if self.in_figure else self._picked_box()
        if box is not None:
            paint_handles(painter, box[1], True, label_colour(self.pane.annotations.events[box[0]].label))
        if self._overlay is not None and self.vector:
            painter.drawImage(QRectF(plot), self._overlay.picture(self.pixel_ratio()))
        if self._overlay is None or self.vector:
            self._paint_words(painter, plot)

    def _paint_words(self, painter: QPainter, plot: QRect) -> None:
        if self._note:
            paint_note(painter, plot, self._note)
        if self._reading is not None:
            paint_reading(painter, plot, self._reading, self.pane.duration_s)

    def begin_drag(self, point: QPointF, keys: Qt.KeyboardModifier) -> Drag | None:
        if keys & Qt.KeyboardModifier.AltModifier:
            return FrequencyDrag(self, point, self._move_band)
        held = None if self.grip_at(point, keys) else self._box_grip(point, keys)
        if held is not None:
            number, grip = held
            return BoxDrag(self, point, grip, number, self.pane.annotations.events[number])
        return super().begin_drag(point, keys)

    def cursor_at(self, point: QPointF, keys: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        held = self._box_grip(point, keys)
        return super().cursor_at(point, keys) or (None if held is None else GRIP_SHAPES[held[1]])

    def click(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        """Pick the box under the mouse (with Ctrl add it or take it away) and set the cursor."""
        number = self._boxes(self.axis()).at(point)
        if number is not None and keys & Qt.KeyboardModifier.ControlModifier:
            self.pane.pick(self.pane.picked ^ {number})
        else:
            self.pane.pick([] if number is None else [number])
        super().click(point, keys)

    def hover(self, point: QPointF | None) -> None:
        before, self._reading = self._reading, None
        if point is not None and self._feed is not None:
            time_s, hz = self.axis().time(point.x()), self.frequency_axis().hz(point.y())
            if 0 <= time_s <= self.pane.duration_s:
                self._reading = Reading(time_s, hz, self._feed.tiles.level_db(time_s, hz))
        if self._reading != before:
            reading = self._reading or Reading(None, None, None)
            self.hovered.emit(reading.time_s, reading.hz, reading.db)
            self.update(self.plot_rect().adjusted(0, 0, 0, 40 - self.plot_rect().height()))

    def wheel_vertical(self, steps: float, point: QPointF, moves: bool) -> None:
        if self.pane.track is None:
            return
        axis = self.frequency_axis()
        if moves:
            self._move_band(steps * MOVE_PER_STEP, axis)
        else:
            self._show_band(axis.zoomed(ZOOM_PER_STEP**steps, point.y(), self._nyquist_hz))

    @property
    def _nyquist_hz(self) -> float:
        return max(self.pane.rate_hz / 2, 1.0)

    def _move_band(self, by: float, axis: FrequencyAxis) -> None:
        self._show_band(axis.moved(by, self._nyquist_hz))

    def _show_band(self, band: tuple[float, float]) -> None:
        high = None if band[1] >= self._nyquist_hz * (1 - 1e-9) else band[1]
        self.pane.set_style(replace(self.pane.style, low_hz=band[0], high_hz=high))

    def _paint_as_one(
        self, painter: QPainter, plot: QRect, axis: TimeAxis, look: Look, tiles: Sequence[SpectrogramTile]
    ) -> None:
        """All blocks as one picture: side by side in an SVG they would show seams."""
        picture = QImage(axis.width_px, look.rows, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(axis.ratio)
        picture.fill(QColor(colours().background))
        inner = QPainter(picture)
        self._complete = self._blocks.paint(inner, replace(axis, left=0.0), 0.0, look, tiles)
        inner.end()
        picture.setDevicePixelRatio(1.0)
        painter.drawImage(QRectF(plot), picture)

    def _open_feed(self) -> None:
        old, track = self._feed, self.pane.track
        if track is not None:
            path = self.pane.media.path
            self._feed = spectrogram_feed(path, track.index, self.pane.stft, self.hear_news)
        if old is not None:
            old.close()
        self.refresh()

    def _look(self, plot: QRect) -> Look:
        axis = self.frequency_axis()
        rows = max(1, round(plot.height() * self.pixel_ratio()))
        style = replace(self.shown_style(), low_hz=axis.low_hz, high_hz=axis.high_hz)
        return Look(style, axis.high_hz, self.pane.rate_hz, rows)

    def _block_stretch(self, axis: TimeAxis) -> tuple[float, float, int]:
        """The visible range grown to whole blocks: a block is then made of the same tiles wherever it is."""
        first, last = block_range(axis)
        end = min(last * BLOCK_PX, max(int(self.pane.duration_s * axis.pixels_per_s), first * BLOCK_PX + 1))
        return first * BLOCK_PX / axis.pixels_per_s, end / axis.pixels_per_s, end - first * BLOCK_PX

    def _boxes(self, axis: TimeAxis) -> Boxes:
        return boxes_in_view(self.pane, axis, self.frequency_axis().ys)

    def _picked_box(self) -> tuple[int, QRectF] | None:
        """The box that can be held: that of the one event that is picked."""
        if len(self.pane.picked) != 1 or self.pane.track is None:
            return None
        number = next(iter(self.pane.picked))
        area = box_of(self.pane, number, self.axis(), self.frequency_axis().ys)
        return None if area is None else (number, area)

    def _box_grip(self, point: QPointF, keys: Qt.KeyboardModifier) -> tuple[int, Grip] | None:
        box = self._picked_box()
        grip = None if box is None else grip_on(box[1], True, point, keys)
        return None if box is None or grip is None else (box[0], grip)

    def _place_overlay(self) -> None:
        if self._overlay is not None:
            time, frequency = self.axis(), self.frequency_axis()
            self._overlay.place(self.plot_rect(), (time.start_s, time.end_s), (frequency.low, frequency.high))

    def _paint_waiting(self, painter: QPainter, plot: QRect, tiles: SpectrogramTiles) -> None:
        percent = round(100 * tiles.progress)
        painter.setPen(QColor(colours().muted))
        text = self.tr("Reading… {percent} %").format(percent=percent)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(plot, flags, tiles.problem or text)

    def _paint_frequencies(self, painter: QPainter, plot: QRect) -> None:
        axis = self.frequency_axis()
        metrics = QFontMetricsF(painter.font())
        painter.setPen(hairline(colours().muted, self.pixel_ratio()))
        lowest = float("inf")
        for hz in axis.scale.nice_ticks(axis.low_hz, axis.high_hz, max(2, plot.height() // TICK_EVERY_PX)):
            y = axis.y(float(hz))
            painter.drawLine(QPointF(plot.left() - 4, y), QPointF(plot.left() - 1, y))
            text = frequency_text(float(hz))
            baseline = min(max(y + metrics.capHeight() / 2, plot.top() + metrics.capHeight()), plot.bottom())
            if baseline < lowest - metrics.height():
                area = QRectF(0, baseline - metrics.ascent(), plot.left() - 7, metrics.height())
                painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
                lowest = baseline
