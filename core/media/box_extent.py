"""How many bytes a container's outermost header promises, to tell a file that was cut short."""

from __future__ import annotations

from typing import BinaryIO

from core.media.pcm_extent import promised_end

_SEGMENT = b"\x18\x53\x80\x67"
_MOST_BOXES = 100_000


def promised_bytes(path: str, format_name: str) -> int:
    """0 where the header promises nothing."""
    try:
        with open(path.removeprefix("file:"), "rb") as file:
            if format_name.startswith("mov"):
                return _boxes_end(file)
            if format_name.startswith("matroska"):
                return _segment_end(file.read(4096))
            if format_name == "avi":
                return _riff_end(file)
            if format_name in ("caf", "wav", "aiff", "w64", "au"):
                return promised_end(file)
    except OSError:
        return 0
    return 0


def _boxes_end(file: BinaryIO) -> int:
    """End of the last top-level box of an MP4, hopping from one to the next."""
    offset = 0
    for _ in range(_MOST_BOXES):
        file.seek(offset)
        header = file.read(16)
        if len(header) < 8:
            return offset + len(header) if not header else offset + 8
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8:
            return 0
        offset += length
    return 0


def _segment_end(head: bytes) -> int:
    at = head.find(_SEGMENT)
    if at < 0:
        return 0
    width = 9 - head[at + 4].bit_length()
    field = head[at + 4 : at + 4 + width]
    length = int.from_bytes(field, "big") & (1 << 7 * width) - 1
    unknown = length == (1 << 7 * width) - 1
    return 0 if unknown else at + 4 + width + length


def _riff_end(file: BinaryIO) -> int:
    """AVI beyond 1 GB is a row of RIFF chunks."""
    offset = end = 0
    for _ in range(_MOST_BOXES):
        file.seek(offset)
        header = file.read(8)
        if len(header) < 8 or header[:4] != b"RIFF":
            return end
        offset = end = offset + 8 + int.from_bytes(header[4:8], "little")
        offset += offset & 1
    return end
