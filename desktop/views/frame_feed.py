"""Frames of a film, decoded in a thread of their own. The latest wish wins; nobody waits for an older one."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QImageWriter

from core.errors import AuralensError, Cancelled, MediaError
from core.files import replacing

if TYPE_CHECKING:
    from core.media.frame_index import FrameIndex
    from core.media.video import VideoReader

WORTH_A_STOP_S = 0.15  # a wait that is seen: show another frame meanwhile
PATIENCE_S = 0.1  # without a new wish the film has stopped
FIRST_GUESS_S = 0.004  # for one frame, until it has been measured
CLOSING_S = 5.0


@dataclass(frozen=True)
class Wish:
    """What is to be shown: the frame at a time, in at most so many rows, or saved to a file in full size."""

    serial: int
    time_s: float
    max_height: int
    save_to: Path | None = None


@dataclass(frozen=True)
class ShownFrame:
    """A frame that is ready. `index` is None as long as the frames of the film have not been counted."""

    wish: Wish
    rgb: NDArray[np.uint8]
    time_s: float
    index: int | None
    exact: bool


class FrameFeed(QObject):
    """`arrived` and the other signals come to the main thread; `latest` is the frame to show."""

    arrived = Signal()
    described = Signal(float)  # how wide a pixel is, for each unit of height
    counted = Signal()  # `frames` is there
    failed = Signal(str)
    saved = Signal(str)
    not_saved = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest: ShownFrame | None = None
        self.frames: FrameIndex | None = None
        self.problem: str | None = None
        self._path = path
        self._changed = threading.Condition()
        self._wish: Wish | None = None
        self._to_save: list[Wish] = []
        self._serial = 0
        self._served = -1
        self._due_s = 0.0  # when a wish that was served roughly is to be granted exactly
        self._granted = -1  # the wish that needs no more work
        self._closing = False
        self._frame_cost_s = FIRST_GUESS_S
        self._thread = threading.Thread(target=self._run, name=f"frames of {path.name}", daemon=True)

    def start(self) -> None:
        """Begin, once the signals are connected."""
        self._thread.start()

    # Called on the main thread; none of these waits for the decoder.

    def ask(self, time_s: float, max_height: int) -> None:
        with self._changed:
            last = self._wish
            if last is not None and (last.time_s, last.max_height) == (time_s, max_height):
                return
            self._serial += 1
            self._wish = Wish(self._serial, time_s, max_height)
            self._changed.notify()

    def save(self, time_s: float, path: Path) -> None:
        with self._changed:
            self._to_save.append(Wish(0, time_s, 0, path))
            self._changed.notify()

    def settled(self) -> bool:
        """Whether the frame wished for last is the one that is there."""
        return self.problem is not None or (self._granted == self._serial and not self._to_save)

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(CLOSING_S)

    # All below runs in the thread.

    def _run(self) -> None:
        from core.media.video import open_video

        try:
            with open_video(self._path) as reader:
                self.described.emit(reader.pixel_aspect)
                self._count(reader)
                while (wish := self._next()) is not None:
                    self._serve(reader, wish)
        except Cancelled:
            return
        except AuralensError as error:
            self.problem = str(error)
            self.failed.emit(self.problem)

    def _count(self, reader: VideoReader) -> None:
        reader.prepare(_Interruptions(self, reader))
        self.frames = reader.index
        self.counted.emit()

    def _next(self) -> Wish | None:
        """Wait for a wish that has not been granted; None when the view closes."""
        with self._changed:
            while not self._closing:
                if self._to_save:
                    return self._to_save.pop(0)
                patience_s = self._patience_s()
                if patience_s is not None and patience_s <= 0:
                    return self._wish
                self._changed.wait(patience_s)
        return None

    def _patience_s(self) -> float | None:
        """How long to wait before the wish is worked on; None if there is nothing to do."""
        if self._wish is None or self._wish.serial == self._granted:
            return None
        return self._due_s - time.monotonic() if self._wish.serial == self._served else 0.0

    def glimpse(self, reader: VideoReader) -> None:
        """While frames are still being counted: a picture near the time, once for each wish."""
        with self._changed:
            wish, shown = self._wish, self.latest
            if self._closing:
                raise Cancelled
        if wish is None or (shown is not None and shown.wish.serial == wish.serial):
            return
        begins_s, picture = reader.picture_near(wish.time_s, wish.max_height)
        self._show(ShownFrame(wish, picture, begins_s, None, exact=False))

    def _serve(self, reader: VideoReader, wish: Wish) -> None:
        index = reader.index_at(wish.time_s)
        if wish.save_to is not None:
            self._save(reader, index, wish.save_to)
            return
        moving, self._served = self._served != wish.serial, wish.serial
        self._due_s = 0.0
        try:
            if moving and reader.restarts_at(index) is None:
                self._go_on(reader, wish, index)
            else:
                stop = self._next_stop(reader, index)
                self._show_frame(reader, wish, stop, exact=stop == index)
        except Cancelled:
            return
        except MediaError:  # no frame can be had here; what is shown stays
            self._granted = wish.serial

    def _go_on(self, reader: VideoReader, wish: Wish, index: int) -> None:
        """As the film plays. Falling behind, it leaves frames out until it is level again."""
        hurry = self._is_slow(reader, index)
        stop = index
        if hurry:  # at least half of what is missing, so that a long pause is soon made up
            half_way = index - reader.frames_to_decode(index) // 2
            stop = max(self._stop_on_the_way(reader, index), half_way)
        watch = _OnTheWay(self, reader, stop)
        found, picture = reader.skim(stop, wish.max_height, watch, hurry)
        self._learn_cost(watch)
        # A frame that was left out is fetched only when the film stops here: it means going back.
        self._due_s = time.monotonic() + PATIENCE_S
        self._show(ShownFrame(wish, picture, float(reader.times_s[found]), found, exact=found == index))

    def _is_slow(self, reader: VideoReader, index: int) -> bool:
        return reader.frames_to_decode(index) * self._frame_cost_s > WORTH_A_STOP_S

    def _next_stop(self, reader: VideoReader, index: int) -> int:
        """The frame to show next on the way to one that takes long: its key frame, then some in between."""
        if not self._is_slow(reader, index):
            return index
        key = reader.restarts_at(index)
        if key is not None:
            return key
        return self._stop_on_the_way(reader, index)

    def _stop_on_the_way(self, reader: VideoReader, index: int) -> int:
        stands_at = index - reader.frames_to_decode(index)
        return min(stands_at + max(round(WORTH_A_STOP_S / self._frame_cost_s), 1), index)

    def _show_frame(self, reader: VideoReader, wish: Wish, index: int, exact: bool) -> None:
        watch = _OnTheWay(self, reader, index)
        picture = reader.frame(index, wish.max_height, watch)
        self._learn_cost(watch)
        self._show(ShownFrame(wish, picture, float(reader.times_s[index]), index, exact))

    def _learn_cost(self, watch: _OnTheWay) -> None:
        if watch.frames:
            cost_s = min((time.perf_counter() - watch.began_s) / watch.frames, 3 * self._frame_cost_s)
            self._frame_cost_s += 0.2 * (cost_s - self._frame_cost_s)

    def overtaken(self, reader: VideoReader, target: int) -> bool:
        """Whether going on to a frame no longer leads to what is wished for now."""
        with self._changed:
            if self._closing:
                return True
            wish = self._wish
        if wish is None:
            return False
        wanted = reader.index_at(wish.time_s)
        return wanted < target or reader.key_frame(wanted) > target

    def _show(self, frame: ShownFrame) -> None:
        with self._changed:
            if not self._closing:
                self.latest = frame
                if frame.exact:
                    self._granted = frame.wish.serial
                self.arrived.emit()

    def _save(self, reader: VideoReader, index: int, path: Path) -> None:
        try:
            picture = reader.frame(index)
        except MediaError as error:
            self.not_saved.emit(str(error))
        else:
            self._write(picture, path, reader.pixel_aspect)

    def _write(self, picture: NDArray[np.uint8], path: Path, pixel_aspect: float) -> None:
        rows, columns, _ = picture.shape
        image = QImage(picture.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        if pixel_aspect != 1:
            image = image.scaled(round(columns * pixel_aspect), rows)
        try:
            with replacing(path) as temporary:
                writer = QImageWriter(str(temporary), b"PNG")
                if not writer.write(image):
                    raise OSError(0, writer.errorString())
        except OSError as error:
            self.not_saved.emit(f"“{path.name}” could not be written ({error.strerror}): save elsewhere.")
        else:
            self.saved.emit(str(path))


class _Interruptions:
    """Progress of the counting: a good moment to look whether a picture is wished for."""

    def __init__(self, feed: FrameFeed, reader: VideoReader) -> None:
        self._feed, self._reader = feed, reader

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self._feed.glimpse(self._reader)


class _OnTheWay:
    """Progress of decoding towards a frame: gives up when another frame is wanted that does not lie ahead."""

    def __init__(self, feed: FrameFeed, reader: VideoReader, target: int) -> None:
        self._feed, self._reader, self._target = feed, reader, target
        self.frames = 0
        self.began_s = time.perf_counter()

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self.frames += 1
        if self._feed.overtaken(self._reader, self._target):
            raise Cancelled
