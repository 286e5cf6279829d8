"""What all views over time look like: one time axis with a ruler, the playhead, a word on why it is empty.

A view paints its own content by `paint_plot` and `paint_margins`. That is kept as a picture and painted again
only after `refresh`, so a moving playhead costs a strip and not a spectrogram.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.pane import PaneState
from desktop.theme import colours
from desktop.views.axis import TimeAxis
from desktop.views.pens import hairline
from desktop.views.ruler import RULER_PX, paint_ruler, ruler_picture, ruler_ticks
from desktop.views.ticks import Tick

LEFT_MARGIN_PX = 64
RIGHT_MARGIN_PX = 56
TOP_MARGIN_PX = 6
PLAYHEAD_PX = 2
PLAYHEAD_EDGE_ALPHA = 140
AXIS_FONT_PX = 11


class TimeCanvas(QWidget):
    """A widget with time along x. `TimePlot` adds the mouse; views inherit from that."""

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pane = pane
        self.ruler_shown = True
        self.figure_ratio: float | None = None  # pixels per unit of the figure for which the view was made
        self.vector = False  # True in a figure with text as text: nothing is kept as a picture
        self._content: QPixmap | None = None
        self._stale = True
        self._final = False
        self._margins: tuple[QPixmap, QPixmap] | None = None
        self._painted_head: float | None = None
        self._connections: list[tuple[Any, Callable[..., None]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.follow_signal(pane.view_changed, lambda *_: self.view_moved())
        self.follow_signal(pane.position_changed, lambda _: self._move_head())

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        """Paint what the view shows, clipped to `plot`. Not called while `empty_text` says something."""

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        """Paint the vertical axis left of the plot and what stands right of it."""

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        """Paint what changes with the mouse (selection, readouts); it is not kept as part of the picture."""

    def empty_text(self) -> str | None:
        """What is said in place of the content, if there is none."""
        return None

    def retranslate(self) -> None:
        """Set the texts that are not painted, such as the accessible name."""

    def computed(self) -> bool:
        """Whether all that would be painted now is there; asks for what is missing."""
        return True

    def settled(self) -> bool:
        """True when what is on the screen is final; of a view made for a figure, when all of it is computed."""
        return self.computed() if self.in_figure else self._final and not self._stale

    def close_view(self) -> None:
        """Free what the view holds and stop following the pane. Safe to call twice. It is not painted any more."""
        self.setUpdatesEnabled(False)
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections.clear()

    def follow_signal(self, signal: Any, slot: Callable[..., None]) -> None:
        """Connect a pane's signal until `close_view`."""
        signal.connect(slot)
        self._connections.append((signal, slot))

    def plot_rect(self) -> QRect:
        """Where time runs, in logical pixels of the widget."""
        below = RULER_PX if self.ruler_shown else TOP_MARGIN_PX
        width = max(1, self.width() - LEFT_MARGIN_PX - RIGHT_MARGIN_PX)
        return QRect(LEFT_MARGIN_PX, TOP_MARGIN_PX, width, max(1, self.height() - TOP_MARGIN_PX - below))

    def axis(self) -> TimeAxis:
        plot = self.plot_rect()
        return TimeAxis.over(*self.time_range(), plot.left(), plot.width(), self.pixel_ratio())

    def time_range(self) -> tuple[float, float]:
        """What the time axis covers: the visible range, in the overview the whole recording."""
        return self.pane.view

    def pixel_ratio(self) -> float:
        return self.figure_ratio or self.devicePixelRatioF()

    def dress_for_figure(self, ratio: float, vector: bool) -> None:
        """The view was made for a figure of `ratio` pixels per unit, in an SVG with lines and text as such."""
        self.figure_ratio, self.vector = ratio, vector
        self.refresh()

    @property
    def in_figure(self) -> bool:
        """A figure shows no playhead and nothing to hold."""
        return self.figure_ratio is not None

    def clip_time(self, time_s: float) -> float:
        return min(max(time_s, 0.0), self.pane.duration_s)

    def refresh(self) -> None:
        """All has changed: paint plot and margins again with the next frame."""
        self._margins = None
        self.refresh_plot()

    def refresh_plot(self) -> None:
        """What the plot shows has changed, the margins have not."""
        self._stale, self._final = True, False
        self.update()

    def hear_news(self) -> None:
        """Something has been computed. It matters only if something was missing in what is painted."""
        if not self._final:
            self.refresh_plot()

    def view_moved(self) -> None:
        """The visible range has changed."""
        self.refresh_plot()

    def set_ruler_shown(self, shown: bool) -> None:
        self.ruler_shown = shown
        self.refresh()

    def axis_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(AXIS_FONT_PX)
        return font

    def minimumSizeHint(self) -> QSize:
        return QSize(LEFT_MARGIN_PX + RIGHT_MARGIN_PX + 80, 40)

    def time_marks(self) -> list[Tick]:
        """The ruler's ticks; views draw grid lines at those that have a text."""
        return ruler_ticks(self.axis(), self.pane.duration_s, self.axis_font())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.vector:
            self._paint_vectors(painter, self.plot_rect())
            painter.end()
            return
        ratio, area = self.pixel_ratio(), QRectF(event.rect())
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(area, self._kept_content(ratio), source)
        plot = self.plot_rect()
        painter.setClipRect(plot.adjusted(-1, 0, 1, 0), Qt.ClipOperation.IntersectClip)
        painter.setFont(self.axis_font())
        self.paint_over(painter, plot)
        self.paint_playhead(painter, plot)
        painter.end()

    def _paint_vectors(self, painter: QPainter, plot: QRect) -> None:
        """For SVG, which is written unclipped: the margins come last and cover what reaches over the plot."""
        painter.fillRect(plot, QColor(colours().background))
        painter.setFont(self.axis_font())
        self._paint_inside(painter, plot)
        self.paint_over(painter, plot)
        self.paint_playhead(painter, plot)
        self._fill_margins(painter, plot)
        self._paint_around(painter, plot)

    def _fill_margins(self, painter: QPainter, plot: QRect) -> None:
        right, bottom = plot.right() + 1, plot.bottom() + 1
        for margin in (
            QRect(0, 0, self.width(), plot.top()),
            QRect(0, bottom, self.width(), self.height() - bottom),
            QRect(0, 0, plot.left(), self.height()),
            QRect(right, 0, self.width() - right, self.height()),
        ):
            painter.fillRect(margin, QColor(colours().surface))

    def _kept_content(self, ratio: float) -> QPixmap:
        wanted = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._content is None or self._content.size() != wanted:
            self._content, self._stale = QPixmap(wanted), True  # kept: at 4K new memory costs milliseconds
            self._content.setDevicePixelRatio(ratio)
        if self._stale:
            self._stale = False  # before painting, so that a refresh asked for meanwhile is not lost
            self._final = self.computed()  # before painting too: what comes later is not in the picture
            painter = QPainter(self._content)
            self._paint_content(painter)
            painter.end()
        return self._content

    def _paint_content(self, painter: QPainter) -> None:
        plot = self.plot_rect()
        self._fill_margins(painter, plot)
        painter.fillRect(plot, QColor(colours().background))
        painter.setFont(self.axis_font())
        painter.save()
        painter.setClipRect(plot)
        self._paint_inside(painter, plot)
        painter.restore()
        self._paint_around(painter, plot)

    def _paint_inside(self, painter: QPainter, plot: QRect) -> None:
        text = self.empty_text()
        if text is None:
            painter.save()
            self.paint_plot(painter, plot)
            painter.restore()
        else:
            painter.setPen(QColor(colours().muted))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _paint_around(self, painter: QPainter, plot: QRect) -> None:
        if self.empty_text() is None:
            self._paint_kept_margins(painter, plot)
        if self.ruler_shown:
            self._paint_ruler(painter, plot)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = colours().accent if self.hasFocus() else colours().border
        painter.setPen(hairline(edge, self.pixel_ratio()))
        painter.drawRect(QRectF(plot).adjusted(-0.5, -0.5, 0.5, 0.5))

    def _paint_kept_margins(self, painter: QPainter, plot: QRect) -> None:
        """The margins do not change while one scrolls, so they are kept as two pictures."""
        if self.vector:
            self.paint_margins(painter, plot)
            return
        left = QRect(0, 0, plot.left(), self.height())
        right = QRect(plot.right() + 1, 0, self.width() - plot.right() - 1, self.height())
        if self._margins is None:
            self._margins = self._margin_picture(left, plot), self._margin_picture(right, plot)
        painter.drawPixmap(left.topLeft(), self._margins[0])
        painter.drawPixmap(right.topLeft(), self._margins[1])

    def _margin_picture(self, area: QRect, plot: QRect) -> QPixmap:
        ratio = self.pixel_ratio()
        picture = QPixmap(max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(colours().surface))
        painter = QPainter(picture)
        painter.translate(-area.topLeft())
        painter.setFont(self.axis_font())
        self.paint_margins(painter, plot)
        painter.end()
        return picture

    def _paint_ruler(self, painter: QPainter, plot: QRect) -> None:
        axis, duration, font = self.axis(), self.pane.duration_s, self.axis_font()
        top = plot.bottom() + 1
        if self.vector:
            painter.save()
            painter.translate(0, top)
            paint_ruler(painter, axis, duration, font, self.width())
            painter.restore()
        else:
            picture = ruler_picture(axis, duration, font.toString(), self.width(), colours())
            painter.drawPixmap(0, top, picture)

    def paint_playhead(self, painter: QPainter, plot: QRect) -> None:
        x = self.axis().x(self.pane.position_s)
        self._painted_head = x
        if self.in_figure:
            return
        if plot.left() - PLAYHEAD_PX <= x <= plot.right() + PLAYHEAD_PX:
            line = QRectF(x - PLAYHEAD_PX / 2, plot.top(), PLAYHEAD_PX, plot.height())
            edge = QColor(colours().background)
            edge.setAlpha(PLAYHEAD_EDGE_ALPHA)  # it must show on a picture of its own colour too
            painter.fillRect(line.adjusted(-1, 0, 1, 0), edge)
            painter.fillRect(line, QColor(colours().playhead))

    def _move_head(self) -> None:
        """Repaint only where the playhead was and where it is."""
        plot = self.plot_rect()
        for x in (self._painted_head, self.axis().x(self.pane.position_s)):
            if x is not None and plot.left() - 4 <= x <= plot.right() + 4:
                self.update(QRect(round(x) - 4, plot.top(), 8, plot.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._margins = None
        self.refresh_plot()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # moved to another screen
            self._content = None
            self.refresh()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        kinds = QEvent.Type
        if event.type() in (kinds.PaletteChange, kinds.StyleChange, kinds.FontChange, kinds.LanguageChange):
            self.refresh()
        if event.type() == kinds.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.refresh()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.refresh()
        super().focusOutEvent(event)
