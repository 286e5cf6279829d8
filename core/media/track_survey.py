"""Learns from the first and last packets of a track what random access needs: grid, padding, gaps and true length."""

from __future__ import annotations

import math
import struct
import time
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av.error

from core.media.box_extent import promised_bytes
from core.media.container import demuxed, film_stream, origin_s
from core.media.notes import ends_early
from core.media.timeline import Run, Timeline, find_runs

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

_HEAD_PACKETS = 48
_OPUS_HZ = 48_000
_CHUNK_HEADER_BYTES = 8
_TAIL_STEPS_S = (2.0, 30.0, 600.0)
_FAR_S = 1e7  # where a track of unknown length is sought to end
_WALK_LIMIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Survey:
    """What random access needs. A track is `guided` where the picture has the better index to seek by, `rewinds`
    where the container cannot seek, and is `counted` where packets have numbers instead of time stamps.
    """

    rate_hz: int
    channels: int
    frames: int
    packet_samples: int
    first_position: int
    timeline: Timeline
    guided: bool
    rewinds: bool
    counted: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The first packets decoded: their time stamps' start, sizes in samples, and the samples to skip."""

    rate_hz: int
    channels: int
    pts: int
    skip: int
    sizes: tuple[int, ...]
    stamps: tuple[int, ...]
    whole: bool

    def phase(self, per_tick: Fraction) -> Fraction:
        """Rounded clocks scatter evenly around the true places; the middle of their range tells the first one's."""
        if per_tick <= 2:
            return Fraction(0)
        off, place = [], 0
        for stamp, size in zip(self.stamps, self.sizes, strict=False):
            off.append((stamp - self.pts) * per_tick - place)
            place += size
        spread = max(off) - min(off)
        return (max(off) + min(off)) / 2 if spread <= 2 * per_tick else Fraction(0)


def survey(container: InputContainer, stream: AudioStream, size: int) -> Survey | None:
    """None where nothing in the track can be decoded. Leaves the container anywhere."""
    head = _read_head(container, stream)
    if head is None or stream.time_base is None:
        return None
    codec = stream.codec_context.codec.canonical_name
    per_tick = stream.time_base * head.rate_hz
    step = _grid(head, per_tick, codec)
    start = _first_position(head, per_tick, origin_s(container), _told_padding(stream, head))
    if codec == "vorbis":
        start -= head.sizes[0]  # the first packet only prepares the second, and has a time stamp all the same
    there, told = _indexed_packets(stream, size)
    runs: tuple[Run, ...] = (Run(head.pts, start),)
    if step > 1 and told > 1 and stream.index_entries[0].timestamp == head.pts:
        entries = stream.index_entries
        runs = find_runs(runs[0], lambda index: int(entries[index].timestamp), told, step, per_tick, step // 2)
    timeline = Timeline(runs, step, per_tick, head.phase(per_tick))
    guide = _find_guide(container)
    end, sure = _find_end(container, stream, guide, timeline, there if there < told else 0)
    end = max(end, start + sum(head.sizes) if head.whole else 0) if end <= 0 else end
    notes = _notes(container, stream, size, end / head.rate_hz, there < told, sure)
    return Survey(head.rate_hz, head.channels, max(end, 0), max(head.sizes), start, timeline,
                  guide is not None, container.format.name == "ogg", is_counted(container, timeline), notes)


def _read_head(container: InputContainer, stream: AudioStream) -> Head | None:
    pts, skip, whole = None, 0, True
    sizes: list[int] = []
    stamps: list[int] = []
    form: tuple[int, int] | None = None
    for number, packet in enumerate(demuxed(container, stream)):
        if number == _HEAD_PACKETS:
            whole = False
            break
        if pts is None and packet.pts is not None:
            pts, skip = packet.pts, skipped(packet)[0]
        frames = _decoded(stream, packet) if packet.size else []
        if frames:
            form = form or (frames[0].sample_rate, frames[0].layout.nb_channels)
        if frames and packet.pts is not None:
            sizes.append(sum(frame.samples for frame in frames))
            stamps.append(packet.pts)
    if form is None or pts is None or not sizes or form[0] <= 0:
        return None
    if stamps[:1] == stamps[1:2]:
        sizes[0] = 0  # Vorbis: the first packet only prepares the second
    return Head(*form, pts, skip, tuple(sizes), tuple(stamps), whole)


def _decoded(stream: AudioStream, packet: Packet[Any]) -> list[av.AudioFrame]:
    try:
        return stream.codec_context.decode(packet)
    except av.error.FFmpegError:
        return []


def skipped(packet: Packet[Any]) -> tuple[int, int]:
    """Samples to drop at the packet's start and end, as the container tells them."""
    if not packet.has_sidedata("skip_samples"):
        return 0, 0
    data = bytes(packet.get_sidedata("skip_samples"))
    if len(data) < 8:
        return 0, 0
    first, last = struct.unpack("<II", data[:8])
    return first, last


def is_counted(container: InputContainer, timeline: Timeline) -> bool:
    return container.format.name == "avi" and timeline.step > 1


def stamp(stream: AudioStream, packet: Packet[Any], counted: bool) -> int:
    """AVI has no time stamps, so FFmpeg counts packets; after damage only the index knows their numbers."""
    if counted and packet.pos is not None:
        entries, chunk = stream.index_entries, packet.pos - _CHUNK_HEADER_BYTES
        index = bisect_left(entries, chunk, key=lambda entry: entry.pos)
        if index < len(entries) and entries[index].pos == chunk:
            return int(entries[index].timestamp)
    return packet.pts or 0


def _grid(head: Head, per_tick: Fraction, codec: str) -> int:
    """Packets all of one size lie on a grid of it; the last one of a track may be shorter."""
    sizes = head.sizes[:-1] if head.whole and len(head.sizes) > 1 else head.sizes
    fine = per_tick <= 2
    if fine and (codec.startswith("pcm_") or len(set(sizes)) > 1):
        return 1
    return math.gcd(*sizes) or 1


def _first_position(head: Head, per_tick: Fraction, origin: float, padding: int) -> int:
    """Where the first packet lies; the exact padding corrects what the container's clock rounded."""
    clock = round(head.pts * per_tick - Fraction(origin) * head.rate_hz)
    if padding and abs(clock + padding) <= math.ceil(per_tick):
        return -padding
    return clock


def _told_padding(stream: AudioStream, head: Head) -> int:
    """Opus tells it itself, in samples of 48 kHz; FFmpeg passes it on in samples of the rate before encoding."""
    told = stream.codec_context.extradata or b""
    if told[:8] == b"OpusHead" and head.rate_hz == _OPUS_HZ:
        return int.from_bytes(told[10:12], "little")
    return head.skip


def _indexed_packets(stream: AudioStream, size: int) -> tuple[int, int]:
    """Packets whose bytes are in the file, and all that the index lists; (0, 0) where there is no whole index."""
    if not stream.container.format.name.startswith(("mov", "avi")):
        return 0, 0
    entries = stream.index_entries
    told = len(entries)
    if not told or entries[told - 1].pos + entries[told - 1].size <= size:
        return told, told
    low, high = 0, told
    while low < high:
        middle = (low + high) // 2
        entry = entries[middle]
        low, high = (middle + 1, high) if entry.pos + entry.size <= size else (low, middle)
    return low, told


def _find_guide(container: InputContainer) -> Stream | None:
    """Matroska's cues mostly point at pictures; without cues the sound track itself is indexed as it is read."""
    film = film_stream(container) if container.format.name.startswith("matroska") else None
    if film is None:
        return None
    try:
        container.seek(0, stream=film)
    except (av.error.FFmpegError, OSError):
        return None
    return film if len(film.index_entries) > 1 else None


def _find_end(container: InputContainer, stream: AudioStream, guide: Stream | None, timeline: Timeline, there: int
              ) -> tuple[int, bool]:
    """The sample after the last one, and whether that is certain."""
    base = stream.time_base or Fraction(1, 1000)
    if there:
        last_s = float(stream.index_entries[there - 1].timestamp * base)
    elif stream.duration:
        last_s = float(((stream.start_time or 0) + stream.duration) * base)
    elif container.duration:
        last_s = origin_s(container) + container.duration / 1e6
    else:
        last_s = _FAR_S
    for back_s in _TAIL_STEPS_S:
        target_s = max(last_s - back_s, 0.0)
        chosen = guide or stream
        try:
            container.seek(int(target_s / (chosen.time_base or base)), stream=chosen)
        except (av.error.FFmpegError, OSError):
            continue
        end, sure = _walk_to_end(container, stream, timeline)
        if end > 0:
            return end, sure
    try:
        container.seek(timeline.runs[0].pts, stream=stream)
    except (av.error.FFmpegError, OSError):
        return 0, True
    return _walk_to_end(container, stream, timeline)


def _walk_to_end(container: InputContainer, stream: AudioStream, timeline: Timeline) -> tuple[int, bool]:
    """Go through the remaining packets; only the last ones need decoding to know how many samples they hold."""
    recent: list[Packet[Any]] = []
    stop_at, sure = time.monotonic() + _WALK_LIMIT_S, True
    for count, packet in enumerate(demuxed(container, stream)):
        if packet.size and packet.pts is not None and not packet.is_discard:
            recent.append(packet)
        if len(recent) > 64:
            del recent[:48]
        if count % 1024 == 1023 and time.monotonic() > stop_at:
            sure = False
            break
    stream.codec_context.flush_buffers()
    end, counted = 0, is_counted(container, timeline)
    for packet in recent:
        for frame in _decoded(stream, packet):
            place = timeline.position(stamp(stream, packet, counted))
            end = max(end, place + _kept_samples(packet, frame.samples, timeline))
    return end, sure


def _kept_samples(packet: Packet[Any], samples: int, timeline: Timeline) -> int:
    """A packet may hold fewer samples of the track than it decodes to: told by its duration or as padding."""
    kept = samples - skipped(packet)[1]
    if packet.duration and timeline.samples_per_tick <= 2:
        told = round(packet.duration * timeline.samples_per_tick)
        kept = min(kept, told) if told > 0 else kept
    return max(kept, 0)


def _notes(container: InputContainer, stream: AudioStream, size: int, end_s: float, cut: bool, sure: bool
           ) -> tuple[str, ...]:
    notes = []
    if cut or promised_bytes(container.name, container.format.name) > size:
        told_s = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
        notes.append(ends_early(end_s, told_s or (container.duration or 0) / 1e6))
    if not sure:
        notes.append("The file has no index and is too long to be counted at once; its length is not certain.")
    return tuple(notes)


