"""What one locator saw in a stretch of video or in a picture: a map for each moment, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOP_SHARE = 0.25  # confidence is the mean of so many of the highest values


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """`maps` are (frames, rows, columns) of (cosine + 1) / 2, before they are enlarged to the picture.

    `threshold` is the calibrated confidence under which the model abstains (0: it has none).
    """

    model: str
    times_s: NDArray[np.float64]  # (frames,) of the pictures, rising
    maps: NDArray[np.float32]
    confidence: NDArray[np.float32]  # (frames,)
    picture_size: tuple[int, int]  # width and height of the picture the maps lie over
    threshold: float = 0.0

    @property
    def abstains(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.confidence < self.threshold
        return found
