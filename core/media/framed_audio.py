"""Raw MP3 and AAC files, decoded frame by frame at positions counted by their own index.

Neither libsndfile nor FFmpeg seeks exactly in all of these: low bit rates, no Xing header, a varying rate.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from core.domain import AudioTrack
from core.errors import MediaError
from core.media.frame_samples import frame_samples
from core.media.mpeg_frames import FrameIndex
from core.media.notes import DAMAGED, ends_early
from core.media.packet_audio import BlockReader
from core.media.restart import restart_for
from core.media.signature import tag_bytes
from core.media.source import Source

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

_DECODERS = {"mp3": "mp3float", "aac": "aac"}
_DECODER_DELAY = 529  # samples that every MP3 decoder adds (528) and one
_COUNT_LIMIT_S = 1.5
_TAIL_TAG_BYTES = 128
_FORM_FRAMES = 32
_LEAST_FRAME_BYTES = 24


@dataclass(frozen=True, slots=True)
class Gapless:
    """What the Xing or Info frame in front of an MP3 says: frames, and samples to drop at both ends."""

    frames: int = 0
    stream_bytes: int = 0
    skip: int = 0
    drop: int = 0


def open_framed(source: Source) -> BlockReader:
    """Raises `MediaError` where the frames cannot be followed."""
    try:
        index, gapless = _indexed(source.absolute, source.size, source.stamp_ns)
    except (ValueError, OSError) as error:
        raise MediaError(source.refusal()) from error
    counted, sure = _frame_count(index, gapless, source.size)
    decoder = FramedDecoder(source, index, gapless.skip)
    rate_hz, channels, samples = decoder.form
    length = counted * samples - gapless.skip
    if not gapless.frames or counted >= gapless.frames:
        length -= gapless.drop  # otherwise the padding was in the part that is missing
    notes = _notes(index, gapless, (max(length, 0) / rate_hz, gapless.frames * samples / rate_hz), counted, sure)
    codec = index.header.codec
    track = AudioTrack(0, rate_hz, channels, max(length, 0), codec)
    return BlockReader(decoder, track, "mp3" if codec == "mp3" else "adts", notes)


class FramedDecoder:
    """Decodes from any frame on, some frames earlier so that the decoder's memory is as in a full decode."""

    def __init__(self, source: Source, index: FrameIndex, skip: int) -> None:
        self._file = open(source.path, "rb")  # noqa: SIM115 - closed by close()
        self._index = index
        self._skip = skip
        self._restart = restart_for(index.header.codec)
        self.form = (index.header.rate_hz, index.header.channels, index.header.samples)
        self.form = self._decoded_form()

    def blocks(self, start: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
        samples = self.form[2]
        first = max((self._restart.begin(start + self._skip, samples)) // samples, 0)
        packets = ((number * samples, data) for number, data in self._index.frames(self._file, first))
        return self._restart.decode(packets, self._fresh, start + self._skip, samples)

    def _fresh(self) -> Callable[[bytes, int], Iterator[tuple[int, NDArray[np.float32]]]]:
        return partial(self._decode, self._context())

    def _context(self) -> AudioCodecContext:
        return cast("AudioCodecContext", av.CodecContext.create(_DECODERS[self._index.header.codec], "r"))

    def _decode(self, context: AudioCodecContext, data: bytes, place: int
                ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        try:
            frames = context.decode(av.Packet(data))
        except av.error.FFmpegError:
            return  # damaged: stays silent
        rate_hz, channels, _ = self.form
        for frame in frames:
            if frame.sample_rate == rate_hz:
                yield place - self._skip, frame_samples(frame, channels)
            place += frame.samples

    def close(self) -> None:
        self._file.close()

    def _decoded_form(self) -> tuple[int, int, int]:
        """Rate, channels and samples of a frame as decoded: AAC may double the rate that its headers tell."""
        context = self._context()
        for number, data in self._index.frames(self._file, 0):
            try:
                frames = context.decode(av.Packet(data))
            except av.error.FFmpegError:
                frames = []
            if frames:
                found = frames[0]
                return found.sample_rate, found.layout.nb_channels, sum(frame.samples for frame in frames)
            if number > _FORM_FRAMES:
                break
        return self.form


@lru_cache(maxsize=8)
def _indexed(path: str, size: int, stamp_ns: int) -> tuple[FrameIndex, Gapless]:
    """The index of this version of a file; shared, so that each of several readers need not count again."""
    del stamp_ns
    with open(path, "rb") as file:
        head = file.read(10)
        file.seek(max(size - _TAIL_TAG_BYTES, 0))
        end = size - _TAIL_TAG_BYTES if file.read(3) == b"TAG" else size
        index = FrameIndex(path, tag_bytes(head), end)
        if index.header.codec != "mp3":
            return index, Gapless()
        file.seek(index.first)
        frame = file.read(index.header.length)
    gapless = _parse_gapless(frame, 4 + index.header.side_bytes)
    if gapless is None:
        return index, Gapless()
    sound_bytes = gapless.stream_bytes - index.header.length  # its total includes itself
    return FrameIndex(path, index.first + index.header.length, end), replace(gapless, stream_bytes=sound_bytes)


def _parse_gapless(frame: bytes, at: int) -> Gapless | None:
    """The Xing/Info frame, which holds no sound; None where the first frame is an ordinary one."""
    if frame[36:40] == b"VBRI" and len(frame) >= 54:
        stream_bytes, frames = struct.unpack(">II", frame[46:54])
        return Gapless(frames, stream_bytes)
    if frame[at : at + 4] not in (b"Xing", b"Info"):
        return None
    flags = int.from_bytes(frame[at + 4 : at + 8], "big")
    cursor, fields = at + 8, [0, 0]
    for bit in (0, 1):
        if flags >> bit & 1:
            fields[bit] = int.from_bytes(frame[cursor : cursor + 4], "big")
            cursor += 4
    cursor += (100 if flags & 4 else 0) + (4 if flags & 8 else 0)
    if frame[cursor : cursor + 4] not in (b"LAME", b"Lavf", b"Lavc") or len(frame) < cursor + 24:
        return Gapless(*fields)
    delays = int.from_bytes(frame[cursor + 21 : cursor + 24], "big")
    return Gapless(fields[0], fields[1], (delays >> 12) + _DECODER_DELAY, (delays & 4095) - _DECODER_DELAY)


def _frame_count(index: FrameIndex, gapless: Gapless, size: int) -> tuple[int, bool]:
    """Frames in the file, and whether that is sure; counted where no header tells it and the bytes bear it out."""
    room = size - index.first
    told = gapless.frames * _LEAST_FRAME_BYTES <= room and 0 < gapless.stream_bytes <= room
    if gapless.frames and told:
        return gapless.frames, True
    if index.extend(limit_s=_COUNT_LIMIT_S):
        return index.known, True
    return round(index.known * room / max(index.reached - index.first, 1)), False


def _notes(index: FrameIndex, gapless: Gapless, seconds: tuple[float, float], counted: int, sure: bool
           ) -> tuple[str, ...]:
    notes = []
    if gapless.frames and counted < gapless.frames:
        notes.append(ends_early(*seconds))
    elif not gapless.frames and index.cut_bytes:
        notes.append(ends_early(seconds[0]))
    if index.damaged:
        notes.append(DAMAGED)
    if not sure:
        notes.append("The file is too long to be counted at once; its length is estimated.")
    return tuple(notes)
