"""Which frames a film has and when each is shown, found by reading packets without decoding them.

Each frame is known by a stamp that the decoder hands through from the packet to the picture; the index keeps
stamps in the order shown: 16 bytes a frame, and 16 more for each key frame.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.frame_source import FrameSource, Stamp
from core.progress import Progress

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

HEAD_FRAMES = 32
PACKETS_BETWEEN_STEPS = 512
FRAMES_BETWEEN_STEPS = 16
SHORTFALL_S = 0.5
_NONE = -(2**63)
_VP8_SHOWN = 0x10


@dataclass(frozen=True)
class FrameIndex:
    """`stamps` and `times_s` are in the order shown; decoding can start at `key_rows`."""

    stamp: Stamp
    stamps: NDArray[np.int64]
    times_s: NDArray[np.float64]
    key_rows: NDArray[np.int64]
    key_seeks: NDArray[np.int64]  # where to send the demuxer for each of them
    notes: tuple[str, ...] = ()
    _sorter: NDArray[np.int64] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.stamps)

    def row_of(self, stamp: int) -> int | None:
        """The frame with this stamp; None for one that is decoded but never shown."""
        place = int(np.searchsorted(self.stamps, stamp, sorter=self._sorter))
        if place == len(self.stamps):
            return None
        row = place if self._sorter is None else int(self._sorter[place])
        return row if self.stamps[row] == stamp else None

    def key_before(self, row: int) -> int:
        """Which of the restart points is the last at or before a frame."""
        return max(int(np.searchsorted(self.key_rows, row, side="right")) - 1, 0)

    def row_at(self, time_s: float) -> int:
        """The frame shown at a time: the last that has begun, or the first when none has."""
        return max(int(np.searchsorted(self.times_s, time_s + 1e-6, side="right")) - 1, 0)


@dataclass
class _Packets:
    """What the packets of the picture track say, in the order in which they are stored."""

    shown: array[int] = field(default_factory=lambda: array("q"))
    decoded: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("q"))
    numbers: array[int] = field(default_factory=lambda: array("q"))
    keys: bytearray = field(default_factory=bytearray)
    sound: bytearray = field(default_factory=bytearray)
    read: int = 0
    cut: bool = False

    def add(self, packet: Packet[VideoStream]) -> None:
        self.shown.append(_NONE if packet.pts is None else packet.pts)
        self.decoded.append(_NONE if packet.dts is None else packet.dts)
        self.places.append(_NONE if packet.pos is None else packet.pos)
        self.numbers.append(self.read)
        self.keys.append(packet.is_keyframe)
        self.sound.append(not packet.is_corrupt)

    def drop_damaged_end(self) -> None:
        """A packet that the end of the file cuts through decodes to a picture that is half grey."""
        good = self.sound.rfind(1) + 1
        self.cut = self.cut or good < len(self.sound)
        for column in (self.shown, self.decoded, self.places, self.numbers, self.keys, self.sound):
            del column[good:]


def build_index(path: Path, progress: Progress) -> FrameIndex:
    """Read through the file once. `progress` counts bytes, or frames where the file must be decoded."""
    with FrameSource(path) as source:
        packets = _read_packets(source, path, progress)
        if not packets.shown:
            raise MediaError(f"“{path.name}” holds no whole picture: copy or record it again.")
        index = _from_shown_times(source, packets)
        first = None if index is None else _first_shown(source, index)
        if index is None or first is None:
            index = _from_decoding(source, packets, progress)
        else:
            index = _part(index, first, len(index))
        if not len(index):
            raise MediaError(f"No picture in “{path.name}” can be decoded: convert it to MP4 and open that.")
        return _with_notes(source, packets, index)


def _read_packets(source: FrameSource, path: Path, progress: Progress) -> _Packets:
    packets = _Packets()
    size = path.stat().st_size
    for packet in source.packets():
        if packets.read % PACKETS_BETWEEN_STEPS == 0:
            progress.step(packet.pos or 0, size)
        if packet.size and not packet.is_discard and not _is_hidden(source, packet):
            packets.add(packet)
        packets.read += 1
    packets.cut = source.broke
    packets.drop_damaged_end()
    return packets


def _is_hidden(source: FrameSource, packet: Packet[VideoStream]) -> bool:
    """VP8 stores frames that are only referred to as packets of their own (RFC 6386, 9.1: show_frame)."""
    return source.codec == "vp8" and not bytes(memoryview(packet)[:1])[0] & _VP8_SHOWN


def _from_shown_times(source: FrameSource, packets: _Packets) -> FrameIndex | None:
    """The usual case: every packet says when it is shown, and no two say the same."""
    shown = np.frombuffer(packets.shown, np.int64)
    order = np.argsort(shown, kind="stable")
    stamps = shown[order]
    if stamps[0] == _NONE or bool(np.any(stamps[1:] == stamps[:-1])):
        return None
    keys = np.flatnonzero(np.frombuffer(packets.keys, np.uint8)[order])
    times = source.seconds(stamps)
    if source.only_numbered:  # what B-frames delay the decoder is not a late picture
        times += source.start_s - times[0]
    return FrameIndex(Stamp.SHOWN, stamps, times, keys, stamps[keys])


def _first_shown(source: FrameSource, index: FrameIndex) -> int | None:
    """The first frame that decodes; None if the decoder gives frames in another order than their times say.

    Frames before the first refer to pictures that were cut away, so nobody can show them.
    """
    source.restart(None)
    rows = [index.row_of(stamp) for stamp, _ in islice(source.frames(index.stamp), HEAD_FRAMES)]
    first = rows[0] if rows else None
    return first if first is not None and rows == list(range(first, first + len(rows))) else None


def _from_decoding(source: FrameSource, packets: _Packets, progress: Progress) -> FrameIndex:
    """Times are missing or contradict the pictures (H.264 in AVI): only decoding tells the order."""
    stamp, identities = _identity(packets)
    found = array("q")
    source.restart(None)
    for identity, _ in source.frames(stamp):
        found.append(identity)
        if len(found) % FRAMES_BETWEEN_STEPS == 1:
            progress.step(len(found), len(packets.shown))
    by_identity = np.argsort(identities, kind="stable")
    known = np.isin(np.frombuffer(found, np.int64), identities)
    stamps = np.frombuffer(found, np.int64)[known]
    packet_rows = by_identity[np.searchsorted(identities, stamps, sorter=by_identity)]
    keys = np.flatnonzero(np.frombuffer(packets.keys, np.uint8)[packet_rows])
    decoded = np.frombuffer(packets.decoded, np.int64)
    if stamp is Stamp.COUNTED or bool(np.any(decoded == _NONE)):
        times, keys = np.arange(len(stamps)) / source.fps, keys[:0]
    else:
        times = source.seconds(np.sort(decoded[packet_rows]))
    return FrameIndex(
        stamp, stamps, _rising(times, source.fps), keys, decoded[packet_rows[keys]],
        _sorter=np.argsort(stamps, kind="stable"),
    )


def _identity(packets: _Packets) -> tuple[Stamp, NDArray[np.int64]]:
    """What tells packets apart after a seek: their place in the file, or else their number from the start."""
    places = np.frombuffer(packets.places, np.int64)
    if bool(np.all(places != _NONE)) and len(np.unique(places)) == len(places):
        return Stamp.PLACE, places
    return Stamp.COUNTED, np.frombuffer(packets.numbers, np.int64)


def _rising(times_s: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Equal times are what made us decode; spread them evenly, because a time must name one frame."""
    if len(times_s) < 2 or bool(np.all(np.diff(times_s) > 0)):
        return times_s
    return np.asarray(times_s[0] + np.arange(len(times_s)) / fps, np.float64)


def _trim_tail(source: FrameSource, index: FrameIndex) -> FrameIndex:
    """In a file that is cut, the last packets may wait for references that never come."""
    key = index.key_before(len(index) - 1)
    source.restart(int(index.key_seeks[key]) if len(index.key_seeks) and key else None)
    rows = (index.row_of(stamp) for stamp, _ in source.frames(index.stamp))
    return _part(index, 0, max((row for row in rows if row is not None), default=len(index) - 1) + 1)


def _part(index: FrameIndex, start: int, stop: int) -> FrameIndex:
    if (start, stop) == (0, len(index)):
        return index
    kept = (index.key_rows >= start) & (index.key_rows < stop)
    stamps = index.stamps[start:stop].copy()
    return replace(
        index, stamps=stamps, times_s=index.times_s[start:stop].copy(), key_rows=index.key_rows[kept] - start,
        key_seeks=index.key_seeks[kept],
        _sorter=None if index._sorter is None else np.argsort(stamps, kind="stable"),
    )


def _with_notes(source: FrameSource, packets: _Packets, index: FrameIndex) -> FrameIndex:
    missing_s = source.declared_end_s - float(index.times_s[-1]) - 1 / source.fps
    declared = source.declared_frames
    fewer = packets.read < declared if declared else source.is_cut
    if not (packets.cut or fewer or missing_s >= SHORTFALL_S):
        return index
    index = _trim_tail(source, index)
    note = f"The picture breaks off at {index.times_s[-1]:.2f} s: the file is cut or damaged after that."
    return replace(index, notes=(note,))

