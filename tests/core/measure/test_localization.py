"""Measures of localization against loops written from the formulas, scikit-learn, and the specification's numbers."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.metrics import auc as sklearn_auc
from sklearn.metrics import average_precision_score

from core.locate.readings import Box
from core.measure.localization import (
    adaptive_ciou,
    ciou,
    confidence,
    enlarge,
    fused,
    judge,
    pixel_ap,
    relative_limit,
    size_of,
    truth_of,
)
from core.measure.localization_scores import (
    Results,
    abstention_threshold,
    auc,
    average_precision,
    best_f1,
    by_size,
    harmonic,
    precision_recall,
    summary,
    universal_threshold,
)

SIDE = 224
Array = NDArray[np.float64]
PUBLISHED = {"precision_all": 0.15, "ap": 0.266199, "auc": 0.4, "max_f1": 0.307692, "success": 0.2}


def random_maps(count: int, seed: int = 0) -> list[tuple[Array, Array]]:
    """Smooth maps, two of three of which lean to the true place, and boxes of three annotators."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        cells = random.normal(size=(7, 7)).astype(np.float32)
        middle = random.uniform([0, 0, 0.55, 0.55], [0.4, 0.4, 1, 1])
        boxes = [Box(*np.clip(middle + random.normal(0, 0.04, 4), 0, 1).tolist()) for _ in range(3)]
        truth = truth_of(boxes, 2)
        made.append((enlarge(cells / 8 + 0.5) + 0.15 * (number % 3) * truth, truth))
    return made


def slow_ciou(scores: Array, truth: Array, threshold: float) -> float:
    above = below = 0.0
    for row in range(SIDE):
        for column in range(SIDE):
            said, weight = float(scores[row, column]) >= threshold, float(truth[row, column])
            above += weight if said else 0.0
            below += weight + (1.0 if said and weight == 0.0 else 0.0)
    return above / below


def slow_precision_recall(places: list[float], sounding: list[bool], sure: list[float], limit: float,
                          success: float = 0.5) -> tuple[float, float]:
    found = false = missed = 0
    for place, there, certain in zip(places, sounding, sure, strict=True):
        if certain >= limit and there and place >= success:
            found += 1
        elif certain >= limit:
            false += 1
        elif there:
            missed += 1
    return (1.0 if found + false == 0 else found / (found + false),
            1.0 if found + missed == 0 else found / (found + missed))


def test_the_consensus_of_annotators() -> None:
    truth = truth_of((Box(0, 0, 0.5, 1), Box(0, 0, 0.5, 0.5), Box(0, 0, 1, 0.25)), 2)
    assert (truth[0, 0], truth[100, 0], truth[200, 0], truth[0, 200], truth[100, 200]) == (1, 1, 0.5, 0.5, 0)
    assert truth_of((Box(0, 0, 1, 0.5), Box(0, 0, 0.5, 1))).max() == 1  # a union where one is enough
    pixel = 100 / 256  # as Flickr's annotations are written
    assert truth_of((Box(pixel, 0, 1, 1),)).sum() == (SIDE - int(224 * 100 / 256)) * SIDE


def test_golden_numbers() -> None:
    truth = truth_of((Box(0.1, 0.2, 0.5, 0.6),))
    area = truth.sum()
    assert ciou(truth > 0, truth) == 1.0
    assert ciou(np.ones_like(truth, bool), truth) == pytest.approx(area / SIDE**2)
    scores = np.zeros((SIDE, SIDE))
    scores[:, :112] = 1.0
    scores += np.linspace(0, 1e-6, SIDE**2).reshape(SIDE, SIDE)
    assert ciou(scores >= relative_limit(scores), truth) == pytest.approx(area / (0.5 * SIDE**2))
    for hits in (1, 3, 9):
        values = np.array([1.0] * hits + [0.0] * (10 - hits))
        found = summary(Results(values, np.linspace(0, 1, 10), np.ones(10, bool), np.ones(10)))
        low = precision_recall(Results(values, np.arange(10.0), np.ones(10, bool), np.ones(10)), -1)
        assert 2 * low[0] * low[1] / sum(low) == pytest.approx(2 * (hits / 10) / (1 + hits / 10))
        assert found["success"] == hits / 10
    assert auc(Results(np.zeros(4), np.ones(4), np.ones(4, bool), np.ones(4))) == pytest.approx(0.025)


def test_places_of_random_maps_as_a_loop_finds_them() -> None:
    for scores, truth in random_maps(2):
        limit = sorted(scores.ravel().tolist())[int(SIDE * SIDE * 0.5)]
        found = judge(scores, truth)
        assert found.ciou == pytest.approx(slow_ciou(scores, truth, limit))
        assert judge(scores, truth, "absolute").ciou == pytest.approx(slow_ciou(scores, truth, 0.5))
        area = int((truth > 0).sum())
        assert found.adaptive_ciou == pytest.approx(
            slow_ciou(scores, truth, sorted(scores.ravel().tolist(), reverse=True)[area - 1]))
        assert found.pixel_ap == pytest.approx(average_precision_score((truth > 0).ravel(), scores.ravel()))
        top = sorted(scores.ravel().tolist(), reverse=True)[: SIDE * SIDE // 4]
        assert found.confidence == pytest.approx(math.fsum(top) / len(top))


def test_pixel_precision_with_many_ties() -> None:
    random = np.random.default_rng(3)
    scores, positive = random.integers(0, 5, (40, 40)).astype(float), random.random((40, 40)) < 0.2
    assert pixel_ap(scores, positive) == pytest.approx(average_precision_score(positive.ravel(), scores.ravel()))
    assert pixel_ap(np.zeros((9, 9)), np.eye(9, dtype=bool)) == pytest.approx(1 / 9)
    assert adaptive_ciou(np.zeros((9, 9)), np.eye(9)) == pytest.approx(1 / 9)


def test_enlarging_is_that_of_torch_and_objects_are_mixed_in() -> None:
    cells = np.random.default_rng(1).random((7, 7), np.float32)
    theirs = torch.nn.functional.interpolate(torch.tensor(cells)[None, None], (SIDE, SIDE), mode="bicubic",
                                             align_corners=True)[0, 0].numpy()
    assert np.allclose(enlarge(cells, aligned=True), theirs)
    assert enlarge(cells, aligned=True)[0, 0] == pytest.approx(cells[0, 0], abs=1e-6)
    assert fused(np.full((2, 2), 0.8), np.full((2, 2), 0.3), 0.4) == pytest.approx(np.full((2, 2), 0.5))


def random_results(count: int, negatives: int, seed: int) -> Results:
    random = np.random.default_rng(seed)
    sounding = np.arange(count) >= negatives
    return Results(np.where(sounding, random.random(count), np.nan), random.random(count), sounding,
                   random.uniform(0, 40000, count))


@pytest.mark.parametrize(("count", "negatives"), [(7, 0), (30, 10), (450, 200)])
def test_figures_over_pictures_as_loops_find_them(count: int, negatives: int) -> None:
    results = random_results(count, negatives, count)
    places, sounding = np.nan_to_num(results.ciou).tolist(), results.sounding.tolist()
    sure = results.confidence.tolist()
    points = []
    limits = sorted(sure)[:-1]
    for limit in limits[:: -max(1, count // 200)]:
        points.append(slow_precision_recall(places, sounding, sure, limit))
    area = 0.0
    for i in range(len(points) - 1):
        area += max(one[0] for one in points[i:]) * (points[i + 1][1] - points[i][1])
    assert average_precision(results) == pytest.approx(area)
    best = 0.0
    for limit in sorted(sure)[:: max(1, count // 10)]:
        p, r = slow_precision_recall(places, sounding, sure, limit)
        best = max(best, 2 * p * r / (p + r) if p + r else 0.0)
    assert best_f1(results) == pytest.approx(best)
    positives = [place for place, there in zip(places, sounding, strict=True) if there]
    thresholds = [0.05 * i for i in range(21)]
    shares = [sum(place >= limit for place in positives) / len(positives) for limit in thresholds]
    assert auc(results) == pytest.approx(sklearn_auc(thresholds, shares))


def test_a_misplaced_object_is_false_and_not_also_missed() -> None:
    results = Results(np.array([0.9, 0.1, 0.9, np.nan]), np.array([0.9, 0.8, 0.1, 0.7]),
                      np.array([True, True, True, False]), np.ones(4))
    assert precision_recall(results, 0.5) == (1 / 3, 1 / 2)
    assert precision_recall(results, 2.0) == (1.0, 0.0)
    assert summary(results)["precision_all"] == 0.5  # negatives are predicted too
    assert summary(results)["success"] == 2 / 3


def test_sizes() -> None:
    assert [size_of(area) for area in (0, 1023, 1024, 9215, 9216, 20735, 20736, 224**2)] == [
        "small", "small", "medium", "medium", "large", "large", "huge", "huge"]
    found = by_size(random_results(200, 50, 5))
    assert sum(int(each["pictures"]) for each in found.values()) == 150


def test_silence_and_abstention() -> None:
    assert universal_threshold(np.arange(5.0)) == 3.0
    assert harmonic(0.6, 0.4) == pytest.approx(0.6)
    assert harmonic(0.0, 1.0) == 0.0
    sure = np.random.default_rng(0).random(99)
    limit = abstention_threshold(sure)
    assert (sure < limit).sum() <= 0.05 * 99 < (sure <= limit).sum()


def test_numbers_of_the_published_evaluation_on_shared_maps() -> None:
    """Made once with its evaluator on these very maps, a quarter of them as negatives; its code is not here."""
    places, sure, areas = [], [], []
    for scores, truth in random_maps(40, seed=7):
        found = judge(scores, truth)
        places.append(found.ciou)
        sure.append(confidence(scores))
        areas.append(found.area)
    sounding = np.arange(40) % 4 != 3
    results = Results(np.where(sounding, places, 0.0), np.array(sure), sounding, np.array(areas))
    figures = summary(results)
    assert {name: round(figures[name], 6) for name in PUBLISHED} == PUBLISHED
