"""Random access to the frames of a film, exact to the frame, and in sequence at the decoder's speed."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError, UsageError
from core.media.frame_cache import FrameCache
from core.media.frame_index import FrameIndex, build_index
from core.media.frame_picture import PictureMaker, orientation
from core.media.frame_source import FrameSource, Stamp
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.video.frame import VideoFrame

FRAMES_WORTH_DECODING = 8  # up to this gap decoding on is cheaper than a seek
RESTARTS_TRIED = 3
GLIMPSE_FRAMES = 600


class VideoReader:
    """One film. Not for several threads at once: each thread opens its own.

    `width` and `height` are in stored pixels after the rotation flag; a pixel is shown `pixel_aspect` times
    as wide as it is high. Time 0 is the start of the recording, as for its sound. The index is made when
    first needed, or by `prepare`, which tells its progress and may be cancelled.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._source = FrameSource(path)
        self._index: FrameIndex | None = None
        self._cache = FrameCache()
        self._coming: Iterator[tuple[int, VideoFrame]] = iter(())
        self._at: int | None = None  # the frame that the decoder gave last; None after a seek
        self._progress: Progress = Silent()
        self._trusted_from = 0
        self._stand_ins: dict[int, int] = {}  # frames that cannot be decoded → the one shown instead
        try:
            self._describe(self._first_frame())
        except MediaError:
            self.close()
            raise

    def _first_frame(self) -> VideoFrame:
        for _, frame in self._source.frames(Stamp.SHOWN):
            return frame
        raise MediaError(f"No picture in “{self.path.name}” can be decoded: convert it to MP4 and open that.")

    def _describe(self, frame: VideoFrame) -> None:
        turn = orientation(frame)
        self._pictures = PictureMaker(frame.width, frame.height, turn)
        self.rotation_deg = turn.degrees
        self.width, self.height = (frame.height, frame.width) if turn.swapped else (frame.width, frame.height)
        aspect = self._source.pixel_aspect
        self.pixel_aspect = 1 / aspect if turn.swapped else aspect
        self.fps = self._source.fps
        self.codec = self._source.codec

    def prepare(self, progress: Progress | None = None) -> None:
        """Make the index now. It reads the whole file once, without decoding where times can be trusted."""
        if self._index is None:
            self._index = build_index(self.path, progress or Silent())
            self._at = None

    @property
    def index(self) -> FrameIndex:
        self.prepare()
        assert self._index is not None
        return self._index

    @property
    def is_prepared(self) -> bool:
        return self._index is not None

    @property
    def frames(self) -> int:
        return len(self.index)

    @property
    def times_s(self) -> NDArray[np.float64]:
        return self.index.times_s

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what is wrong with the picture although it opens."""
        return self.index.notes

    def index_at(self, time_s: float) -> int:
        """The frame shown at a time; the first before it begins, the last after it ends."""
        return self.index.row_at(time_s)

    def frame(
        self, index: int, max_height: int | None = None, progress: Progress | None = None
    ) -> NDArray[np.uint8]:
        """RGB, (rows, columns, 3), rotated, scaled down to `max_height` rows where that is less.

        Frames asked for one after another come at the speed of the decoder. `progress` is told of every frame
        decoded on the way; when it raises Cancelled, what was decoded is kept and the reader stays good.
        """
        if not 0 <= index < self.frames:
            last = self.frames - 1
            raise UsageError(f"“{self.path.name}” has frames 0 to {last}: ask for one of them.")
        self._progress = progress or Silent()
        return self._pictures.rgb(self._decoded(index), max_height)

    def skim(
        self, index: int, max_height: int | None = None, progress: Progress | None = None, hurry: bool = True
    ) -> tuple[int, NDArray[np.uint8]]:
        """The next frame, from this one on, that decoding forwards gives; and its number.

        For a player that the decoder cannot keep up with: in a hurry some frames are left out, and never does it
        go back for one that was. `frame` is as exact afterwards as before.
        """
        if index in self._cache:
            return index, self.frame(index, max_height)
        self._progress = progress or Silent()
        if self.restarts_at(index) is not None:
            self._restart(self.index.key_before(index))
        self._source.hurry(hurry)
        try:
            picture = self._advance(index, exactly=False)
        finally:
            self._source.hurry(False)
        if picture is None or self._at is None:
            return index, self.frame(index, max_height, progress)
        return self._at, self._pictures.rgb(picture, max_height)

    def key_frame(self, index: int) -> int:
        """The last frame at or before this one that can be decoded on its own."""
        keys = self.index.key_rows
        return int(keys[self.index.key_before(index)]) if len(keys) else 0

    def restarts_at(self, index: int) -> int | None:
        """The key frame to which the decoder must go back or on for this one; None if it stands well."""
        if index in self._cache or (self._at is not None and self._goes_on(index, self._at)):
            return None
        return self.key_frame(index)

    def frames_to_decode(self, index: int) -> int:
        """How many frames the decoder has to go through to reach this one: what it costs."""
        if index in self._cache:
            return 0
        restart = self.restarts_at(index)
        if restart is not None or self._at is None:
            return index - self.key_frame(index) + 1
        return index - self._at

    def picture_near(self, time_s: float, max_height: int | None = None) -> tuple[float, NDArray[np.uint8]]:
        """The frame shown at a time and when it begins, found without the index: for the first look."""
        self._source.restart(self._source.ticks(time_s))
        self._at, best = None, None
        for count, (stamp, frame) in enumerate(self._source.frames(Stamp.SHOWN)):
            begins_s = self._source.second(stamp)
            if best is not None and (begins_s > time_s + 1e-6 or count > GLIMPSE_FRAMES):
                break
            best = (begins_s, frame)
        if best is None:
            raise MediaError(f"No picture in “{self.path.name}” can be decoded near {time_s:.2f} s.")
        return best[0], self._pictures.rgb(best[1], max_height)

    def keep_at_most(self, most_bytes: int) -> None:
        """How much memory decoded frames may take; one is always kept."""
        self._cache.shrink(most_bytes)

    @property
    def held_bytes(self) -> int:
        return self._cache.held_bytes

    def _decoded(self, row: int) -> VideoFrame:
        row = self._stand_ins.get(row, row)
        found = self._cache.get(row) or self._forwards(row) or self._restarted(row)
        return found or self._stand_in(row)

    def _forwards(self, row: int) -> VideoFrame | None:
        """Decode on from where the decoder stands, where that is the shortest way."""
        return self._advance(row) if self._at is not None and self._goes_on(row, self._at) else None

    def _goes_on(self, row: int, at: int) -> bool:
        return row > at and (self.key_frame(row) <= at or row - at <= FRAMES_WORTH_DECODING)

    def _restarted(self, row: int) -> VideoFrame | None:
        """Start again at a key frame; an earlier one where the first does not lead to the frame."""
        key = self.index.key_before(row)
        for attempt in range(RESTARTS_TRIED):
            self._restart(key - attempt)
            found = self._advance(row)
            if found is not None or key - attempt <= 0:
                return found
        return None

    def _restart(self, key: int) -> None:
        at_start = key <= 0 or self.index.stamp is Stamp.COUNTED
        self._source.restart(None if at_start else int(self.index.key_seeks[key]))
        # Frames shown before the key frame may refer to pictures that were not read: they decode, but wrong.
        self._trusted_from = 0 if at_start else int(self.index.key_rows[key])
        self._coming = self._source.frames(self.index.stamp)
        self._at = None

    def _advance(self, row: int, exactly: bool = True) -> VideoFrame | None:
        for stamp, frame in self._coming:
            found = self.index.row_of(stamp)
            if found is None or found < self._trusted_from:
                continue
            self._at = found
            self._cache.put(found, frame)
            self._progress.step(found, row)
            if found >= row:
                return frame if found == row or not exactly else None
        self._at = None
        return None

    def _stand_in(self, row: int) -> VideoFrame:
        """A frame that is damaged inside the file: show the nearest good one before it, or else after it."""
        self._restart(self.index.key_before(row) - RESTARTS_TRIED + 1)
        before: tuple[int, VideoFrame] | None = None
        for stamp, frame in self._coming:
            found = self.index.row_of(stamp)
            if found is None or found < self._trusted_from:
                continue
            if found < row or before is None:
                before = (found, frame)
            self._progress.step(found, row)
            if found >= row:
                break
        self._at = None
        if before is None:
            raise MediaError(f"Frame {row} of “{self.path.name}” and those around it are damaged.")
        self._stand_ins[row] = before[0]
        self._cache.put(*before)
        return before[1]

    def close(self) -> None:
        self._cache.clear()
        self._coming = iter(())
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_video(path: Path) -> VideoReader:
    """Open the film in a file. Raises MediaError where there is none; a cover picture is not a film."""
    return VideoReader(path)
