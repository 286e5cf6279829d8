"""How well one map meets the true place of a sound: the measures of the papers, on a square of 224 × 224.

Nothing here knows of models: a map is an array, the truth another one, and what comes out are numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from core.locate.located import TOP_SHARE
from core.locate.readings import JUDGED_PX, Box

Plane = NDArray[np.float64]
Mask = NDArray[np.bool_]
Mode = Literal["relative", "absolute"]
OBJECT_SCALE = 2.5  # of the mean of a feature's absolute values; nothing is cut
SIZES = (("small", 32**2), ("medium", 96**2), ("large", 144**2), ("huge", JUDGED_PX**2 + 1))  # areas below


@dataclass(frozen=True, slots=True)
class Judged:
    """What one map over one picture amounts to. Figures of place are NaN where nothing in the picture sounds."""

    ciou: float
    adaptive_ciou: float
    pixel_ap: float
    peak_inside: float  # 1 or 0
    area: float  # of the truth, in pixels of the square
    confidence: float
    maximum: float


def truth_of(boxes: Sequence[Box], agreed: int = 1, side: int = JUDGED_PX) -> Plane:
    """1 where at least `agreed` boxes lie, a share where fewer do: the consensus of several annotators."""
    votes = np.zeros((side, side))
    for box in boxes:
        left, top, right, bottom = (int(side * edge) for edge in (box.left, box.top, box.right, box.bottom))
        votes[top:bottom, left:right] += 1
    found: Plane = np.minimum(votes / agreed, 1.0)
    return found


def enlarge(plane: NDArray[np.float32], aligned: bool = False, side: int = JUDGED_PX) -> Plane:
    """Bicubic; `aligned`: the outer cells' centres lie on the picture's edge, as some papers have it. Not cut."""
    values = torch.from_numpy(np.ascontiguousarray(plane, np.float32))[None, None]
    made = torch.nn.functional.interpolate(values, (side, side), mode="bicubic", align_corners=aligned)
    found: Plane = made[0, 0].double().numpy()
    return found


def fused(heard: Plane, seen: Plane, alpha: float) -> Plane:
    """The sound's map with that of objects, whatever is heard: alpha is the share of the sound's."""
    found: Plane = alpha * heard + (1.0 - alpha) * seen
    return found


def judge(scores: Plane, truth: Plane, mode: Mode = "relative", level: float = 0.5) -> Judged:
    """`scores` lie over the square already. `level`: of the absolute threshold, or the share not predicted."""
    sounding = bool(truth.any())
    limit = relative_limit(scores, level) if mode == "relative" else level
    place = (ciou(scores >= limit, truth), adaptive_ciou(scores, truth), pixel_ap(scores, truth > 0),
             float(truth[np.unravel_index(int(scores.argmax()), scores.shape)] > 0)) if sounding else (np.nan,) * 4
    return Judged(*place, float(truth.sum()), confidence(scores), float(scores.max()))


def relative_limit(scores: Plane, share: float = 0.5) -> float:
    """The value so far up in their order: at 0.5 the upper half is predicted, however low it is."""
    return float(np.sort(scores, axis=None)[int(scores.size * share)])


def ciou(predicted: Mask, truth: Plane) -> float:
    """Consensus IoU: what is predicted and true, by its weight, over all that is true or falsely predicted."""
    whole = float(truth.sum()) + float((predicted & (truth == 0)).sum())
    return float(truth[predicted].sum()) / whole if whole else 0.0


def adaptive_ciou(scores: Plane, truth: Plane) -> float:
    """With the threshold that predicts as many pixels as the true place has."""
    count = int((truth > 0).sum())
    return ciou(scores >= np.sort(scores, axis=None)[-count], truth)


def pixel_ap(scores: Plane, positive: Mask) -> float:
    """Average precision over pixels; pixels of one score come together."""
    order = np.argsort(-scores, axis=None, kind="stable")
    ranked, hits = scores.ravel()[order], np.cumsum(positive.ravel()[order])
    last = np.flatnonzero(np.append(np.diff(ranked) != 0, True))
    precision, recall = hits[last] / (last + 1), hits[last] / hits[-1]
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def confidence(scores: Plane) -> float:
    """The mean of the top quarter."""
    kept = max(1, int(scores.size * TOP_SHARE))
    return float(np.partition(scores, scores.size - kept, axis=None)[-kept:].mean())


def active_share(scores: Plane, threshold: float) -> float:
    """How much of the picture lights up."""
    return float((scores > threshold).mean())


def size_of(area: float) -> str:
    return next((name for name, below in SIZES if area < below), SIZES[-1][0])
