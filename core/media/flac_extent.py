"""Finds the end of a FLAC file from the frame headers in its last bytes.

The header's total is a promise made before or after the sound was written: it may be missing, or longer than the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from core.media.sound_extent import Extent

if TYPE_CHECKING:
    from core.media.source import Source

_WINDOW_BYTES = 1 << 17
_SIZES = {1: 192, **{code: 576 << code - 2 for code in range(2, 6)}, **{code: 256 << code - 8 for code in range(8, 16)}}


def _table(polynomial: int, bits: int) -> tuple[int, ...]:
    top, mask, rows = 1 << bits - 1, (1 << bits) - 1, []
    for value in range(256):
        value <<= bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
        rows.append(value)
    return tuple(rows)


_CRC8, _CRC16 = _table(0x07, 8), _table(0x8005, 16)


@dataclass(frozen=True, slots=True)
class StreamInfo:
    smallest: int
    largest: int
    largest_bytes: int
    bits: int
    total: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame header: where it lies in the bytes looked at, its first sample, and how many it holds."""

    at: int
    first: int
    samples: int


def measure(source: Source) -> Extent:
    info = parse_info(source.head)
    if info is None:
        return Extent()
    with open(source.path, "rb") as file:
        end = find_end(file, source.size, info)
    if end is None or end == info.total:
        return Extent(bits=info.bits)
    if info.total and end > info.total:
        return Extent(bits=info.bits)
    return Extent(frames=end, told_frames=info.total or None, cut=bool(info.total), bits=info.bits)


def parse_info(head: bytes) -> StreamInfo | None:
    if len(head) < 42 or head[4] & 0x7F:
        return None
    block = head[8:42]
    packed = int.from_bytes(block[10:18], "big")
    return StreamInfo(int.from_bytes(block[0:2], "big"), int.from_bytes(block[2:4], "big"),
                      int.from_bytes(block[7:10], "big"), (packed >> 36 & 31) + 1, packed & (1 << 36) - 1)


def find_end(file: BinaryIO, size: int, info: StreamInfo) -> int | None:
    """The sample after the last whole frame; where the tail holds none, the last place that does is bisected for."""
    window = max(_WINDOW_BYTES, 3 * info.largest_bytes)
    low, high, best = 0, size, _end_within(file, size - window, size, size, info)
    if best is not None:
        return best
    while high - low > window:
        middle = (low + high) // 2
        found = _end_within(file, middle, min(middle + 2 * window, size), size, info)
        low, high, best = (middle, high, found) if found is not None else (low, middle, best)
    return best if best is not None else _end_within(file, 0, min(2 * window, size), size, info)


def _end_within(file: BinaryIO, start: int, stop: int, size: int, info: StreamInfo) -> int | None:
    file.seek(max(start, 0))
    data = file.read(stop - max(start, 0))
    frames = list(_headers(data, info))
    for later in range(len(frames) - 1, -1, -1):
        frame = frames[later]
        last = frame.first + frame.samples
        if stop >= size and (_crc16(data[frame.at :]) == 0 or (last == info.total and _closes(data, frame.at))):
            return last
        for earlier in range(later - 1, max(later - 4, -1), -1):
            before = frames[earlier]
            if before.first + before.samples == frame.first and _crc16(data[before.at : frame.at]) == 0:
                return frame.first
    return None


def _headers(data: bytes, info: StreamInfo) -> list[Frame]:
    found, at = [], data.find(b"\xff")
    while 0 <= at < len(data) - 6:
        if data[at + 1] & 0xFE == 0xF8:
            frame = _parse(data, at, info)
            if frame:
                found.append(frame)
        at = data.find(b"\xff", at + 1)
    return found


def _parse(data: bytes, at: int, info: StreamInfo) -> Frame | None:
    size_code, rate_code = data[at + 2] >> 4, data[at + 2] & 15
    if size_code == 0 or rate_code == 15 or data[at + 3] & 1:
        return None
    number, cursor = _coded_number(data, at + 4)
    samples = _SIZES.get(size_code, 0)
    if size_code in (6, 7):
        width = size_code - 5
        samples = int.from_bytes(data[cursor : cursor + width], "big") + 1
        cursor += width
    cursor += {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    if number < 0 or cursor >= len(data) or _crc8(data[at:cursor]) != data[cursor]:
        return None
    varies = data[at + 1] & 1
    first = number if varies else number * info.smallest
    return None if info.total and first >= info.total else Frame(at, first, samples)


def _coded_number(data: bytes, at: int) -> tuple[int, int]:
    """The frame's number, coded as UTF-8 is but up to 36 bits; −1 where it is not one."""
    lead = data[at]
    if lead < 0x80:
        return lead, at + 1
    more = 0
    while lead << more & 0x80:
        more += 1
    if more < 2 or more > 7 or at + more > len(data):
        return -1, at
    value = lead & (0x7F >> more)
    for byte in data[at + 1 : at + more]:
        if byte & 0xC0 != 0x80:
            return -1, at
        value = value << 6 | byte & 0x3F
    return value, at + more


def _closes(data: bytes, at: int) -> bool:
    """Whether the frame's check sum comes out somewhere before the end: tags or padding may follow the last frame."""
    value = 0
    for byte in data[at:]:
        value = (value << 8 & 0xFFFF) ^ _CRC16[value >> 8 ^ byte]
        if value == 0:
            return True
    return False


def _crc8(data: bytes) -> int:
    value = 0
    for byte in data:
        value = _CRC8[value ^ byte]
    return value


def _crc16(data: bytes) -> int:
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFF) ^ _CRC16[value >> 8 ^ byte]
    return value
