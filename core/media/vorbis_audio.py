"""Ogg Vorbis, decoded packet by packet at positions counted by an index of our own."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from core.domain import AudioTrack
from core.media.frame_samples import frame_samples
from core.media.packet_audio import BlockReader
from core.media.source import Source
from core.media.vorbis_pages import VorbisIndex, packets_of, pages_from

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

Samples = NDArray[np.float32]


def open_vorbis(source: Source, frames: int, notes: tuple[str, ...]) -> BlockReader | None:
    """`frames` is what the last page tells. None where the headers cannot be followed."""
    try:
        index = _indexed(source.absolute, source.size, source.stamp_ns)
    except (ValueError, OSError):
        return None
    setup = index.setup
    index.reach(0)
    track = AudioTrack(0, setup.rate_hz, setup.channels, max(frames - index.trim, 0), "vorbis")
    return BlockReader(VorbisDecoder(source.path, index), track, "ogg", notes)


@lru_cache(maxsize=8)
def _indexed(path: str, size: int, stamp_ns: int) -> VorbisIndex:
    """One index for all readers of a file, as long as it stays as it is."""
    return VorbisIndex(Path(path))


class VorbisDecoder:
    def __init__(self, path: Path, index: VorbisIndex) -> None:
        self._file = path.open("rb")
        self._index = index

    def blocks(self, start: int) -> Iterator[tuple[int, Samples]]:
        entry: tuple[int, int] | None = self._index.before(start + self._index.trim)
        while entry is not None:
            hole = yield from self._run(*entry)
            entry = self._index.after(hole) if hole is not None else None

    def close(self) -> None:
        self._file.close()

    def _run(self, offset: int, place: int) -> Generator[tuple[int, Samples], None, int | None]:
        """Decode without a break; gives back the offset of the page before which something is missing."""
        setup, trim = self._index.setup, self._index.trim
        context = av.CodecContext.create("vorbis", "r")
        context.extradata = setup.extradata
        packets = _Packets(self._file, offset, self._index.serial)
        before = 0
        for data in packets:
            size = setup.size(data[0]) if data else 0
            if not size:
                continue
            samples = _decoded(context, data, setup.channels)
            if before:
                if samples is not None and len(samples) == (before + size) // 4:
                    yield place - trim, samples
                place += (before + size) // 4
            before = size
        return packets.hole


def _decoded(context: AudioCodecContext, data: bytes, channels: int) -> Samples | None:
    """None where the packet is damaged or, being the first, has no sound of its own."""
    try:
        frames = context.decode(av.Packet(data))
    except av.error.FFmpegError:
        return None
    return np.concatenate([frame_samples(frame, channels) for frame in frames]) if frames else None


class _Packets:
    """The packets from the first that begins on a page on. `hole` tells at which page they stopped too early."""

    def __init__(self, file: BinaryIO, offset: int, serial: bytes) -> None:
        self._file, self._offset, self._serial = file, offset, serial
        self.hole: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        partial = b""
        skips, number = True, None
        for page in pages_from(self._file, self._offset, self._serial):
            if number is not None and page.number != number + 1:
                self.hole = page.offset
                return
            if number is None:
                skips = bool(page.flags & 1)  # the end of a packet that began before
            number = page.number
            for piece, ends in packets_of(page):
                if not skips:
                    partial += piece
                if ends:
                    if not skips:
                        yield partial
                    skips, partial = False, b""
