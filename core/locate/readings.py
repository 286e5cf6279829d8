"""What a map says once it lies over a picture: enlarged values, peak, box, confidence."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.locate.located import TOP_SHARE

Plane = NDArray[np.float32]
JUDGED_PX = 224  # side of the square over which confidence is taken
BOX_LEVEL = 0.5  # of the way from the middle of the values to their peak


@dataclass(frozen=True, slots=True)
class Box:
    """Shares of the picture's width and height, from its left and its top."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Peak and box as shares of width and height."""

    peak: tuple[float, float]
    value: float
    box: Box
    confidence: float


def enlarged(plane: Plane, width: int, height: int) -> Plane:
    """Bicubic, corners not aligned: a cell's centre stays where it is in the picture. Kept within 0 and 1."""
    made = cv2.resize(np.asarray(plane, np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    found: Plane = np.clip(made, 0.0, 1.0).astype(np.float32)
    return found


def confidence(plane: Plane) -> float:
    """The mean of the top quarter of the values of the enlarged map."""
    values = enlarged(plane, JUDGED_PX, JUDGED_PX).ravel()
    kept = max(1, round(TOP_SHARE * values.size))
    return float(np.partition(values, values.size - kept)[-kept:].mean(dtype=np.float64))


def read(plane: Plane) -> Reading:
    large = enlarged(plane, JUDGED_PX, JUDGED_PX)
    row, column = np.unravel_index(int(large.argmax()), large.shape)
    value, middle = float(large[row, column]), float(np.median(large))
    return Reading(((column + 0.5) / JUDGED_PX, (row + 0.5) / JUDGED_PX), value,
                   box_around(large, int(row), int(column), middle + BOX_LEVEL * (value - middle)), confidence(plane))


def box_around(large: Plane, row: int, column: int, level: float) -> Box:
    """Of the connected part above `level` that holds the place."""
    inside = (large >= min(level, float(large[row, column]))).astype(np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    left, top, width, height, _ = stats[parts[row, column]].tolist()
    rows, columns = large.shape
    return Box(left / columns, top / rows, (left + width) / columns, (top + height) / rows)
