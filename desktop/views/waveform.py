"""The waveform of a pane: a lane per channel with peaks and RMS, and the samples when zoomed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAction, QActionGroup, QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.tiles.waveform import WaveformPeaks, WaveformTiles
from desktop.pane import PaneState
from desktop.theme import colours
from desktop.views.amplitude import AmplitudeAxis, AmplitudeScale
from desktop.views.axis import TimeAxis
from desktop.views.envelope import Envelope, Floats, envelope_image, envelope_of
from desktop.views.feeds import Feed, waveform_feed
from desktop.views.pens import hairline
from desktop.views.plot import ZOOM_PER_STEP, TimePlot
from desktop.views.readout import Reading, paint_reading

MOST_LANES = 16
NAMED_LANE_PX = 12
MARKED_LANE_PX = 26
DOT_EVERY_PX = 5.0  # samples that stand so far apart are painted as dots on the line
TICK_GAP_PX = 14.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel's part of the plot, in logical pixels."""

    channel: int
    top: float
    height: float

    def y(self, position: float) -> float:
        return self.top + (1.0 - position) * self.height / 2


class WaveformView(TimePlot):
    """Shows all channels up to 16, or the one that the pane's spectrogram is made of."""

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.amplitude = AmplitudeAxis()
        self._feed: Feed[WaveformTiles] | None = None
        self._envelope: tuple[TimeAxis, Envelope] | None = None
        self._reading: Reading | None = None
        if pane.track is not None:
            self._feed = waveform_feed(pane.media.path, pane.track.index, self.hear_news)
        self._make_menu()
        self.retranslate()
        self.follow_signal(pane.stft_changed, lambda _: self.refresh())

    def retranslate(self) -> None:
        super().retranslate()
        self.setAccessibleName(self.tr("Waveform"))
        self._linear.setText(self.tr("Linear amplitude"))
        self._decibels.setText(self.tr("Amplitude in dB"))
        self._full.setText(self.tr("Full scale"))

    def _make_menu(self) -> None:
        """The choices of the axis, under the right button and the menu key."""
        self._linear, self._decibels, self._full = QAction(self), QAction(self), QAction(self)
        kinds = QActionGroup(self)
        for action, scale in ((self._linear, "linear"), (self._decibels, "db")):
            action.setCheckable(True)
            action.setChecked(scale == self.amplitude.scale)
            kinds.addAction(action)
        self._linear.triggered.connect(lambda: self.set_amplitude_scale("linear"))
        self._decibels.triggered.connect(lambda: self.set_amplitude_scale("db"))
        self._full.triggered.connect(lambda: self.set_amplitude(replace(self.amplitude, gain=1.0)))
        self.addActions([self._linear, self._decibels, self._full])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_amplitude(self, axis: AmplitudeAxis) -> None:
        if axis != self.amplitude:
            self.amplitude = axis
            (self._decibels if axis.scale == "db" else self._linear).setChecked(True)
            self.refresh()

    def set_amplitude_scale(self, scale: AmplitudeScale) -> None:
        """Show values as parts of the full scale ("linear") or in dB below it ("db")."""
        self.set_amplitude(replace(self.amplitude, scale=scale))

    def close_view(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None
        super().close_view()

    def computed(self) -> bool:
        return self._feed is None or self._feed.tiles.settled(*self._stretch(self.axis()))

    def empty_text(self) -> str | None:
        track = self.pane.track
        return None if track and track.frames else self.tr("This file has no sound.")

    def lanes(self) -> list[Lane]:
        """The lanes that are shown, from the top."""
        track, plot = self.pane.track, self.plot_rect()
        if track is None:
            return []
        chosen = self.pane.stft.channel
        channels = (
            range(min(track.channels, MOST_LANES)) if chosen is None else [min(chosen, track.channels - 1)]
        )
        height = plot.height() / len(channels)
        gap = 2.0 if height >= NAMED_LANE_PX else 0.0
        return [Lane(n, plot.top() + i * height + gap / 2, height - gap) for i, n in enumerate(channels)]

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        if self._feed is None:
            return
        axis = self.axis()
        self._paint_grid(painter, plot, axis)
        peaks = self._feed.tiles.visible(*self._stretch(axis))
        self._envelope = (axis, envelope_of(peaks, axis))
        if not np.isfinite(peaks.low).any():
            painter.setPen(QColor(colours().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(plot, flags, self._feed.tiles.problem or self.tr("Reading…"))
        elif peaks.samples:
            self._paint_samples(painter, axis, peaks)
        else:
            self._paint_peaks(painter, axis, self._envelope[1])

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        lanes = self.lanes()
        for lane in lanes:
            self._paint_scale(painter, plot, lane)
        self._paint_names(painter, plot, lanes)

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        super().paint_over(painter, plot)
        if self._reading is not None:
            paint_reading(painter, plot, self._reading, self.pane.duration_s)

    def hover(self, point: QPointF | None) -> None:
        before, self._reading = self._reading, None
        if point is not None:
            time_s = self.axis().time(point.x())
            if 0 <= time_s <= self.pane.duration_s:
                self._reading = Reading(time_s, None, self._peak_db(point))
        if self._reading != before:
            reading = self._reading or Reading(None, None, None)
            self.hovered.emit(reading.time_s, None, reading.db)
            self.update(self.plot_rect().adjusted(0, 0, 0, 40 - self.plot_rect().height()))

    def wheel_vertical(self, steps: float, point: QPointF, moves: bool) -> None:
        self.set_amplitude(self.amplitude.zoomed(ZOOM_PER_STEP**steps))

    def _stretch(self, axis: TimeAxis) -> tuple[float, float, int]:
        """The visible range and a sample more on both sides, so that the line goes on to the edges."""
        sample_s = 1.0 / max(self.pane.rate_hz, 1)
        return max(axis.start_s - sample_s, 0.0), axis.end_s + sample_s, axis.width_px

    def _paint_grid(self, painter: QPainter, plot: QRect, axis: TimeAxis) -> None:
        painter.setPen(hairline(colours().grid, axis.ratio))
        for tick in self.time_marks():
            if tick.text:
                x = axis.x(tick.position)
                painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 1))
        for lane in self.lanes():
            middle = lane.y(0.0)
            painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right() + 1, middle))

    def _paint_peaks(self, painter: QPainter, axis: TimeAxis, envelope: Envelope) -> None:
        for lane in self.lanes():
            low, high, rms = (
                self.amplitude.positions(values[:, lane.channel])
                for values in (envelope.low, envelope.high, envelope.rms)
            )
            if self.vector:
                self._paint_outline(painter, axis, lane, low, high, QColor(colours().wave))
                rms = np.minimum(rms, np.maximum(high, -low))
                self._paint_outline(painter, axis, lane, -rms, rms, QColor(colours().wave_rms))
                continue
            rows = max(1, round(lane.height * axis.ratio))
            tone = colours()
            image = envelope_image(low, high, rms, rows, QColor(tone.wave), QColor(tone.wave_rms))
            image.setDevicePixelRatio(axis.ratio)
            painter.drawImage(QPointF(axis.left, lane.top), image)

    def _paint_outline(
        self, painter: QPainter, axis: TimeAxis, lane: Lane, low: Floats, high: Floats, colour: QColor
    ) -> None:
        """The envelope as a filled shape, for figures that stay sharp at any size."""
        known = np.flatnonzero(np.isfinite(low))
        x = axis.left + (known + 0.5) / axis.ratio
        upper = [QPointF(px, lane.y(float(v))) for px, v in zip(x, high[known], strict=True)]
        lower = [QPointF(px, lane.y(float(v))) for px, v in zip(x, low[known], strict=True)]
        painter.setPen(QPen(colour, 0.5))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF(upper + lower[::-1]))

    def _paint_samples(self, painter: QPainter, axis: TimeAxis, samples: WaveformPeaks) -> None:
        times = samples.start_s + np.arange(len(samples.low)) * samples.column_s
        x = axis.left + (times * axis.pixels_per_s - axis.first_px) / axis.ratio
        dots = axis.pixels_per_s / axis.ratio * samples.column_s >= DOT_EVERY_PX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lane in self.lanes():
            y = [lane.y(float(v)) for v in self.amplitude.positions(samples.low[:, lane.channel])]
            points = [QPointF(*point) for point in zip(x.tolist(), y, strict=True)]
            painter.setPen(QPen(QColor(colours().wave), 1.2))
            painter.drawLines(
                [QLineF(*pair) for pair in pairwise(points)]
            )  # a polyline takes 20 times as long
            if dots:
                painter.setPen(QPen(QColor(colours().wave), 4.0, c=Qt.PenCapStyle.RoundCap))
                painter.drawPoints(points)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_scale(self, painter: QPainter, plot: QRect, lane: Lane) -> None:
        if lane.height < MARKED_LANE_PX:
            return
        metrics = QFontMetricsF(painter.font())
        painter.setPen(hairline(colours().muted, self.pixel_ratio()))
        half, written = metrics.height() / 2, list[float]()
        ticks = self.amplitude.ticks(lane.height, TICK_GAP_PX)
        for tick in sorted(ticks, key=lambda tick: abs(tick.position) % 1.0):  # the ends and the middle first
            y = lane.y(tick.position)
            painter.drawLine(QPointF(plot.left() - 4, y), QPointF(plot.left() - 1, y))
            middle = min(max(y, lane.top + half), lane.top + lane.height - half)
            if any(abs(middle - other) < 2 * half - 1 for other in written):
                continue
            written.append(middle)
            area = QRectF(0, middle - half, plot.left() - 7, 2 * half)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick.text)

    def _paint_names(self, painter: QPainter, plot: QRect, lanes: list[Lane]) -> None:
        """Which lane is which channel; where lanes are thin, every so many."""
        track = self.pane.track
        if track is None or track.channels == 1:
            return
        painter.setPen(QColor(colours().muted))
        every = max(1, -(-NAMED_LANE_PX // max(1, int(lanes[0].height))))
        for lane in lanes[::every]:
            area = QRectF(
                plot.right() + 7, lane.top + lane.height / 2 - 8, self.width() - plot.right() - 8, 16
            )
            name = self._channel_name(lane.channel, track.channels)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _channel_name(self, channel: int, channels: int) -> str:
        if channels == 2:
            return self.tr("Left") if channel == 0 else self.tr("Right")
        return self.tr("Ch {number}").format(number=channel + 1)

    def _peak_db(self, point: QPointF) -> float | None:
        """The largest level on the pixel under the mouse, in dB of the full scale."""
        lane = next((one for one in self.lanes() if one.top <= point.y() <= one.top + one.height), None)
        if lane is None or self._envelope is None:
            return None
        axis, envelope = self._envelope
        px = min(max(int((point.x() - axis.left) * axis.ratio), 0), axis.width_px - 1)
        peak = max(abs(float(envelope.low[px, lane.channel])), abs(float(envelope.high[px, lane.channel])))
        return float(20 * np.log10(peak)) if peak > 0 else None
