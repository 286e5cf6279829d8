"""Finds where the samples of WAV, AIFF, AU, CAF and W64 files begin and how many bytes of them were promised."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO

from core.media.sound_extent import Extent

if TYPE_CHECKING:
    from core.media.source import Source

_MOST_CHUNKS = 1000
_UNKNOWN = (0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFFFFFFFFFF)
_SLACK = 0x7FFF0000  # programs that write to a pipe put sizes near 2 or 4 GiB


def measure(source: Source) -> Extent:
    with open(source.path, "rb") as file:
        found = _data_chunk(file, source.head)
    if found is None:
        return Extent()
    start, promised = found
    there = source.size - start
    if promised == 0 and there > 8 and source.head[:4] in (b"RIFF", b"RIFX"):
        return Extent(unsuited=True, cut=True)
    if promised in _UNKNOWN or there >= promised or there <= 0 or _is_pipe_size(promised, source.head):
        return Extent()
    return Extent(told_ratio=promised / there, cut=True)


def promised_end(file: BinaryIO) -> int:
    """The byte after the last sample that the header promises; 0 where it promises nothing."""
    head = file.read(12)
    found = _data_chunk(file, head)
    if found is None or found[1] in _UNKNOWN or _is_pipe_size(found[1], head):
        return 0
    return found[0] + found[1]


def _is_pipe_size(promised: int, head: bytes) -> bool:
    return head[:4] in (b"RIFF", b"RIFX") and promised >= _SLACK and struct.unpack("<I", head[4:8])[0] in (
        0, *_UNKNOWN[:2])


def _data_chunk(file: BinaryIO, head: bytes) -> tuple[int, int] | None:
    """Offset of the first sample byte, and the number of bytes that the header promises."""
    mark = head[:4]
    if mark == b".snd":
        start, promised = struct.unpack(">II", head[4:12])
        return start, promised
    if mark == b"caff":
        return _walk(file, 8, ">4sq", b"data", 0, extra=4)
    if mark == b"riff":
        return _walk_w64(file)
    if mark == b"FORM":
        found = _walk(file, 12, ">4sI", b"SSND", 1, extra=8)
        return found
    big = mark == b"RIFX"
    found = _walk(file, 12, ">4sI" if big else "<4sI", b"data", 1)
    if found and mark in (b"RF64", b"BW64") and found[1] == 0xFFFFFFFF:
        wide = _walk(file, 12, "<4sI", b"ds64", 1)
        if wide:
            file.seek(wide[0] + 8)
            return found[0], int.from_bytes(file.read(8), "little")
    return found


def _walk(file: BinaryIO, offset: int, form: str, wanted: bytes, pad: int, extra: int = 0) -> tuple[int, int] | None:
    size, end = struct.calcsize(form), os.fstat(file.fileno()).st_size
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        header = file.read(size)
        if len(header) < size:
            return None
        name, length = struct.unpack(form, header)
        if name == wanted:
            return offset + size + extra, length - extra if length > 0 else length & 0xFFFFFFFFFFFFFFFF
        offset += size + length + (length & pad)
        if length < 0 or offset > end:
            return None
    return None


def _walk_w64(file: BinaryIO) -> tuple[int, int] | None:
    offset, end = 40, os.fstat(file.fileno()).st_size
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        header = file.read(24)
        if len(header) < 24:
            return None
        length = int.from_bytes(header[16:], "little")
        if header[:4] == b"data":
            return offset + 24, length - 24
        offset += length + 7 & ~7
        if length < 24 or offset > end:
            return None
    return None
