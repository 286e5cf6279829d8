"""The picture of a film at the cursor: letterboxed, with its time and number below. FrameFeed decodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from desktop.pane import PaneState
from desktop.theme import colours
from desktop.views.frame_feed import FrameFeed, ShownFrame
from desktop.wording import clock_text

Overlay = Callable[[QPainter, QRect, int], None]

CAPTION_PX = 20
PADDING_PX = 6
GAP_PX = 3  # between panels
ROUNDING_S = 0.00025  # players round to samples: a time this short before a frame means the frame


class VideoView(QWidget):
    """Follows the cursor of a pane. `set_overlay` lets others paint over the picture, `set_panels` shows it several
    times."""

    frame_changed = Signal()
    frame_saved = Signal(str)
    save_failed = Signal(str)
    pressed = Signal(int, float, float)  # number of a panel, shares of the picture's width and height

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure_ratio: float | None = None
        self.pane = pane
        self._overlay: Overlay | None = None
        self._panels = 1
        self._picture: tuple[QImage, ShownFrame] | None = None  # the image borrows the frame's memory
        self._pixel_aspect = 1.0
        self._asleep = False
        self._feed: FrameFeed | None = None
        self._message = ""
        self.setAccessibleName(self.tr("Video frame"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if pane.media.video is None:
            self._message = self.tr("This recording has no picture.")
        else:
            self._message = self.tr("Opening the picture …")
            self._feed = self._made_feed(pane.media.path)
            pane.position_changed.connect(self._follow)
        self.setAccessibleDescription(self._message)

    def _made_feed(self, path: Path) -> FrameFeed:
        feed = FrameFeed(path, self)
        feed.described.connect(self._describe)
        feed.arrived.connect(self._show_latest)
        feed.counted.connect(self._show_latest)
        feed.failed.connect(self._fail)
        feed.saved.connect(self.frame_saved)
        feed.not_saved.connect(self.save_failed)
        feed.start()
        return feed

    def close_view(self) -> None:
        """End the thread. Safe to call twice."""
        if self._feed is not None:
            self.pane.position_changed.disconnect(self._follow)
            self._feed.close()
            self._feed = None

    def settled(self) -> bool:
        """Whether the frame at the cursor, and not one on the way to it, is what is painted."""
        return self._feed is None or self._feed.settled()

    def current_frame(self) -> tuple[int, NDArray[np.uint8]] | None:
        """Number and RGB of the frame that is painted, in the size in which it is painted."""
        if self._picture is None or self._picture[1].index is None:
            return None
        return self._picture[1].index, self._picture[1].rgb

    @property
    def shown_time_s(self) -> float:
        """When the frame that is painted begins; 0 before there is one."""
        return self._picture[1].time_s if self._picture is not None else 0.0

    def set_overlay(self, paint: Overlay | None) -> None:
        """`paint(painter, picture, panel)` is called after each frame, with where the picture lies in the widget."""
        self._overlay = paint
        self.update()

    def set_panels(self, count: int) -> None:
        """Show the picture so many times: side by side or one below the other, as makes it larger."""
        if count != self._panels:
            self._panels = count
            self._request()
            self.update()

    def step(self, frames: int) -> None:
        """Move the cursor to a neighbouring frame."""
        index = self._feed.frames if self._feed is not None else None
        if index is not None:
            here = index.row_at(self.pane.position_s + ROUNDING_S)
            there = min(max(here + frames, 0), len(index) - 1)
            self.pane.seek(float(index.times_s[there]))
        elif self.pane.media.video is not None:
            self.pane.seek(self.pane.position_s + frames / (self.pane.media.video.fps or 25.0))

    def save_frame(self, path: Path) -> None:
        """Write the frame at the cursor in full size as PNG. `frame_saved` or `save_failed` tells when."""
        if self._feed is not None:
            self._feed.save(self.pane.position_s + ROUNDING_S, Path(path))

    # What the feed tells.

    def _describe(self, pixel_aspect: float) -> None:
        self._pixel_aspect = pixel_aspect
        self._request()

    def _show_latest(self) -> None:
        frame = self._feed.latest if self._feed is not None else None
        if frame is None:
            return
        rows, columns, _ = frame.rgb.shape
        image = QImage(frame.rgb.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        self._picture = (image, frame)
        counted = self._feed.frames if self._feed is not None else None
        self._message = ""
        caption = self._caption(frame)
        self.setAccessibleDescription(caption)
        self.setToolTip(caption if counted is not None and counted.notes else "")
        self.update()
        self.frame_changed.emit()

    def _fail(self, sentence: str) -> None:
        self._message = sentence
        self._picture = None
        self.setAccessibleDescription(sentence)
        self.update()

    # What the person and the pane do.

    def _follow(self, position_s: float) -> None:
        self._request()

    def _request(self) -> None:
        if self._feed is not None and not self._asleep:
            rows = round(self._rooms()[0].height() * self._ratio())
            self._feed.ask(self.pane.position_s + ROUNDING_S, max(rows, 16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._request()

    def hideEvent(self, event: QHideEvent) -> None:
        self._asleep = True

    def showEvent(self, event: QShowEvent) -> None:
        self._asleep = False
        self._request()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._picture is not None:
            self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        save = QAction(self.tr("Save frame as PNG …"), menu)
        save.triggered.connect(self._ask_where)
        menu.addAction(save)
        return menu

    def _ask_where(self) -> None:
        media = self.pane.media.path
        stamp = clock_text(self.pane.position_s).replace(":", "-")
        title = self.tr("Save frame as PNG")
        name, _ = QFileDialog.getSaveFileName(
            self, title, str(media.with_name(f"{media.stem}_{stamp}.png")), "PNG (*.png)"
        )
        if name:
            self.save_frame(Path(name if Path(name).suffix else f"{name}.png"))

    # Painting.

    def sizeHint(self) -> QSize:
        return QSize(360, 230)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def picture_rect(self, panel: int = 0) -> QRect:
        """Where the picture lies: as large as fits, its aspect kept, in logical pixels of the widget."""
        room = self._rooms()[panel]
        if self._picture is None:
            return room
        shown = self._picture[0].size()
        shape = QSize(max(round(shown.width() * self._pixel_aspect), 1), shown.height())
        size = shape.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left_over = room.size() - size
        return QRect(room.topLeft() + QPoint(left_over.width() // 2, left_over.height() // 2), size)

    def _room(self) -> QRect:
        return QRect(0, 0, max(self.width(), 1), max(self.height() - CAPTION_PX, 1))

    def _rooms(self) -> list[QRect]:
        """One a panel, so that the pictures are as large as they can be."""
        whole, count = self._room(), self._panels
        aspect = self._aspect()
        across = (whole.width() - GAP_PX * (count - 1)) // count
        down = (whole.height() - GAP_PX * (count - 1)) // count
        if min(across, whole.height() * aspect) >= min(whole.width(), down * aspect):
            return [QRect(number * (across + GAP_PX), 0, max(across, 1), whole.height()) for number in range(count)]
        return [QRect(0, number * (down + GAP_PX), whole.width(), max(down, 1)) for number in range(count)]

    def _aspect(self) -> float:
        video = self.pane.media.video
        return video.width / video.height * self._pixel_aspect if video is not None and video.height else 1.0

    def height_for(self, width_px: int) -> int:
        """That all panels beside each other fill this width."""
        across = (width_px - GAP_PX * (self._panels - 1)) / self._panels
        return round(across / self._aspect()) + CAPTION_PX

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._picture is not None:
            for panel in range(self._panels):
                place, at = self.picture_rect(panel), event.position()
                if place.contains(at.toPoint()):
                    self.pressed.emit(panel, (at.x() - place.left()) / place.width(),
                                      (at.y() - place.top()) / place.height())
        super().mousePressEvent(event)

    def _ratio(self) -> float:
        return self._figure_ratio or self.devicePixelRatioF()

    def dress_for_figure(self, ratio: float, vector: bool) -> None:
        """The view was made for a figure of `ratio` pixels per unit."""
        self._figure_ratio = ratio
        self._request()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tone.surface))
        painter.fillRect(self._room(), QColor(tone.background))
        if self._picture is None:
            painter.setPen(QColor(tone.muted))
            inside = self._room().adjusted(PADDING_PX, 0, -PADDING_PX, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        else:
            self._paint_picture(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        assert self._picture is not None
        image, frame = self._picture
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for panel in range(self._panels):
            place = self.picture_rect(panel)
            painter.drawImage(place, image)
            if self._overlay is not None:
                painter.save()
                painter.setClipRect(place)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._overlay(painter, place, panel)
                painter.restore()
        line = QRect(PADDING_PX, self.height() - CAPTION_PX, self.width() - 2 * PADDING_PX, CAPTION_PX)
        painter.setPen(QColor(colours().muted))
        text = painter.fontMetrics().elidedText(
            self._caption(frame), Qt.TextElideMode.ElideRight, line.width()
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _caption(self, frame: ShownFrame) -> str:
        begins = clock_text(frame.time_s)
        counted = self._feed.frames if self._feed is not None else None
        if frame.index is None or counted is None:
            return self.tr("{time}  ·  counting frames …").format(time=begins)
        number = self.tr("{time}  ·  frame {number} of {count}")
        text = number.format(time=begins, number=frame.index + 1, count=len(counted))
        return "  ·  ".join([text, *counted.notes])
