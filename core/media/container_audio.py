"""The sound tracks of MP4, MOV, Matroska, WebM, AVI and all else that FFmpeg opens, exact to the sample.

FFmpeg's own trimming of padding holds only when a file is read from its start, so it is switched off and done here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from core.domain import AudioTrack
from core.errors import MediaError
from core.media.container import container_name, demuxed, film_stream, keep_only, open_container
from core.media.frame_samples import frame_samples
from core.media.packet_audio import BlockReader
from core.media.restart import restart_for
from core.media.source import Source
from core.media.track_survey import Survey, stamp, survey

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

MANUAL_TRIM = {"flags2": "+skip_manual"}
_BITS = {"flac", "alac", "wavpack", "tta", "ape"}


def open_track(source: Source, track: int) -> BlockReader:
    """Open one sound track of a container. Raises `MediaError`."""
    container = open_container(source)
    try:
        return open_stream(source, container, track)
    except BaseException:
        container.close()
        raise


def open_stream(source: Source, container: InputContainer, track: int) -> BlockReader:
    """Read a track of a container that is open already; the reader takes it over. Raises `MediaError`."""
    streams = sound_streams(container)
    if not streams:
        raise MediaError(_soundless(source, container))
    if not 0 <= track < len(streams):
        held = f"“{source.path.name}” has {len(streams)} sound track(s)"
        raise MediaError(f"{held}, so there is no track {track + 1}.")
    return _reader(source, container, streams[track], track)


def sound_streams(container: InputContainer) -> list[AudioStream]:
    return [stream for stream in container.streams.audio if stream.codec_context is not None]


def _soundless(source: Source, container: InputContainer) -> str:
    if container.streams.video and container.duration:
        return f"“{source.path.name}” has a picture but no sound."
    return source.refusal()


def _reader(source: Source, container: InputContainer, stream: AudioStream, number: int) -> BlockReader:
    prepare(container, stream)
    try:
        found = survey(container, stream, source.size)
    except (av.error.FFmpegError, OSError) as error:
        raise MediaError(_undecodable(source, container, stream)) from error
    if found is None:
        raise MediaError(_undecodable(source, container, stream))
    track = AudioTrack(number, found.rate_hz, found.channels, found.frames, stream.codec_context.codec.canonical_name,
                       _bits(stream), stream.metadata.get("title", "") or stream.metadata.get("handler_name", ""))
    decoder = ContainerDecoder(source, container, stream, found)
    return BlockReader(decoder, track, container_name(container, source), found.notes)


def prepare(container: InputContainer, stream: AudioStream) -> None:
    """Step over the other tracks, and leave padding to us."""
    keep_only(container, stream)
    stream.codec_context.options = dict(MANUAL_TRIM)


def _undecodable(source: Source, container: InputContainer, stream: AudioStream) -> str:
    """FFmpeg goes by the name as well, so a guess that decodes to nothing says less than our own look."""
    if len(container.streams) == 1:
        return source.refusal()
    return (f"The sound in “{source.path.name}” ({stream.codec_context.name}) cannot be decoded from any place: "
            "copy the file again or convert it.")


def _bits(stream: AudioStream) -> int | None:
    name = stream.codec_context.codec.canonical_name
    if name.startswith("pcm_"):
        digits = "".join(filter(str.isdigit, name))
        return int(digits) if digits else 8
    if name in _BITS:
        return 16 if stream.codec_context.format.bytes == 2 else 24
    return None


class ContainerDecoder:
    """Decodes one track from any sample on."""

    def __init__(self, source: Source, container: InputContainer, stream: AudioStream, found: Survey) -> None:
        self._source = source
        self._container = container
        self._stream = stream
        self._index = stream.index
        self._found = found
        self._drops_next = False
        self._lapped = stream.codec_context.name == "vorbis"
        self._restart = restart_for(stream.codec_context.codec.canonical_name)

    def blocks(self, start: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
        size = self._found.packet_samples
        wanted = self._restart.begin(start, size)
        packets = self._placed_from(wanted, wanted - size)
        return self._restart.decode(packets, self._fresh, start, size)

    def close(self) -> None:
        self._container.close()

    def _fresh(self) -> Callable[[Packet[Any], int], Iterator[tuple[int, NDArray[np.float32]]]]:
        """A decoder that remembers nothing. Flushing AAC leaves its noise generator as it was, so it is made anew."""
        context = self._stream.codec_context
        self._drops_next = self._lapped
        if context.name != "aac":
            context.flush_buffers()
        else:
            extradata = context.extradata
            context = av.CodecContext.create("aac", "r")
            context.extradata = extradata
            context.options = dict(MANUAL_TRIM)
        return partial(self._decode, context)

    def _decode(self, context: AudioCodecContext, packet: Packet[Any], place: int
                ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        try:
            frames = context.decode(packet if packet.size else None)
        except av.error.FFmpegError:
            return  # damaged: stays silent
        if self._drops_next:  # the first Vorbis packet has no sound of its own, whatever the decoder gives
            self._drops_next = False
            return
        position = place
        for number, frame in enumerate(frames):
            if number == 0 and frame.pts is not None and frame.pts != packet.pts:
                position = self._found.timeline.position(frame.pts)
            if frame.sample_rate == self._found.rate_hz and not packet.is_discard:
                yield position, frame_samples(frame, self._found.channels)
            position += frame.samples

    def _placed_from(self, wanted: int, skip_to: int) -> Iterator[tuple[int, Packet[Any]]]:
        """Packets with their positions; those that end before `skip_to` are not worth decoding."""
        place = self._found.first_position
        for packet in self._packets_from(wanted):
            if packet.pts is not None:
                place = self._found.timeline.position(stamp(self._stream, packet, self._found.counted))
            if place >= skip_to and (packet.pts is not None or not packet.size):
                yield place, packet

    def _packets_from(self, wanted: int) -> Iterator[Packet[Any]]:
        """Packets from one that begins at or before `wanted`, seeking further back until one does."""
        begin, back = self._found.first_position, 0
        while True:
            target = begin if self._found.rewinds else max(wanted - back, begin)
            packets = self._from_start() if target <= begin else self._seek(target)
            first = next(packets, None)
            if target <= begin or self._reaches_back(first, wanted):
                break
            back = max(2 * back, self._found.rate_hz)
        if first is not None:
            yield first
            yield from packets

    def _reaches_back(self, packet: Packet[Any] | None, wanted: int) -> bool:
        return packet is not None and packet.pts is not None and self._found.timeline.position(packet.pts) <= wanted

    def _from_start(self) -> Iterator[Packet[Any]]:
        """Opened anew where seeking does not come back to the first packet, as where the guide starts later."""
        packets = self._seek(self._found.first_position)
        first = next(packets, None)
        if not self._reaches_back(first, self._found.first_position):
            self._reopen()
            packets = demuxed(self._container, self._stream)
            first = next(packets, None)
        if first is not None:
            yield first
            yield from packets

    def _reopen(self) -> None:
        self._container.close()
        self._container = open_container(self._source)
        self._stream = cast("AudioStream", self._container.streams[self._index])
        prepare(self._container, self._stream)

    def _seek(self, target: int) -> Iterator[Packet[Any]]:
        """Where the guide, whose index is quicker, cannot be followed, the track itself is sought in."""
        pts = self._found.timeline.pts(target)
        base = self._stream.time_base or Fraction(1)
        guide = film_stream(self._container) if self._found.guided else None
        for stream in filter(None, (guide, self._stream)):
            try:
                self._container.seek(int(pts * base / (stream.time_base or base)), stream=stream)
            except (av.error.FFmpegError, OSError):
                continue
            return demuxed(self._container, self._stream)
        return iter(())
