"""What those who show the same waveform share: the peaks of the whole file, and finer ones in view."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from core.tiles.blocks import blocks
from core.tiles.disk import DiskCache
from core.tiles.grid import Sound
from core.tiles.memory import BoundedMemory
from core.tiles.peak_level import PeakLevel
from core.tiles.peaks import Peaks, PeakSums
from core.tiles.request import Request, Requests
from core.tiles.worker import Job

if TYPE_CHECKING:
    from core.media.audio import AudioReader

MEMORY_BYTES = 24 << 20
TILE_COLUMNS = 2048

TileName = tuple[int, int]  # level, index


class PeakStore:
    """Empty until the recording's worker has opened the file and calls `prepare`.

    Columns of level L are 2^L samples; below the level that is kept, tiles of 2048 columns are computed.
    """

    def __init__(self) -> None:
        self.kept: PeakLevel | None = None
        self.memory: BoundedMemory[Peaks] = BoundedMemory(MEMORY_BYTES)
        self.requests = Requests()
        self._disk: DiskCache | None = None
        self._key = ""

    @property
    def consumer(self) -> PeakLevel | None:
        return self.kept

    def prepare(self, sound: Sound, disk: DiskCache | None, identity: str) -> PeakLevel:
        self._disk, self._key = disk, f"{identity}|{sound}|peaks"
        kept = PeakLevel(sound)
        if disk is not None:
            kept.load(disk, self._key)
        if sound.frames == 0:
            kept.be_silent()
        self.kept = kept
        return kept

    def save(self) -> None:
        """Keep what was surveyed; called when nobody looks any more."""
        if self._disk is not None and self.kept is not None:
            self.kept.save(self._disk, self._key)

    def focus(self) -> tuple[int, int]:
        return 0, 0

    def next_job(self) -> Job | None:
        kept = self.kept
        if kept is None:
            return None
        for request in self.requests.newest_first():
            missing = self.missing(kept, request)
            if missing:
                return Job(partial(self._compute, kept.sound, missing[0], request), for_eye=True)
        if self._disk is not None and not kept.saved and kept.complete:
            return Job(lambda _reader, _stop: self.save())
        return None

    def missing(self, kept: PeakLevel, request: Request) -> list[TileName]:
        """The fine tiles that a request still lacks."""
        level, first, end = columns_of(kept.sound, request)
        if level >= kept.level:
            return []
        indices = range(first // TILE_COLUMNS, (end - 1) // TILE_COLUMNS + 1)
        return [(level, index) for index in indices if (level, index) not in self.memory]

    def _compute(self, sound: Sound, name: TileName, request: Request, reader: AudioReader,
                 stop: Callable[[], bool]) -> None:
        level, index = name
        start = (index * TILE_COLUMNS) << level
        end = min(start + (TILE_COLUMNS << level), sound.frames)
        sums = PeakSums(sound.channels, 1 << level, start, end)
        for block in blocks(reader, start, end):
            if stop() or request not in self.requests.newest_first():
                return
            sums.feed(block.channels)
        peaks = sums.peaks()
        self.memory.put(name, peaks, 3 * peaks.low.nbytes)


def columns_of(sound: Sound, request: Request) -> tuple[int, int, int]:
    """Level, first and end column of a request: the coarsest columns that fit a pixel, at least a sample."""
    per_px = (request.end_s - request.start_s) * sound.rate_hz / max(request.width_px, 1)
    level = max(0, math.floor(math.log2(max(per_px, 1.0))))
    count = max(1, -(-sound.frames >> level))
    width_s = (1 << level) / sound.rate_hz
    first = min(max(math.floor(request.start_s / width_s), 0), count - 1)
    return level, first, min(max(math.ceil(request.end_s / width_s), first + 1), count)
