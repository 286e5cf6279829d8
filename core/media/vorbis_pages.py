"""Where each page of an Ogg Vorbis file stands in time, counted from the packets themselves.

The pages' own time stamps are not to be trusted: common writers get single ones wrong by some hundred samples, and
libsndfile and FFmpeg, which seek by them, are wrong there too. The index grows as far as it is asked for.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.media.vorbis_setup import HEADERS, VorbisSetup, read_setup

CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 27
_CONTINUED, _FIRST = 1, 2


@dataclass(frozen=True, slots=True)
class Page:
    offset: int
    end: int
    flags: int
    granule: int
    serial: bytes
    number: int
    lacing: bytes
    body: bytes


def pages_from(file: BinaryIO, offset: int, serial: bytes | None = None) -> Iterator[Page]:
    """The whole pages of one stream from an offset on; what is between them is passed over."""
    file.seek(offset)
    data, base, at = b"", offset, 0
    while True:
        at = data.find(b"OggS", at)
        page = _page(data, at, base) if at >= 0 else None
        if page is not None:
            at = page.end - base
            if serial is None or page.serial == serial:
                yield page
            continue
        more = file.read(CHUNK_BYTES)
        if not more:
            return
        kept = at if at >= 0 else max(len(data) - 3, 0)
        data, base, at = data[kept:] + more, base + kept, 0


def _page(data: bytes, at: int, base: int) -> Page | None:
    """None where it is not all there yet."""
    if len(data) < at + _HEAD_BYTES:
        return None
    body = at + _HEAD_BYTES + data[at + 26]
    lacing = data[at + _HEAD_BYTES : body]
    end = body + sum(lacing)
    if len(lacing) < data[at + 26] or len(data) < end:
        return None
    granule = int.from_bytes(data[at + 6 : at + 14], "little", signed=True)
    number = int.from_bytes(data[at + 18 : at + 22], "little")
    return Page(base + at, base + end, data[at + 5], granule, data[at + 14 : at + 18], number, lacing, data[body:end])


def packets_of(page: Page) -> Iterator[tuple[bytes, bool]]:
    """Pieces of packets, and whether each is the end of its packet."""
    at = begin = 0
    for length in page.lacing:
        at += length
        if length < 255:
            yield page.body[begin:at], True
            begin = at
    if begin < at or (page.lacing and page.lacing[-1] == 255):
        yield page.body[begin:at], False


class VorbisIndex:
    """Shared by all readers of a file. `before` finds where to begin so that a sample is decoded as in one run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._offsets = array("q")  # of the pages on which a packet begins
        self._places = array("q")  # where the sound stands once the first such packet is decoded
        self._place = self._size = 0
        self._open: int | None = None  # the page whose first packet is not complete yet
        self._number: int | None = None
        self._partial = b""
        self.trim = 0  # samples that the file asks to drop at its start
        self.serial, self.setup, self._next = self._read_headers()
        self._whole = False
        self._seen_sound = False

    def reach(self, place: int) -> None:
        """Count until an entry after `place` is known, or the end."""
        with self._lock:
            if not self._whole and (not self._places or self._places[-1] <= place):
                self._count(place)

    def before(self, place: int) -> tuple[int, int]:
        """Offset of the page to begin at, and where the sound stands after the first packet that begins there."""
        self.reach(place)
        if not self._places:
            return self._next, 0
        entry = max(bisect_right(self._places, place) - 1, 0)
        return self._offsets[entry], self._places[entry]

    def after(self, offset: int) -> tuple[int, int] | None:
        """The first page to begin at from an offset on; None at the end of the file."""
        while not self._whole and (not self._offsets or self._offsets[-1] < offset):
            self.reach(self._places[-1] if self._places else 0)
        entry = bisect_right(self._offsets, offset - 1)
        return (self._offsets[entry], self._places[entry]) if entry < len(self._offsets) else None

    def _read_headers(self) -> tuple[bytes, VorbisSetup, int]:
        packets: list[bytes] = []
        partial = b""
        with self._path.open("rb") as file:
            head = file.read(18)
            for page in pages_from(file, 0, head[14:18]):
                for piece, ends in packets_of(page):
                    partial += piece
                    if ends:
                        packets.append(partial)
                        partial = b""
                if len(packets) >= HEADERS:
                    setup = read_setup((packets[0], packets[1], packets[2]))
                    if setup is None or not setup.channels or not setup.rate_hz:
                        break
                    return head[14:18], setup, page.end
                if page.offset > CHUNK_BYTES:
                    break
        raise ValueError("no Vorbis headers")

    def _count(self, place: int) -> None:
        with self._path.open("rb") as file:
            for page in pages_from(file, self._next, self.serial):
                if page.flags & _FIRST:  # another recording follows
                    break
                self._add(page)
                self._next = page.end
                if self._places and self._places[-1] > place:
                    return
        self._whole = True

    def _add(self, page: Page) -> None:
        hole = self._number is not None and page.number != self._number + 1
        self._number = page.number
        if hole:
            self._partial, self._open, self._size = b"", None, 0
        begins = not page.flags & _CONTINUED  # whether the next piece begins a packet
        lost = not begins and not self._partial
        marked = False
        for piece, ends in packets_of(page):
            if begins and not marked:
                self._open, marked = page.offset, True
            if begins or not lost:
                self._partial = self._partial or piece[:1]
            if ends:
                self._packet_ends()
                lost = False
            begins = ends
        if hole and page.granule > self._place:
            self._move(page)
        if not self._seen_sound and page.granule >= 0 and self._places:
            self._seen_sound = True
            self.trim = max(self._place - page.granule, 0) if not page.flags & 4 else 0

    def _move(self, page: Page) -> None:
        """After a hole only the page's own stamp tells how much is missing."""
        missing, self._place = page.granule - self._place, page.granule
        if self._offsets and self._offsets[-1] == page.offset:
            self._places[-1] += missing

    def _packet_ends(self) -> None:
        size = self.setup.size(self._partial[0]) if self._partial else 0
        if size:
            self._place += (self._size + size) // 4 if self._size else 0
            self._size = size
            if self._open is not None:
                self._offsets.append(self._open)
                self._places.append(self._place)
        self._open, self._partial = None, b""
