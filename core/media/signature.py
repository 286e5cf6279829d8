"""Tells from a file's first bytes which decoder to ask first; its name plays no part."""

from __future__ import annotations

from enum import Enum, auto

from core.media.mpeg_frames import find_frame
from core.media.source import Source

_W64 = b"riff\x2e\x91\xcf\x11"
_FRAMED_LOOK_BYTES = 1 << 17
_FIRST_FRAMES_BYTES = 1 << 13  # a first frame or two may be damaged


class Family(Enum):
    """Which of the decoders is exact and fast for a file."""

    SOUNDFILE = auto()
    OGG = auto()
    FRAMED = auto()
    CONTAINER = auto()


def family(source: Source) -> Family:
    head = source.head
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return Family.SOUNDFILE
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return Family.SOUNDFILE
    if head[:4] in (b"fLaC", b".snd", b"caff") or head[:8] == _W64:
        return Family.SOUNDFILE
    if head[:4] == b"OggS":
        return Family.OGG
    if _starts_framed(source):
        return Family.FRAMED
    return Family.CONTAINER


def tag_bytes(head: bytes) -> int:
    """Length of the ID3v2 tag that some programs put before the sound."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + 10 + (10 if head[5] & 0x10 else 0)


def _starts_framed(source: Source) -> bool:
    """Frames that follow one another from the start, or after a tag; one sync word alone is in any file."""
    tag = tag_bytes(source.head)
    with open(source.path, "rb") as file:
        file.seek(tag)
        look = file.read(_FRAMED_LOOK_BYTES)
    padding = len(look) - len(look.lstrip(b"\0"))
    if look[:4] == b"fLaC" or (look[padding : padding + 1] != b"\xff" and not tag):
        return False
    found = find_frame(look, padding)
    return found is not None and (tag > 0 or found - padding < _FIRST_FRAMES_BYTES)
