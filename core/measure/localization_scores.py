"""Figures over many pictures: success, AUC, precision and recall with confidence, AP, the best F1, false activation.

A picture in which nothing sounds is a negative. An object found in the wrong place is a false positive and not also a
missed one, as the evaluation of SLAVC has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.measure.counts import Numbers
from core.measure.localization import SIZES, size_of

SUCCESS = 0.5
STEPS = 21  # thresholds of the success curve: 0, 0.05 … 1
QUANTILE = 0.75  # of the maxima on negatives: the universal threshold
MISSED = 0.05  # of the sounding pictures may be abstained from


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """One entry for each picture. `ciou` of negatives does not count."""

    ciou: Numbers
    confidence: Numbers
    sounding: NDArray[np.bool_]
    area: Numbers

    def of(self, chosen: NDArray[np.bool_]) -> Results:
        return Results(self.ciou[chosen], self.confidence[chosen], self.sounding[chosen], self.area[chosen])


def success_curve(ciou: Numbers) -> Numbers:
    """(pictures, 21): whether each reaches each threshold."""
    found: Numbers = (ciou[:, None] >= 0.05 * np.arange(STEPS)).astype(np.float64)
    return found


def area_under(curve: Numbers) -> Numbers:
    """Trapezoids over thresholds from 0 to 1, along the last axis."""
    found: Numbers = (curve[..., 1:] + curve[..., :-1]).sum(axis=-1) * 0.05 / 2
    return found


def auc(results: Results) -> float:
    """Of the pictures in which something sounds."""
    ciou = results.ciou[results.sounding]
    return float(area_under(success_curve(ciou).mean(axis=0))) if len(ciou) else float("nan")


def precision_recall(results: Results, threshold: float, success: float = SUCCESS) -> tuple[float, float]:
    said = results.confidence >= threshold
    right = results.sounding & (np.nan_to_num(results.ciou) >= success)
    found, false = int((said & right).sum()), int((said & ~right).sum())
    missed = int((~said & results.sounding).sum())
    return (found / (found + false) if found + false else 1.0, found / (found + missed) if found + missed else 1.0)


def average_precision(results: Results, success: float = SUCCESS) -> float:
    """The area before the first recall point is not counted, as in the published evaluation."""
    count = len(results.confidence)
    thresholds = np.sort(results.confidence)[:-1][:: -max(1, count // 200)]
    points = [precision_recall(results, float(limit), success) for limit in thresholds]
    if not points:
        return 0.0
    precision, recall = np.array(points).T
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best[:-1] * np.diff(recall)).sum())


def best_f1(results: Results, success: float = SUCCESS) -> float:
    thresholds = np.sort(results.confidence)[:: max(1, len(results.confidence) // 10)]
    return max((f1(*precision_recall(results, float(limit), success)) for limit in thresholds), default=float("nan"))


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def summary(results: Results) -> dict[str, float]:
    """All figures of one set. `precision_all`: over every picture, negatives too, all of them predicted."""
    if not len(results.ciou):
        return {}
    ciou = results.ciou[results.sounding]
    return {"pictures": float(len(results.ciou)), "success": _mean(ciou >= SUCCESS), "mean_ciou": _mean(ciou),
            "precision_all": precision_recall(results, -np.inf)[0], "auc": auc(results),
            "ap": average_precision(results), "max_f1": best_f1(results)}


def by_size(results: Results) -> dict[str, dict[str, float]]:
    names = np.array([size_of(area) if there else "" for area, there in zip(results.area, results.sounding,
                                                                            strict=True)])
    return {name: summary(results.of(names == name)) for name, _ in SIZES if (names == name).any()}


def universal_threshold(maxima: Numbers) -> float:
    """A quarter of the maps without a sound in the picture light up somewhere."""
    return float(np.quantile(maxima, QUANTILE)) if len(maxima) else float("nan")


def abstention_threshold(confidence: Numbers, missed: float = MISSED) -> float:
    """The highest confidence under which at most this share of the sounding pictures lies."""
    if not len(confidence):
        return float("nan")
    return float(np.sort(confidence)[int(len(confidence) * missed)])


def harmonic(success: float, active: float) -> float:
    """Of what is found on positives and what stays dark on negatives."""
    dark = 1.0 - active
    return 2 * success * dark / (success + dark) if success + dark > 0 else 0.0


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if len(values) else float("nan")
