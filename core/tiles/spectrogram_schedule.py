"""What to compute next for those who look at a spectrogram: coarse before fine, in view before beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from core.tiles.base_level import BaseLevel
from core.tiles.grid import TILE_COLUMNS
from core.tiles.memory import BoundedMemory
from core.tiles.patch import Patch
from core.tiles.request import Request, Requests
from core.tiles.tile_maker import TileMaker, TileName
from core.tiles.worker import Job

if TYPE_CHECKING:
    from core.media.audio import AudioReader

SKETCH_LEVELS = 2  # a sketch is so many levels coarser than what was asked for
ROUGH_LEVELS = 5  # and the first, which must be there at once
SKETCHED_FROM = 3_000_000  # samples in view: below, the exact tiles come soon enough
SKETCHED_FINELY_FROM = 100_000_000  # below, the survey is there before a finer sketch would be


class SpectrogramSchedule:
    def __init__(self, base: BaseLevel, maker: TileMaker, memory: BoundedMemory[Patch],
                 requests: Requests) -> None:
        self.grid, self.base = base.grid, base
        self._maker, self._memory, self._requests = maker, memory, requests

    def level_of(self, request: Request) -> int:
        return self.grid.level_for(request.start_s, request.end_s, request.width_px)

    def settled(self, request: Request) -> bool:
        return all(self._complete(name) for name in self._needed(request))

    def focus(self) -> tuple[int, int]:
        """The samples in view, of the closest look."""
        requests = self._requests.newest_first()
        if not requests:
            return 0, 0
        closest = min(requests, key=lambda request: request.end_s - request.start_s)
        rate = self.grid.sound.rate_hz
        return max(0, int(closest.start_s * rate)), max(0, int(closest.end_s * rate))

    def next_job(self) -> Job | None:
        requests = self._requests.newest_first()
        for request in requests:
            if (job := self._job_for(request)) is not None:
                return job
        if requests and (job := self._ahead_of(requests[0])) is not None:
            return job
        if self.base.complete and not self.base.saved:
            return Job(lambda _reader, _stop: self._maker.save_base())
        return None

    def _needed(self, request: Request) -> list[TileName]:
        level = self.level_of(request)
        return [(level, index, False) for index in self.grid.tiles(level, request.start_s, request.end_s)]

    def _complete(self, name: TileName) -> bool:
        patch = self._memory.get(name)
        return patch is not None and patch.complete

    def _job_for(self, request: Request) -> Job | None:
        """What covers the view soonest comes first."""
        missing = [name for name in self._needed(request) if not self._complete(name)]
        if not missing:
            return None
        level = missing[0][0]
        if level >= self.base.level:
            return self._coarsening(missing) or self._sketching(request, level)
        if (request.end_s - request.start_s) * self.grid.sound.rate_hz >= SKETCHED_FROM:
            at_base = self.grid.tiles(self.base.level, request.start_s, request.end_s)
            stand_ins = [(self.base.level, index, False) for index in at_base]
            if (job := self._coarsening(stand_ins) or self._sketching(request, level)) is not None:
                return job
        return self._computing(missing[0])

    def _ahead_of(self, request: Request) -> Job | None:
        """The tiles beside the view, for when it moves."""
        level = self.level_of(request)
        seen = self.grid.tiles(level, request.start_s, request.end_s)
        for index in (seen[-1] + 1, seen[0] - 1):
            name = (level, index, False)
            if index < 0 or index * TILE_COLUMNS >= self.grid.columns(level) or self._complete(name):
                continue
            coarse = level >= self.base.level
            job = self._coarsening([name]) if coarse else self._computing(name, for_eye=False)
            if job is not None:
                return job
        return None

    def _coarsening(self, names: list[TileName]) -> Job | None:
        """From the base level, as far as the survey got."""
        for name in names:
            patch = self._memory.get(name)
            if self.base.count_under(name[0], name[1]) > (patch.known_count if patch else 0):
                return _coarsening(self._maker, name)
        return None

    def _sketching(self, request: Request, level: int) -> Job | None:
        """From a few samples, where the survey has not been: rough at once, then finer if that takes long."""
        samples = (request.end_s - request.start_s) * self.grid.sound.rate_hz
        finer = (level + SKETCH_LEVELS,) if samples >= SKETCHED_FINELY_FROM else ()
        for coarse in (level + ROUGH_LEVELS, *finer):
            for index in self.grid.tiles(coarse, request.start_s, request.end_s):
                if not self._complete((coarse, index, True)) and not self.base.covers(coarse, index):
                    rough = coarse == level + ROUGH_LEVELS
                    return Job(partial(self._maker.sketch, (coarse, index, True)), for_eye=rough)
        return None

    def _computing(self, name: TileName, for_eye: bool = True) -> Job:
        """From the sound itself; given up when it leaves the view."""

        def run(reader: AudioReader, stop: Callable[[], bool]) -> None:
            self._maker.compute(name, reader, lambda: stop() or not self._wanted(name, for_eye))

        return Job(run, for_eye)

    def _wanted(self, name: TileName, in_view: bool) -> bool:
        margin = 0 if in_view else 1
        for request in self._requests.newest_first():
            if self.level_of(request) == name[0]:
                seen = self.grid.tiles(name[0], request.start_s, request.end_s)
                if seen[0] - margin <= name[1] <= seen[-1] + margin:
                    return True
        return False


def _coarsening(maker: TileMaker, name: TileName) -> Job:
    return Job(lambda _reader, _stop: maker.coarsen(name))
