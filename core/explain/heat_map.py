"""A map of evidence: how much each place in time and frequency speaks for a class, in seconds and Hz."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Target:
    """Whose evidence is asked for: a class in the clip, or in the frames between two times of the recording."""

    label: int
    start_s: float | None = None
    end_s: float | None = None

    @property
    def clip(self) -> bool:
        return self.start_s is None


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Values at the centres of cells. Between centres they run straight in seconds and in Hz, beyond them they hold.

    `values` go from 0 to 1; where nothing speaks for the class they are 0 everywhere and `empty` is true.
    """

    times_s: NDArray[np.float64]  # centres of columns, on the recording's clock, rising
    frequencies_hz: NDArray[np.float64]  # centres of rows, rising
    values: NDArray[np.float32]  # (columns, rows)
    raw: NDArray[np.float32]  # the same before negative evidence was cut and the whole was scaled
    target: Target
    method: str
    layer: str  # "" where the features themselves were asked
    score: float  # the model's probability of the target in the stretch

    @property
    def empty(self) -> bool:
        return not float(self.values.max(initial=0.0)) > 0.0

    kind: Literal["evidence", "mask"] = "evidence"  # a mask is already what is to be kept, and needs no threshold
