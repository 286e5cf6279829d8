"""Where tiles lie. The grid is absolute, so a tile is the same while scrolling and at rest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from core.tiles.spec import StftSpec

TILE_COLUMNS = 256
BASE_VALUES = 8_500_000  # values of the level that is kept for a whole file
BASE_COLUMNS = (4096, 16384)  # its least and most columns, whatever the number of bins
VIEW_BYTES = 32 << 20  # what one view may ask for at once
ENOUGH_WINDOWS = 4  # from so many windows per column on, frames overlap by half at most: more adds nothing


@dataclass(frozen=True, slots=True)
class Sound:
    """The shape of a sound track."""

    rate_hz: int
    channels: int
    frames: int

    @property
    def duration_s(self) -> float:
        return self.frames / self.rate_hz


@dataclass(frozen=True)
class SpectrogramGrid:
    """Columns of level L stand for hop · 2^L samples; a tile is 256 columns.

    The base level is computed once for the whole file and kept; coarser ones are means of it, finer ones are
    computed where somebody looks.
    """

    sound: Sound
    spec: StftSpec

    @property
    def bins(self) -> int:
        return self.spec.n_fft // 2 + 1

    @cached_property
    def base_level(self) -> int:
        least, most = BASE_COLUMNS
        allowed = min(max(BASE_VALUES // self.bins, least), most)
        level = 0
        while self.columns(level) > allowed:
            level += 1
        return level

    @cached_property
    def top_level(self) -> int:
        """The level at which the whole file is one tile."""
        level = 0
        while self.columns(level) > TILE_COLUMNS:
            level += 1
        return level

    def column_samples(self, level: int) -> int:
        return self.spec.hop_samples << level

    def column_s(self, level: int) -> float:
        return self.column_samples(level) / self.sound.rate_hz

    def columns(self, level: int) -> int:
        return max(1, -(-self.sound.frames // self.column_samples(level)))

    def tile_columns(self, level: int, index: int) -> int:
        """Columns of this tile: 256, fewer in the last one."""
        return min(TILE_COLUMNS, self.columns(level) - index * TILE_COLUMNS)

    def tile_start_s(self, level: int, index: int) -> float:
        return index * TILE_COLUMNS * self.column_s(level)

    def tiles(self, level: int, start_s: float, end_s: float) -> range:
        """The tiles that a stretch of time touches."""
        tile_s = TILE_COLUMNS * self.column_s(level)
        last = (self.columns(level) - 1) // TILE_COLUMNS
        first = min(max(math.floor(start_s / tile_s), 0), last)
        end = min(max(math.ceil(end_s / tile_s), first + 1), last + 1)
        return range(first, end)

    def level_for(self, start_s: float, end_s: float, width_px: int) -> int:
        """The level whose columns are nearest to a pixel wide."""
        span_s = max(end_s - start_s, 1e-9)
        per_px = span_s / max(width_px, 1) / self.column_s(0)
        level = max(0, round(math.log2(max(per_px, 1e-9))))
        while span_s / self.column_s(level) * self.bins * 2 > VIEW_BYTES:
            level += 1
        return min(level, self.top_level)

    def plan(self, level: int) -> tuple[int, int]:
        """The hop and the number of frames per column by which a level is computed from sound."""
        hop, group = self.spec.hop_samples, 1 << level
        if self.column_samples(level) >= ENOUGH_WINDOWS * self.spec.n_fft:
            while hop * 4 <= self.spec.n_fft and group > 1:
                hop, group = hop * 2, group // 2
        return hop, group
