"""The spectrogram of one sound track as tiles: what a view asks, answered at once from what is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.tiles.grid import SpectrogramGrid
from core.tiles.patch import Patch
from core.tiles.recording import Recording
from core.tiles.request import Request
from core.tiles.share import Share
from core.tiles.spec import StftSpec
from core.tiles.spectrogram_schedule import ROUGH_LEVELS, SpectrogramSchedule
from core.tiles.spectrogram_store import SpectrogramStore
from core.tiles.tile import SpectrogramTile

__all__ = ["SpectrogramTile", "SpectrogramTiles"]


Gap = tuple[float, float]


class SpectrogramTiles(Share[SpectrogramStore]):
    """Never blocks its caller: opening, decoding and transforming go on in threads that `close` ends.

    Instances for the same file share threads, tiles and one pass over the file. `on_change` is called from
    one of the threads, at most some twenty times a second, when `visible` has more to give.
    """

    def __init__(self, path: Path, track: int, spec: StftSpec, on_change: Callable[[], None],
                 recording: Recording | None = None) -> None:
        super().__init__(path, track, on_change, recording, lambda its: its.spectrogram(spec))

    @property
    def progress(self) -> float:
        """How much of the whole file has been computed, 0 to 1."""
        schedule = self._store.schedule
        return 0.0 if schedule is None else schedule.base.progress

    def visible(self, start_s: float, end_s: float, width_px: int) -> list[SpectrogramTile]:
        """What there is of this stretch now, coarse first, finer to be painted over it; asks for the rest."""
        request = Request(start_s, end_s, width_px)
        if self._closed:
            return []
        if self._store.requests.ask(self._number, request):
            self._recording.wake()
        schedule = self._store.schedule
        return [] if schedule is None else self._collected(schedule, request)

    def settled(self, start_s: float, end_s: float, width_px: int) -> bool:
        """Whether everything that `visible` shows of this stretch is exact and fine enough."""
        schedule = self._store.schedule
        return schedule is not None and schedule.settled(Request(start_s, end_s, width_px))

    def level_db(self, time_s: float, hz: float) -> float | None:
        """The level at a point, from the finest tile at hand; None where nothing is known yet."""
        grid = self._store.schedule.grid if self._store.schedule else None
        if grid is None or not 0.0 <= time_s < grid.sound.duration_s:
            return None
        if not 0.0 <= hz <= grid.sound.rate_hz / 2:
            return None
        row = round(hz / grid.sound.rate_hz * grid.spec.n_fft)
        for sketch in (False, True):
            for level in range(grid.top_level + ROUGH_LEVELS + 1):
                patch = self._store.memory.get((level, grid.tiles(level, time_s, time_s)[0], sketch))
                for tile in patch.tiles if patch else ():
                    if tile.start_s <= time_s < tile.end_s:
                        return float(tile.db[row, int((time_s - tile.start_s) / tile.column_s)])
        return None

    def _collected(self, schedule: SpectrogramSchedule, request: Request) -> list[SpectrogramTile]:
        """Tiles of the asked level; where they are missing, those of the next coarser levels under them."""
        grid, level = schedule.grid, schedule.level_of(request)
        start_s, end_s = max(0.0, request.start_s), min(request.end_s, grid.sound.duration_s)
        gaps: list[Gap] = [(start_s, end_s)] if end_s > start_s else []
        layers: list[list[SpectrogramTile]] = []
        for coarser in range(level, level + ROUGH_LEVELS + 1):
            for sketch in (False, True):
                tiles = self._overlapping(grid, coarser, sketch, gaps)
                layers.append(tiles)
                gaps = _without(gaps, tiles)
            if not gaps:
                break
        return [tile for layer in reversed(layers) for tile in layer]

    def _overlapping(self, grid: SpectrogramGrid, level: int, sketch: bool,
                     gaps: list[Gap]) -> list[SpectrogramTile]:
        if not gaps:
            return []
        found: list[SpectrogramTile] = []
        for index in grid.tiles(level, gaps[0][0], gaps[-1][1]):
            patch: Patch | None = self._store.memory.get((level, index, sketch))
            for tile in patch.tiles if patch else ():
                if any(tile.start_s < end and tile.end_s > start for start, end in gaps):
                    found.append(tile)
        return found


def _without(gaps: list[Gap], tiles: list[SpectrogramTile]) -> list[Gap]:
    """What the tiles leave uncovered; slivers that rounding leaves do not count."""
    for tile in tiles:
        sliver_s = tile.column_s * 1e-3
        left: list[Gap] = []
        for start, end in gaps:
            if tile.end_s <= start or tile.start_s >= end:
                left.append((start, end))
                continue
            if tile.start_s - start > sliver_s:
                left.append((start, tile.start_s))
            if end - tile.end_s > sliver_s:
                left.append((tile.end_s, end))
        gaps = left
    return gaps
