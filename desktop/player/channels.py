"""How the channels of a recording reach the loudspeakers of a device: nothing recorded goes unheard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SIDE = 1.0
_BOTH = np.sqrt(0.5)  # a channel in the middle keeps its energy when each side has half of it
# The usual order in files: front left, right, centre, low, then pairs at the back and the sides.
_LAYOUTS = {3: "LRC", 4: "LRLR", 5: "LRCLR", 6: "LRCCLR", 7: "LRCCCLR", 8: "LRCCLRLR"}
_WEIGHTS = {"L": (_SIDE, 0.0), "R": (0.0, _SIDE), "C": (_BOTH, _BOTH)}


def mix_matrix(inputs: int, outputs: int) -> NDArray[np.float32]:
    """(inputs, outputs) weights: two sides keep the energy of unlike channels, a single one is the mean."""
    if outputs == 1:
        return np.full((inputs, 1), 1.0 / inputs, np.float32)
    if inputs == 1:
        return np.ones((1, 2), np.float32)
    layout = _LAYOUTS.get(inputs, ("LR" * inputs)[:inputs])
    weights = np.array([_WEIGHTS[place] for place in layout])
    weights /= np.sqrt((weights**2).sum(axis=0))
    return weights.astype(np.float32)


def pick_matrix(inputs: int, outputs: int, channel: int) -> NDArray[np.float32]:
    """One channel alone, on every loudspeaker."""
    matrix = np.zeros((inputs, outputs), np.float32)
    matrix[channel] = 1.0
    return matrix


def route(block: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply the weights; plain copies where there is nothing to add, so that samples stay as they are."""
    inputs, outputs = matrix.shape
    if np.array_equal(matrix, np.eye(inputs, outputs, dtype=np.float32)) and inputs == outputs:
        return block
    used = np.flatnonzero(matrix.any(axis=1))
    if len(used) == 1 and np.all(matrix[used[0]] == 1.0):
        return np.repeat(block[:, used], outputs, axis=1)
    return block @ matrix
