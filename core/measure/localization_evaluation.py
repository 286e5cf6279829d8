"""What one locator's maps are worth: every figure of the papers, with intervals where pictures can be drawn again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from core.measure.bootstrap import DRAWS, Interval, difference, interval
from core.measure.counts import Numbers, Statistic
from core.measure.localization import Judged, Mode, Plane, active_share, confidence, enlarge, fused, judge, truth_of
from core.measure.localization_maps import Maps
from core.measure.localization_scores import (
    SUCCESS,
    Results,
    abstention_threshold,
    area_under,
    by_size,
    harmonic,
    success_curve,
    summary,
    universal_threshold,
)
from core.train.data.audio_visual import Item

TITLES = {"mosaic": "mosaic: peak in the sounding half", "mosaic_mean": "mosaic: mean of the sounding half higher",
          "mosaic_boxed": "mosaic of pictures with boxes: peak", "peak_inside": "peak in a box",
          "adaptive_success": "adaptive CIoU ≥ 0.5", "success": "CIoU ≥ 0.5", "auc": "AUC of CIoU",
          "adaptive_ciou": "adaptive CIoU, mean", "pixel_ap": "pixel AP"}
VIEWS = {"heard": "sound", "object": "objects only", "fused": "sound and objects"}


@dataclass(frozen=True, slots=True)
class LocalizationSettings:
    """`level`: of the absolute threshold, or the share of the picture that is not predicted."""

    mode: Mode = "relative"
    level: float = 0.5
    alpha: float = 0.4
    aligned: bool = False
    draws: int = DRAWS
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class LocalizationEvaluation:
    """`values`: of each figure a number for each item, NaN where it does not apply; intervals are of these."""

    model: str
    ids: tuple[str, ...]
    values: dict[str, Numbers]
    figures: dict[str, Interval]
    views: dict[str, dict[str, Any]]
    negatives: dict[str, Any]
    by_label: dict[str, dict[str, float]]
    rows: list[dict[str, Any]] = field(default_factory=list)


def evaluate_maps(maps: Maps, items: Sequence[Item], settings: LocalizationSettings,
                  known_threshold: float = 0.0) -> LocalizationEvaluation:
    """`known_threshold`: the confidence under which the model's card says it abstains."""
    scores = {item.id: enlarge(maps.heard[item.id], settings.aligned) for item in items}
    truths = {item.id: truth_of(item.boxes, item.agreed) for item in items}
    judged = {item.id: judge(scores[item.id], truths[item.id], settings.mode, settings.level) for item in items}
    values = _values(items, scores, judged)
    figures = {name: interval(mean_of(values[name]), len(items), settings.draws, settings.seed) for name in TITLES}
    rows = [_row(maps.model, item, judged[item.id], {name: values[name][i] for name in TITLES})
            for i, item in enumerate(items)]
    return LocalizationEvaluation(
        maps.model, tuple(item.id for item in items), values, figures,
        _views(maps, [item for item in items if item.beside is None], scores, truths, settings),
        _negatives(maps, items, scores, truths, settings, known_threshold), _labels(items, values), rows)


def differences_of(one: LocalizationEvaluation, other: LocalizationEvaluation,
                   settings: LocalizationSettings) -> dict[str, Interval]:
    """one − other on the same pictures with the same sounds."""
    return {name: difference(mean_of(one.values[name]), mean_of(other.values[name]), len(one.ids), settings.draws,
                             settings.seed) for name in TITLES}


def mean_of(values: Numbers) -> Statistic:
    """Of the items it applies to, by how often each is taken."""
    there = np.isfinite(values)
    filled = np.where(there, values, 0.0)

    def mean(weights: Numbers) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Numbers = (weights @ filled) / (weights @ there.astype(np.float64))
        return found

    return mean


def mosaic_of(scores: Plane, on_left: bool) -> tuple[float, float]:
    """Whether the peak lies in the sounding half, and whether that half is higher in the mean; a tie is half."""
    half = scores.shape[1] // 2
    ours, other = (scores[:, :half], scores[:, half:]) if on_left else (scores[:, half:], scores[:, :half])
    return _won(ours.max(), other.max()), _won(ours.mean(), other.mean())


def _won(ours: float, other: float) -> float:
    return 0.5 if ours == other else float(ours > other)


def _values(items: Sequence[Item], scores: Mapping[str, Plane], judged: Mapping[str, Judged]) -> dict[str, Numbers]:
    found = {name: np.full(len(items), np.nan) for name in TITLES}
    for i, item in enumerate(items):
        if item.beside is not None:
            found["mosaic"][i], found["mosaic_mean"][i] = mosaic_of(scores[item.id], item.on_left)
            if item.boxes:
                found["mosaic_boxed"][i] = found["mosaic"][i]
            continue
        one = judged[item.id]
        if item.sounding and item.boxes:
            found["peak_inside"][i], found["pixel_ap"][i] = one.peak_inside, one.pixel_ap
            found["adaptive_ciou"][i], found["adaptive_success"][i] = one.adaptive_ciou, one.adaptive_ciou >= SUCCESS
            found["success"][i] = one.ciou >= SUCCESS
            found["auc"][i] = float(area_under(success_curve(np.array([one.ciou])))[0])
    return found


def _views(maps: Maps, items: Sequence[Item], scores: Mapping[str, Plane], truths: Mapping[str, Plane],
           settings: LocalizationSettings) -> dict[str, dict[str, Any]]:
    """The figures of the papers for the sound's map, the objects' and both, on single pictures and negatives."""
    counted = [item for item in items if item.boxes or not item.sounding]
    found: dict[str, dict[str, Any]] = {}
    for view in VIEWS if counted and all(item.id in maps.objects for item in counted) else ("heard",):
        planes = {item.id: _view(view, maps, scores[item.id], item.id, settings) for item in counted}
        judged = [judge(planes[item.id], truths[item.id], settings.mode, settings.level) for item in counted]
        results = Results(np.array([one.ciou for one in judged]), np.array([one.confidence for one in judged]),
                          np.array([item.sounding for item in counted], bool), np.array([one.area for one in judged]))
        there = [one for one, item in zip(judged, counted, strict=True) if item.sounding]
        found[view] = {**summary(results), "sizes": by_size(results),
                       "adaptive_success": _mean([one.adaptive_ciou >= SUCCESS for one in there]),
                       "peak_inside": _mean([one.peak_inside for one in there]),
                       "pixel_ap": _mean([one.pixel_ap for one in there])}
    return found


def _view(view: str, maps: Maps, heard: Plane, name: str, settings: LocalizationSettings) -> Plane:
    if view == "heard":
        return heard
    objects = enlarge(maps.objects[name], settings.aligned)
    return objects if view == "object" else fused(heard, objects, settings.alpha)


def _negatives(maps: Maps, items: Sequence[Item], scores: Mapping[str, Plane], truths: Mapping[str, Plane],
               settings: LocalizationSettings, known: float) -> dict[str, Any]:
    """How far maps light up where nothing in the picture sounds, before and after the model may abstain."""
    controls = {name: [enlarge(plane, settings.aligned) for plane in by_id.values()]
                for name, by_id in maps.controls.items() if by_id}
    silent = [scores[item.id] for item in items if not item.sounding]
    if silent:
        controls["off_screen"] = silent
    positives = [item for item in items if item.sounding]
    sure = np.array([confidence(scores[item.id]) for item in positives])
    limit = known or abstention_threshold(sure)
    everywhere = universal_threshold(np.array([plane.max() for planes in controls.values() for plane in planes]))
    boxed = [item for item in positives if item.boxes and item.beside is None]
    hits = _mean([judge(scores[item.id], truths[item.id], "absolute", np.nextafter(everywhere, np.inf)).ciou >= SUCCESS
                  for item in boxed])
    found: dict[str, Any] = {"abstain_below": limit, "calibrated_here": not known,
                             "missed_by_abstaining": _mean(sure < limit), "universal_threshold": everywhere,
                             "positive_success": hits, "controls": {}}
    for name, planes in controls.items():
        active = np.array([active_share(plane, everywhere) for plane in planes])
        answered = np.array([confidence(plane) >= limit for plane in planes])
        found["controls"][name] = {"pictures": len(planes), "answered": _mean(answered),
                                   "active_area": _mean(active), "active_area_abstaining": _mean(active * answered),
                                   "activated": _mean(active > 0), "harmonic": harmonic(hits, _mean(active)),
                                   "activated_abstaining": _mean((active > 0) & answered)}
    return found


def _labels(items: Sequence[Item], values: Mapping[str, Numbers]) -> dict[str, dict[str, float]]:
    labels = sorted({item.label for item in items if item.label})
    mine = {label: np.array([item.label == label for item in items]) for label in labels}
    return {label: {"pictures": float(chosen.sum()), **{name: _mean(each[chosen & np.isfinite(each)])
                                                        for name, each in values.items()}}
            for label, chosen in mine.items()}


def _row(model: str, item: Item, judged: Judged, values: Mapping[str, float]) -> dict[str, Any]:
    return {"model": model, "id": item.id, "label": item.label or "", "sound": item.sound.name,
            "sound_label": item.sound_label or "", "beside": item.beside_label or "",
            "sounding": int(item.sounding), **{f"map_{name}": each for name, each in asdict(judged).items()},
            **{name: values[name] for name in ("mosaic", "mosaic_mean")}}


def _mean(values: Any) -> float:
    found = np.asarray(values, np.float64)
    return float(found.mean()) if found.size else float("nan")
