"""Reads the first and last pages of an Ogg file: how many streams, whether it ends, where its last page begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.media.sound_extent import Extent

if TYPE_CHECKING:
    from core.media.source import Source

_TAIL_BYTES = 3 * 65307  # three pages of the largest size
_FIRST, _LAST = 2, 4
_SOUND = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC")
_MARGIN = 8192  # so that the block before the page's first one is decoded too


_CHAINED = "Several recordings follow one another in this file; only the first is read."


def measure(source: Source) -> Extent:
    with open(source.path, "rb") as file:
        head = file.read(_TAIL_BYTES)
        file.seek(max(source.size - _TAIL_BYTES, 0))
        tail = file.read()
    firsts = 0
    for at, flags, _, _ in pages(head):
        if not flags & _FIRST:
            break
        firsts += 1
        if not any(mark in head[at : at + 64] for mark in _SOUND):
            return Extent(unsuited=True)
    found = list(pages(tail))
    if firsts != 1 or not found:
        return Extent(unsuited=True)
    granules = [granule for _, _, granule, _ in found if granule >= 0]
    before_last = granules[-2] if len(granules) > 1 else 0
    ended = bool(found[-1][1] & _LAST) and found[-1][3] <= len(tail)
    chained = tail[found[-1][0] + 14 : found[-1][0] + 18] != head[14:18]
    return Extent(note=_CHAINED if chained else "", cut=not ended, last_safe=max(before_last - _MARGIN, 0))


def pages(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Offset, flags, granule position and end offset of each page; the last may end beyond the data."""
    at = data.find(b"OggS")
    while 0 <= at <= len(data) - 27:
        segments = data[at + 26]
        end = at + 27 + segments + sum(data[at + 27 : at + 27 + segments])
        granule = int.from_bytes(data[at + 6 : at + 14], "little", signed=True)
        yield at, data[at + 5], granule, end
        at = data.find(b"OggS", end if data[end : end + 4] == b"OggS" else at + 4)
