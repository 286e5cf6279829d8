"""Opens containers with FFmpeg, shut off from everything but the one file, and describes their picture track.

Play lists and scripts that name other files or addresses are refused by format; the file protocol is the only one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import av
import av.error
from av.stream import Discard, Disposition

from core.domain import VideoTrack
from core.errors import MediaError
from core.media.frame_picture import orientation
from core.media.source import Source

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,dv,eac3,flac,flv,ivf,loas,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,"
    "mpegvideo,mxf,nut,ogg,oma,rm,spdif,tak,truehd,tta,voc,w64,wav,wsd,wtv,wv,xwma"
)
_OPEN_LIMIT_S = 1.5
_RATE_SAMPLE = 4096  # frames looked at to tell whether the rate varies
_NOT_FILMS = Disposition.attached_pic | Disposition.timed_thumbnails
_NAMES = {"matroska,webm": "matroska", "mov,mp4,m4a,3gp,3g2,mj2": "mp4"}

ESTIMATED = "The number of video frames is estimated from the frame rate."

av.logging.set_level(None)


def open_container(source: Source) -> InputContainer:
    """Raises `MediaError` with a sentence for the person."""
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS, "max_streams": "256"}
    try:
        container = av.open(f"file:{source.absolute}", mode="r", options=options, metadata_errors="replace",
                            timeout=(_OPEN_LIMIT_S, None))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaError(_reason(source)) from error
    return container


def _reason(source: Source) -> str:
    if source.head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return (f"“{source.path.name}” is an MP4 or MOV file whose index is missing or damaged, as when a recording "
                "or a copy stopped halfway: copy it again or repair it.")
    return source.refusal()


def container_name(container: InputContainer, source: Source) -> str:
    name = container.format.name
    if name == "matroska,webm" and b"webm" in source.head[:64]:
        return "webm"
    if name.startswith("mov,"):
        brand = container.metadata.get("major_brand", "").strip()
        return {"qt": "mov", "M4A": "m4a", "M4B": "m4a"}.get(brand, "mp4")
    return _NAMES.get(name, name)


def origin_s(container: InputContainer) -> float:
    """Where the file's own clock stands at the time that we call 0: the start of its earliest track."""
    return max((container.start_time or 0) / 1e6, 0.0)


def keep_only(container: InputContainer, stream: Stream) -> None:
    """Let the demuxer step over all other tracks instead of reading them."""
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all


def demuxed(container: InputContainer, stream: AudioStream | VideoStream) -> Iterator[Packet[Any]]:
    """Packets up to where the container breaks."""
    while True:
        try:
            yield from container.demux(stream)
        except IndexError:
            continue  # PyAV's answer to a packet of a track that was not announced at the start
        except (av.error.FFmpegError, OSError):
            pass
        return


def film_stream(container: InputContainer) -> VideoStream | None:
    """The first picture track that can be decoded; a cover picture is no film."""
    for stream in container.streams.video:
        if not stream.disposition & _NOT_FILMS and stream.codec_context is not None and stream.codec_context.width:
            return stream
    return None


def video_track(source: Source, container: InputContainer, count_limit_s: float
                ) -> tuple[VideoTrack | None, tuple[str, ...]]:
    """Describe the picture track; uses up the container, which stands anywhere afterwards."""
    stream = film_stream(container)
    if stream is None:
        return None, ()
    context = stream.codec_context
    rotation, varies = _rotation(container, stream), _varies(stream)
    told = _told_frames(stream)
    counted = FrameCount(told) if told else _counted_anew(source, count_limit_s)
    fps = float(stream.average_rate or stream.guessed_rate or 0)
    start_s = max((stream.start_time or 0) * float(stream.time_base or 0) - origin_s(container), 0.0)
    length_s = counted.length_s or _told_length_s(container, stream, start_s) or (counted.frames / fps if fps else 0)
    if counted.frames and length_s > 0 and not fps:
        fps = counted.frames / length_s
    width, height = (context.height, context.width) if rotation % 180 else (context.width, context.height)
    track = VideoTrack(width, height, fps, counted.frames, context.name, rotation, varies, start_s, length_s)
    return track, () if counted.sure else (ESTIMATED,)


def _told_length_s(container: InputContainer, stream: VideoStream, start_s: float) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return max((container.duration or 0) / 1e6 - start_s, 0.0)


def _rotation(container: InputContainer, stream: VideoStream) -> int:
    """Degrees to turn the picture clockwise, from the first frame; no picture, no rotation."""
    stream.thread_count = 1
    try:
        for frame in islice(container.decode(stream), 1):
            return orientation(frame).degrees
    except (av.error.FFmpegError, OSError):
        return 0
    return 0


@dataclass(frozen=True, slots=True)
class FrameCount:
    """`sure` if counted or told; the length is 0 where the frames were not gone through."""

    frames: int
    sure: bool = True
    length_s: float = 0.0


def _counted_anew(source: Source, limit_s: float) -> FrameCount:
    """In a container of its own: a damaged file cannot always be taken back to its start."""
    with open_container(source) as container:
        stream = film_stream(container)
        return count_frames(container, stream, limit_s) if stream else FrameCount(0, False)


def count_frames(container: InputContainer, stream: VideoStream, limit_s: float) -> FrameCount:
    """Frames of a picture track, counted for as long as allowed, else estimated; the container must be fresh."""
    keep_only(container, stream)
    stop_at, count, ends = time.monotonic() + limit_s, 0, 0
    for packet in demuxed(container, stream):
        count += packet.size > 0
        ends = max(ends, (packet.pts or 0) + (packet.duration or 0))
        if count % 256 == 0 and time.monotonic() > stop_at:
            return FrameCount(max(_estimated_frames(container, stream), count), False)
    return FrameCount(count, True, float((ends - (stream.start_time or 0)) * (stream.time_base or 0)))


def _estimated_frames(container: InputContainer, stream: VideoStream) -> int:
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    return round((container.duration or 0) / 1e6 * rate)


def _told_frames(stream: VideoStream) -> int:
    """What the container's own index says, where it has a complete one."""
    if stream.container.format.name.startswith(("mov", "avi")):
        return stream.frames if stream.frames == len(stream.index_entries) else 0
    for key, value in stream.metadata.items():
        if key.startswith("NUMBER_OF_FRAMES") and value.isdigit():
            return int(value)
    return 0


def _varies(stream: VideoStream) -> bool:
    """Whether frames are unevenly spaced, beyond the rounding of the container's clock."""
    entries = stream.index_entries
    times = [entry.timestamp for entry in islice(entries, _RATE_SAMPLE)]
    if len(times) > 2 and len(times) >= min(stream.frames, _RATE_SAMPLE):
        steps = [b - a for a, b in pairwise(times)]
        return max(steps) - min(steps) > 2
    average, usual = stream.average_rate, stream.guessed_rate or stream.base_rate
    return bool(average and usual and abs(float(average) / float(usual) - 1) > 0.02)
