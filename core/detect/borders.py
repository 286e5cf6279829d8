"""Sharp borders for smoothed scores: the median says which events there are, the score beneath it where they end.

A filter of two seconds closes gaps and drops clicks, but moves borders by parts of a second; this takes them back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Curves = NDArray[np.float32]  # (classes, frames)


def sharpened(raw: Curves, filtered: Curves) -> Curves:
    """A curve that lies above any threshold from the first to the last frame at which the raw score does so within an
    event of the filtered one, and as far beyond as the raw score stays above. So any threshold may be asked of it."""
    both = np.minimum(raw, filtered)
    beyond = np.maximum(_carried(both, raw), _carried(both[:, ::-1], raw[:, ::-1])[:, ::-1])
    between = np.minimum(_carried(both, filtered), _carried(both[:, ::-1], filtered[:, ::-1])[:, ::-1])
    found: Curves = np.maximum(beyond, between)
    return found


def _carried(values: Curves, cap: Curves) -> Curves:
    """The greatest value so far, cut to each cap that it passes: x[i] = min(cap[i], max(values[i], x[i - 1])).

    One step is a clamp, and clamps in a row are a clamp: they are joined in pairs, then in fours, and so on.
    """
    low, high = values.copy(), cap.copy()
    step = 1
    while step < values.shape[1]:
        low_here, high_here = low[:, step:], high[:, step:]
        joined = (np.clip(low[:, :-step], low_here, high_here), np.clip(high[:, :-step], low_here, high_here))
        low[:, step:], high[:, step:] = joined
        step *= 2
    return low
