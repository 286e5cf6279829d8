"""How a map becomes a mask: what is above a percentile of it is kept, softly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grid = Literal["map", "frames", "linear"]  # cells of the map itself; map bands x STFT frames; STFT bins x STFT frames


@dataclass(frozen=True, slots=True)
class Masking:
    """Settings of the soft binarisation 1 / (1 + exp(-10^delta (M - theta)))."""

    percentile: float = 75.0  # theta is this percentile of the map
    delta: float = 2.0  # the gain is 10 to this power
    hard: bool = False  # 1 above theta, 0 below
    grid: Grid = "map"  # over which cells the percentile is taken
