"""Change-point boxes (cSEBB): stretches of one class whose borders follow the jumps of its score, not a threshold.

A threshold then accepts or rejects whole boxes, so a slider that moves it moves no border.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NOISE = 1e6  # steps of the filter below a millionth are rounding, not change
SOFTENING = 1e-3  # added to both scores before their ratio is taken, so that silence divides nothing by zero


def boxes(curve: NDArray[np.float32], half_frames: float, merge_abs: float, merge_rel: float
          ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First frames, and frames after the last, of the boxes of one class, left to right."""
    starts, ends = candidates(step_response(curve, half_frames))
    if len(starts) < 2:
        return starts, ends
    parted = ~_absorbed(curve, starts, ends, merge_abs, merge_rel)
    return starts[np.append(True, parted)], ends[np.append(parted, True)]


def step_response(curve: NDArray[np.float32], half_frames: float) -> NDArray[np.float64]:
    """At each of the n + 1 borders of frames: the mean of what follows minus that of what came before.

    The curve is constant within a frame and 0 outside the recording, so half a filter need not be whole frames.
    """
    half = max(half_frames, 1.0)
    whole = int(half)
    padded = np.concatenate([np.zeros(whole + 1), curve, np.zeros(whole + 1)])
    total = np.concatenate([[0.0], np.cumsum(padded)])
    border = np.arange(len(curve) + 1) + whole + 1
    part = half - whole
    until = total[border + whole] + part * padded[np.minimum(border + whole, len(padded) - 1)]
    since = total[border - whole] - part * padded[border - whole - 1]
    response: NDArray[np.float64] = (until - 2.0 * total[border] + since) / half
    return response


def candidates(response: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each local maximum opens a candidate, the local minimum after it closes it.

    Of a flat maximum the last border counts and of a flat minimum the first: a sound shorter than half the filter
    makes both flat, and lies between just these. From outside, where all is 0, the response rises into the recording.
    """
    steps = np.diff(np.rint(response * NOISE))
    moves = np.flatnonzero(steps)
    rising = steps[moves] > 0
    before = np.append(True, rising[:-1])
    starts = moves[before & ~rising]
    turns = np.flatnonzero(~before & rising)
    ends = moves[turns - 1] + 1
    if len(ends) < len(starts):
        ends = np.append(ends, moves[-1] + 1)
    return starts, ends


def _absorbed(curve: NDArray[np.float32], starts: NDArray[np.intp], ends: NDArray[np.intp], merge_abs: float,
              merge_rel: float) -> NDArray[np.bool_]:
    """For each gap between two candidates: whether it is hardly lower than both of them."""
    borders = np.stack([starts, ends], axis=1).ravel()
    last = borders[-1]
    tops = np.maximum.reduceat(curve[:last], borders[:-1])[::2].astype(np.float64)
    lows = np.minimum.reduceat(curve[:last], borders[:-1])[1::2].astype(np.float64)
    joined = np.ones(len(lows), np.bool_)
    for top in (tops[:-1], tops[1:]):
        joined &= (top - lows < merge_abs) & ((top + SOFTENING) / (lows + SOFTENING) < merge_rel)
    return joined
