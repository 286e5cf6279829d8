"""How a map becomes a mask: what is above a percentile of it is kept, softly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Grid = Literal["map", "frames", "linear"]  # cells of the map itself; map bands x STFT frames; STFT bins x STFT frames
GRIDS: tuple[Grid, ...] = ("map", "frames", "linear")
Rule = Literal["percentile", "floor", "nothing", "mask"]
MOST_DELTA = 6.0  # beyond it a soft mask is a hard one to the last bit of a float
FLOOR_STEPS = 5.0  # so far below theta, in units of the gain, the mask is under 0.7 %
MOST_FLOOR = 0.5


@dataclass(frozen=True, slots=True)
class Masking:
    """Settings of the soft binarisation 1 / (1 + exp(-10^delta (M - theta)))."""

    percentile: float = 75.0  # theta is this percentile of the map
    delta: float = 2.0  # the gain is 10 to this power
    hard: bool = False  # 1 from theta on, 0 below
    grid: Grid = "map"  # over which cells the percentile is taken

    def __post_init__(self) -> None:
        if not 0.0 <= self.percentile <= 100.0:
            raise UsageError(f"the percentile must lie between 0 and 100, not {self.percentile:g}.")
        if not 0.0 <= self.delta <= MOST_DELTA:
            raise UsageError(f"delta must lie between 0 and {MOST_DELTA:g}, not {self.delta:g}.")
        if self.grid not in GRIDS:
            raise UsageError(f"the percentile is taken over {', '.join(GRIDS)}, not “{self.grid}”.")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Theta and where it comes from: `floor` where most of the map is nothing and the percentile would let all of it
    through at half level, `nothing` where the whole map is, `mask` where the map is a mask already."""

    theta: float
    rule: Rule


def threshold_of(ordered: NDArray[np.float32], masking: Masking) -> Threshold:
    """From the values of all cells in rising order."""
    at = masking.percentile / 100 * (len(ordered) - 1)
    below, share = math.floor(at), at - math.floor(at)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    theta = low + (high - low) * share
    floor = 0.0 if masking.hard else min(FLOOR_STEPS * 10.0**-masking.delta, MOST_FLOOR)
    return Threshold(floor, "floor") if theta < floor else Threshold(theta, "percentile")


def binarised(values: NDArray[np.float32], threshold: Threshold, masking: Masking) -> NDArray[np.float32]:
    """Values from 0 to 1 -> shares that are kept. A hard mask never keeps what is 0."""
    import numpy as np
    import torch

    if threshold.rule == "nothing":
        return np.zeros_like(values)
    if masking.hard:
        return ((values >= np.float32(threshold.theta)) & (values > 0.0)).astype(np.float32)
    if threshold.rule == "mask":
        return values.copy()
    level = values - np.float32(threshold.theta)
    level *= np.float32(10.0**masking.delta)
    kept = torch.from_numpy(level)
    torch.sigmoid(kept, out=kept)  # stable, and on all processors
    return level
