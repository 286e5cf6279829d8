"""Frames of raw MP3 and AAC streams found by their own headers, so that every one of them has an exact position.

Neither stream has an index. Hopping from header to header costs a fraction of a microsecond per frame; every 64th
offset is kept, which is 0.5 MB for a day of sound.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO

_CHUNK_BYTES = 1 << 20
_READ_BYTES = 1 << 16
_KEEP_EVERY = 64
_CHAIN = 3  # headers in a row that make a start believable
_MAX_FRAME_BYTES = 8192
_LAYER3_KBPS = {1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
                2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)}
_MP3_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_AAC_HZ = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


@dataclass(frozen=True, slots=True)
class Header:
    """What one frame says of itself. `kind` is the same for all frames of one stream."""

    codec: str
    rate_hz: int
    channels: int
    samples: int
    length: int
    side_bytes: int = 0

    @property
    def kind(self) -> tuple[str, int]:
        return self.codec, self.rate_hz


def parse_header(data: bytes, at: int) -> Header | None:
    """The frame header at `at`, or None where there is none."""
    if at + 7 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    if data[at + 1] & 0xF6 == 0xF0:
        return _parse_adts(data, at)
    return _parse_mp3(data, at)


def _parse_adts(data: bytes, at: int) -> Header | None:
    rate_index = data[at + 2] >> 2 & 15
    length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    if rate_index >= len(_AAC_HZ) or length < 8:
        return None
    layout = (data[at + 2] & 1) << 2 | data[at + 3] >> 6
    raw_blocks = (data[at + 6] & 3) + 1
    return Header("aac", _AAC_HZ[rate_index], 8 if layout == 7 else layout, 1024 * raw_blocks, length)


def _parse_mp3(data: bytes, at: int) -> Header | None:
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    bitrate_index, rate_index = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or bitrate_index in (0, 15) or rate_index == 3:
        return None
    first = version == 3
    rate_hz = _MP3_HZ[version][rate_index]
    kbps = _LAYER3_KBPS[1 if first else 2][bitrate_index]
    length = (144 if first else 72) * kbps * 1000 // rate_hz + (data[at + 2] >> 1 & 1)
    mono = data[at + 3] >> 6 == 3
    side = (17 if mono else 32) if first else (9 if mono else 17)
    return Header("mp3", rate_hz, 1 if mono else 2, 1152 if first else 576, length, side)


def find_frame(data: bytes, start: int) -> int | None:
    """Offset of the first frame from `start` on that is followed by others of its kind, or by the end."""
    at = data.find(b"\xff", start)
    while at >= 0:
        if _chained(data, at):
            return at
        at = data.find(b"\xff", at + 1)
    return None


def _chained(data: bytes, at: int) -> bool:
    first = parse_header(data, at)
    header = first
    for _ in range(_CHAIN - 1):
        if header is None or first is None or header.kind != first.kind:
            return False
        at += header.length
        if at >= len(data) - 7:
            return at == len(data)
        header = parse_header(data, at)
    return header is not None and first is not None and header.kind == first.kind


class FrameIndex:
    """Where each frame of a raw stream lies. Grows as it is asked; never holds more than every 64th offset.

    Damage is stepped over: as many frames are counted as fit into the lost bytes, so what follows stays in place.
    """

    def __init__(self, path: str, first: int, end: int) -> None:
        self._path = path
        self._end = end
        self._lock = Lock()  # readers on several threads share one index of a file
        data = self._bytes(first)
        found = find_frame(data, 0)
        header = parse_header(data, found) if found is not None else None
        if found is None or header is None:
            raise ValueError("no frames")
        self.header = header
        self._lengths = self._known_lengths()
        self.first = first + found
        self._marks = [(0, self.first)]
        self._next = (0, self.first)
        self.complete = False
        self.damaged = False
        self.cut_bytes = 0

    @property
    def known(self) -> int:
        """Frames found so far."""
        return self._next[0]

    @property
    def reached(self) -> int:
        """How far into the file frames were counted, in bytes."""
        return self._next[1]

    def extend(self, count: int | None = None, limit_s: float | None = None) -> bool:
        """Find frames until `count` are known, or all; False where time ran out first."""
        stop_at = None if limit_s is None else time.monotonic() + limit_s
        while not self.complete and (count is None or self.known < count):
            with self._lock:
                self._hop_chunk()
            if stop_at is not None and time.monotonic() > stop_at:
                return self.complete
        return True

    def frames(self, file: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
        """Frame numbers and their bytes from number `start` on; lost ones are left out."""
        self.extend(start + 1)
        mark = max(bisect_right(self._marks, (start, 1 << 62)) - 1, 0)
        number, offset = self._marks[mark]
        data, base = b"", offset
        while offset < self._end:
            if offset - base + _MAX_FRAME_BYTES > len(data) and base + len(data) < self._end:
                data, base = self._read(file, offset, _READ_BYTES), offset
            at = offset - base
            header = parse_header(data, at)
            if header is None or header.kind != self.header.kind:
                number, offset, _ = self._resync(number, offset)
                continue
            if at + header.length > len(data):
                return
            if number >= start:
                yield number, data[at : at + header.length]
            number, offset = number + 1, offset + header.length

    def _bytes(self, offset: int) -> bytes:
        with open(self._path, "rb") as file:
            return self._read(file, offset, _CHUNK_BYTES)

    def _read(self, file: BinaryIO, offset: int, count: int) -> bytes:
        file.seek(offset)
        return file.read(min(count, self._end - offset))

    def _hop_chunk(self) -> None:
        number, base = self._next
        data = self._bytes(base)
        number, at = self._hop(data, base, number)
        if base + at >= self._end:
            self.complete = True
        elif at + 7 > len(data) or self._fits(data, at):
            if base + len(data) >= self._end:
                self.cut_bytes, self.complete = self._end - base - at, True
        else:
            number, offset, self.complete = self._resync(number, base + at)
            at = offset - base
            self.damaged = self.damaged or not self.complete
        self._next = (number, base + at)

    def _fits(self, data: bytes, at: int) -> bool:
        header = parse_header(data, at)
        return header is not None and header.kind == self.header.kind

    def _hop(self, data: bytes, base: int, number: int) -> tuple[int, int]:
        """Count frames while headers are good and frames whole."""
        step = self._step_adts if self.header.codec == "aac" else self._step_mp3
        at, marks = 0, self._marks
        while True:
            if number % _KEEP_EVERY == 0 and marks[-1][0] < number:
                marks.append((number, base + at))
            hops = _KEEP_EVERY - number % _KEEP_EVERY
            done, at = step(data, at, hops)
            number += done
            if done < hops:
                return number, at

    def _step_adts(self, data: bytes, at: int, hops: int) -> tuple[int, int]:
        stop = len(data) - 7
        for done in range(hops):
            if at > stop or data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
                return done, at
            length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
            if length < 8 or at + length > len(data):
                return done, at
            at += length
        return hops, at

    def _step_mp3(self, data: bytes, at: int, hops: int) -> tuple[int, int]:
        stop, lengths = len(data) - 7, self._lengths
        for done in range(hops):
            if at > stop or data[at] != 0xFF:
                return done, at
            length = lengths.get(data[at + 1 : at + 3])
            if length is None or at + length > len(data):
                return done, at
            at += length
        return hops, at

    def _known_lengths(self) -> dict[bytes, int]:
        """Second and third header byte → length, for the headers that belong to this stream."""
        pairs = ((bytes((second, third)), _parse_mp3(bytes((0xFF, second, third, 0, 0, 0, 0)), 0))
                 for second in range(0xE0, 0x100) for third in range(0x100))
        return {pair: header.length for pair, header in pairs if header and header.kind == self.header.kind}

    def _resync(self, number: int, offset: int) -> tuple[int, int, bool]:
        """The next believable frame after damage, and whether the stream is over instead."""
        start = offset + 1
        while start < self._end:
            data = self._bytes(start)
            found = find_frame(data, 0)
            if found is not None:
                resumed = start + found
                average = (offset - self.first) / number if number else self.header.length
                return number + round((resumed - offset) / average), resumed, False
            start += max(len(data) - _MAX_FRAME_BYTES * _CHAIN, 1) if start + len(data) < self._end else len(data)
        return number, self._end, True
