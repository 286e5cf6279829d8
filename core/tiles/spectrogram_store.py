"""What those who show the same spectrogram share: their requests, the tiles, and what computes them."""

from __future__ import annotations

import numpy as np

from core.tiles.base_level import BaseLevel
from core.tiles.disk import DiskCache
from core.tiles.grid import Sound, SpectrogramGrid
from core.tiles.memory import BoundedMemory
from core.tiles.patch import Patch
from core.tiles.request import Requests
from core.tiles.spec import StftSpec
from core.tiles.spectrogram_schedule import SpectrogramSchedule
from core.tiles.tile_maker import TileMaker
from core.tiles.worker import Job

MEMORY_BYTES = 64 << 20


class SpectrogramStore:
    """Empty until the recording's worker has opened the file and calls `prepare`."""

    def __init__(self, spec: StftSpec) -> None:
        self.spec = spec
        self.memory: BoundedMemory[Patch] = BoundedMemory(MEMORY_BYTES)
        self.requests = Requests()
        self.schedule: SpectrogramSchedule | None = None
        self._maker: TileMaker | None = None

    @property
    def consumer(self) -> BaseLevel | None:
        return self.schedule.base if self.schedule else None

    def prepare(self, sound: Sound, disk: DiskCache | None, identity: str) -> BaseLevel:
        grid = SpectrogramGrid(sound, self.spec)
        base = BaseLevel(grid)
        self._maker = TileMaker(grid, base, self.memory, disk, identity)
        self._maker.load_base()
        if sound.frames == 0:
            base.fill(0, np.zeros(base.db.shape, np.float32))
        self.schedule = SpectrogramSchedule(base, self._maker, self.memory, self.requests)
        return base

    def save(self) -> None:
        """Keep what was surveyed; called when nobody looks any more."""
        if self._maker is not None:
            self._maker.save_base()

    def focus(self) -> tuple[int, int]:
        """The samples in view, of the closest look."""
        return self.schedule.focus() if self.schedule else (0, 0)

    def next_job(self) -> Job | None:
        return self.schedule.next_job() if self.schedule else None
