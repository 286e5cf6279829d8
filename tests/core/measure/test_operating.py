"""Operating curves beside the segment-based measures of the events that each threshold gives, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.detect.decode import Decoding, decode
from core.domain import Event, Scores, TimeGrid
from core.measure.operating import GRID, best_thresholds, operating_curves
from core.measure.segments import segment_counts
from tests.core.measure.conftest import CLASSES, LENGTH_S, Listed


@pytest.mark.parametrize(("step_s", "piece_s"), [(0.1, 1.0), (0.064, 1.0), (0.64, 0.5), (2.5, 1.0)])
def test_at_each_threshold_as_its_events_are_measured(case: tuple[Listed, Listed], step_s: float, piece_s: float
                                                      ) -> None:
    random = np.random.default_rng(1)
    references = case[0]
    count = int(np.ceil(LENGTH_S / step_s))
    scores = {}
    for name in references:
        values = (random.random((count, 4)) ** 3).astype(np.float32)
        scores[name] = Scores(TimeGrid(0, step_s, count), CLASSES, values, values.max(axis=0), LENGTH_S)
    thresholds = (0.0, 0.2, 0.5, 0.9)
    curves = operating_curves(references, scores, thresholds=thresholds, piece_s=piece_s)
    for i, threshold in enumerate(thresholds):
        estimates = {name: decode(one, Decoding(threshold=threshold)) for name, one in scores.items()}
        counts = segment_counts(references, estimates, dict.fromkeys(references, LENGTH_S), CLASSES, piece_s).counts
        assert curves.found[:, i].tolist() == counts.found.sum(axis=0).tolist()
        assert curves.false[:, i].tolist() == counts.false.sum(axis=0).tolist()
        assert curves.missed[:, i].tolist() == counts.missed.sum(axis=0).tolist()


def made(values: list[float], label: str = "a") -> Scores:
    column = np.array(values, dtype=np.float32)[:, None]
    return Scores(TimeGrid(0, 1, len(values)), (label,), column, column.max(axis=0), float(len(values)))


def test_by_hand() -> None:
    curves = operating_curves({"x": [Event("a", 1, 3)]}, {"x": made([0.3, 0.6, 0.8, 0.1])}, thresholds=(0.2, 0.5, 0.7))
    assert curves.precision.tolist() == [[2 / 3, 1, 1]]
    assert curves.recall.tolist() == [[1, 1, 0.5]]
    assert curves.f1.tolist() == [[0.8, 1, 2 / 3]]


def test_the_best_threshold_lies_in_the_middle_of_its_stretch() -> None:
    curves = operating_curves({"x": [Event("a", 1, 3)]}, {"x": made([0.3, 0.7, 0.8, 0.1])})
    assert best_thresholds(curves) == {"a": pytest.approx(0.49, abs=0.011)}  # from 0.30 to 0.69


def test_what_has_no_reference_or_no_score() -> None:
    curves = operating_curves({"x": [], "y": [Event("b", 0, 2)]}, {"x": made([0.9])}, ("a", "b"))
    assert best_thresholds(curves) == {}
    assert np.isnan(curves.recall[0]).all()
    assert curves.missed[1].tolist() == [2] * len(GRID)
    assert curves.false[0, 0] == 1
