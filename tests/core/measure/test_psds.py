"""PSDS beside sed_scores_eval and by hand; draws beside measuring the drawn files again."""

from __future__ import annotations

import time
import warnings
from dataclasses import replace

import numpy as np
import pytest

from core.domain import Event, Scores, TimeGrid
from core.measure.bootstrap import weights
from core.measure.psds import PSDS1, PSDS2, Weighing, psds, psds_statistic, sweep
from tests.core.measure.conftest import CLASSES, LENGTH_S, Listed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sed_scores_eval import intersection_based
    from sed_scores_eval.base_modules.scores import create_score_dataframe

FRAMES = 100
WEIGHINGS = [PSDS1, replace(PSDS1, alpha_st=0.0), PSDS2, replace(PSDS2, alpha_st=0.0)]


@pytest.fixture
def scored(case: tuple[Listed, Listed]) -> tuple[Listed, dict[str, Scores]]:
    """Scores with many equal values, above which the estimates of the case stand out."""
    random = np.random.default_rng(8)
    made = {}
    for name, events in case[1].items():
        values = random.choice([0.01, 0.02, 0.1, 0.3], (FRAMES, len(CLASSES)), p=[0.5, 0.4, 0.07, 0.03])
        for event in events:
            values[int(event.onset_s * 10) : int(event.offset_s * 10), CLASSES.index(event.label)] += (
                np.round(random.uniform(0.1, 0.6), 2))
        made[name] = scores_of(values)
    return case[0], made


def scores_of(values: np.ndarray, classes: tuple[str, ...] = CLASSES, duration_s: float = LENGTH_S) -> Scores:
    grid = TimeGrid(0.0, LENGTH_S / FRAMES, len(values))
    return Scores(grid, classes, values.astype(np.float32), values.max(axis=0).astype(np.float32), duration_s)


def peer_of(references: Listed, scores: dict[str, Scores], weighing: Weighing) -> tuple[float, dict[str, float]]:
    tables = {name: create_score_dataframe(one.values, np.arange(FRAMES + 1) * one.grid.step_s, list(one.classes))
              for name, one in scores.items()}
    truth = {name: [(e.onset_s, e.offset_s, e.label) for e in events] for name, events in references.items()}
    rules = weighing.criteria
    value, by_class, *_ = intersection_based.psds(
        tables, truth, dict.fromkeys(truth, LENGTH_S), dtc_threshold=rules.dtc, gtc_threshold=rules.gtc,
        cttc_threshold=rules.cttc if weighing.alpha_ct else None, alpha_ct=weighing.alpha_ct,
        alpha_st=weighing.alpha_st, max_efpr=weighing.most_per_hour)
    return value, by_class


@pytest.mark.parametrize("most", [100.0, 2000.0])  # at 2000 an hour the lowest scores count as well
@pytest.mark.parametrize("weighing", WEIGHINGS)
def test_as_sed_scores_eval_has_it(scored: tuple[Listed, dict[str, Scores]], weighing: Weighing, most: float) -> None:
    weighing = replace(weighing, most_per_hour=most)
    value, by_class = peer_of(*scored, weighing)
    made = sweep(*scored, dict.fromkeys(scored[0], LENGTH_S), weighing.criteria)
    ours = psds(made, weighing)
    assert 0.02 < value < 0.98
    assert ours.value == pytest.approx(value, abs=1e-9)
    assert dict(ours.classes) == pytest.approx(by_class, abs=1e-9)


def test_fine_scores_as_well(scored: tuple[Listed, dict[str, Scores]]) -> None:
    random = np.random.default_rng(0)
    fine = {name: scores_of(one.values * 0.7 + random.random(one.values.shape) * 0.3)
            for name, one in scored[1].items()}
    for weighing in (PSDS1, PSDS2):
        made = sweep(scored[0], fine, dict.fromkeys(scored[0], LENGTH_S), weighing.criteria)
        assert psds(made, weighing).value == pytest.approx(peer_of(scored[0], fine, weighing)[0], abs=1e-9)


def test_a_draw_is_the_psds_of_the_drawn_files(scored: tuple[Listed, dict[str, Scores]]) -> None:
    references, scores = scored
    names = list(references)
    drawn = weights(len(names), 3, seed=2)
    for weighing in WEIGHINGS:
        made = sweep(references, scores, dict.fromkeys(names, LENGTH_S), weighing.criteria)
        statistic = psds_statistic(made, weighing)
        for weight, found in zip(drawn, statistic(drawn), strict=True):
            taken = [(f"{name} {k}", name) for name, n in zip(names, weight, strict=True) for k in range(int(n))]
            again = sweep({copy: references[name] for copy, name in taken},
                          {copy: scores[name] for copy, name in taken}, {copy: LENGTH_S for copy, _ in taken},
                          weighing.criteria)
            assert found == pytest.approx(psds(again, weighing).value, abs=2e-3)  # by the cells of the axis


def test_all_found_without_a_false_alarm_is_one() -> None:
    values = np.zeros((FRAMES, 1))
    values[20:50] = 0.9
    made = sweep({"x": [Event("a", 2, 5)]}, {"x": scores_of(values, ("a",))}, {"x": LENGTH_S}, PSDS1.criteria)
    assert psds(made, PSDS1).value == 1


def test_one_false_alarm_before_by_hand() -> None:
    """In 0.1 h one false alarm is 10 an hour: found from there on, so 0.9 of the axis."""
    values = np.zeros((FRAMES, 1))
    values[20:50], values[70:80] = 0.5, 0.9
    made = sweep({"x": [Event("a", 2, 5)]}, {"x": scores_of(values, ("a",))}, {"x": 360.0}, PSDS1.criteria)
    assert psds(made, PSDS1).value == pytest.approx(0.9)


def test_files_without_events_classes_without_scores_and_scores_beyond_the_end() -> None:
    flat = scores_of(np.full((FRAMES, 1), 0.5), ("a",), duration_s=4.95)
    made = sweep({"x": [Event("a", 0, 4.95)], "y": [Event("b", 1, 2)], "z": []}, {"x": flat},
                 dict.fromkeys("xyz", 10.0), PSDS2.criteria)
    found = psds(made, replace(PSDS2, alpha_st=0.0))
    assert dict(found.classes) == {"a": 1.0, "b": 0.0}
    assert found.value == 0.5


def test_overlapping_references_of_a_class_are_one() -> None:
    values = np.zeros((FRAMES, 1))
    values[10:60] = 0.8
    made = sweep({"x": [Event("a", 1, 4), Event("a", 3, 6)]}, {"x": scores_of(values, ("a",))}, {"x": LENGTH_S},
                 PSDS1.criteria)
    assert (psds(made, PSDS1).value, made.references.sum()) == (1, 1)


def test_no_references_have_no_psds() -> None:
    made = sweep({"x": []}, {"x": scores_of(np.zeros((FRAMES, 4)))}, {"x": LENGTH_S}, PSDS1.criteria)
    assert np.isnan(psds(made, PSDS1).value)
    assert np.isnan(psds_statistic(made, PSDS1)(np.ones((1, 1)))[0])


def test_many_files_and_classes_take_seconds() -> None:
    random = np.random.default_rng(0)
    names = tuple(f"c{i}" for i in range(50))
    references = {str(i): [Event(names[int(k)], float(on), float(on) + 1)
                           for k, on in zip(random.choice(50, 3, replace=False), random.uniform(0, 8, 3), strict=True)]
                  for i in range(40)}
    scores = {name: scores_of(random.random((FRAMES, 50)), names) for name in references}
    start = time.perf_counter()
    made = sweep(references, scores, dict.fromkeys(references, LENGTH_S), PSDS2.criteria)
    psds(made, PSDS2)
    assert time.perf_counter() - start < 5
