"""What the tiles hand to a view: a patch of the spectrogram that is never changed once it is given."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class SpectrogramTile:
    """Levels in dB relative to a full-scale sine, (bins, columns); bins are linear from 0 to half the rate.

    `exact` is False for a sketch made of samples. `key` tells tiles apart, so that pictures can be kept.
    """

    start_s: float
    column_s: float
    db: NDArray[np.float16]
    exact: bool
    key: Hashable

    @property
    def end_s(self) -> float:
        return self.start_s + self.column_s * int(self.db.shape[1])
