"""The picture track of one file: its packets, and its decoded frames from any place, each named by a stamp.

FFmpeg is reached here and in the conversion to RGB only, so what odd files do to it is answered in one place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import av
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.box_extent import promised_bytes
from core.media.container import film_stream, keep_only, open_container, origin_s
from core.media.source import examine

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MOST_THREADS = 6
USUAL_FPS = 25.0


class Stamp(StrEnum):
    """What names a frame: the time it is shown; where its packet lies; or how many packets came before."""

    SHOWN = "shown"
    PLACE = "place"
    COUNTED = "counted"


class FrameSource:
    """One open file, read forwards from the start or from a restart point."""

    def __init__(self, path: Path) -> None:
        self._file = examine(path)
        self._container = open_container(self._file)
        try:
            self._stream = self._chosen()
        except MediaError:
            self._container.close()
            raise
        self._step_s = float(self._stream.time_base or 1)
        self._origin_s = origin_s(self._container)
        self.codec: str = self._stream.codec_context.codec.canonical_name
        self.fps = float(self._stream.average_rate or self._stream.guessed_rate or USUAL_FPS)
        self.broke = False

    def _chosen(self) -> VideoStream:
        stream = film_stream(self._container)
        if stream is None:
            raise MediaError(f"“{self._file.path.name}” holds no film: choose a video file.")
        keep_only(self._container, stream)
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = min(os.cpu_count() or 1, MOST_THREADS)
        return stream

    @property
    def only_numbered(self) -> bool:
        """AVI knows no times, only the number of each chunk."""
        return self._container.format.name == "avi"

    @property
    def start_s(self) -> float:
        return self.second(self._stream.start_time or 0)

    @property
    def is_cut(self) -> bool:
        """Whether the file has fewer bytes than it says."""
        return promised_bytes(self._file.absolute, self._container.format.name) > self._file.size

    @property
    def declared_frames(self) -> int:
        return self._stream.frames

    @property
    def declared_end_s(self) -> float:
        """When the header says that the picture ends; minus infinity where it does not say."""
        if not self._stream.duration:
            return float("-inf")
        return self.start_s + self._stream.duration * self._step_s

    @property
    def pixel_aspect(self) -> float:
        """How wide a stored pixel is shown, for each unit of height."""
        return float(self._stream.sample_aspect_ratio or 1)

    def seconds(self, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(ticks, np.float64) * self._step_s - self._origin_s

    def second(self, ticks: int) -> float:
        return ticks * self._step_s - self._origin_s

    def ticks(self, time_s: float) -> int:
        return round((time_s + self._origin_s) / self._step_s)

    def restart(self, ticks: int | None) -> None:
        """Go back to the key frame at or before a time in ticks of the track; None is the very start."""
        target = self._start_ticks() if ticks is None else ticks
        try:
            self._container.seek(target, stream=self._stream)
        except av.FFmpegError:
            self._reopen()

    def _start_ticks(self) -> int:
        return min(self._stream.start_time or 0, 0) - round(10 / self._step_s)

    def _reopen(self) -> None:
        """A file without an index may not be able to go back at all."""
        self._container.close()
        self._container = open_container(self._file)
        self._stream = self._chosen()

    def hurry(self, on: bool) -> None:
        """Leave out frames that no other frame refers to; about half of them in most films."""
        self._stream.codec_context.skip_frame = "NONREF" if on else "DEFAULT"

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """All packets up to the end, or up to where the file breaks; `broke` tells which."""
        self.broke = False
        while True:
            try:
                yield from self._container.demux(self._stream)
            except IndexError:  # a packet of a track that was not announced at the start
                continue
            except (av.FFmpegError, OSError):
                self.broke = True
            return

    def frames(self, stamp: Stamp) -> Iterator[tuple[int, VideoFrame]]:
        """Decoded frames in the order shown. What cannot be decoded is passed over."""
        for number, packet in enumerate(self.packets()):
            if packet.size == 0 and packet.dts is not None:  # an empty chunk, which would mean "flush"
                continue
            if stamp is Stamp.PLACE:
                packet.pts = packet.pos
            elif stamp is Stamp.COUNTED:
                packet.pts = number
            for frame in self._decoded(packet):
                if frame.pts is not None:
                    yield frame.pts, frame

    def _decoded(self, packet: Packet[VideoStream]) -> list[VideoFrame]:
        try:
            return packet.decode()
        except (av.FFmpegError, ValueError):
            return []

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
