"""Intersection-based counts beside psds_eval, and by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pandas
import pytest

from core.domain import Event
from core.measure.counts import figures
from core.measure.intersection import Criteria, intersections
from tests.core.measure.conftest import LENGTH_S, Listed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from psds_eval import PSDSEval


def table_of(listed: Listed) -> pandas.DataFrame:
    return pandas.DataFrame([(name, e.onset_s, e.offset_s, e.label) for name, events in listed.items() for e in events],
                            columns=["filename", "onset", "offset", "event_label"])


@pytest.mark.parametrize("criteria", [Criteria(), Criteria(0.7, 0.7, 0.3), Criteria(0.1, 0.1, 0.3)])
def test_as_psds_eval_finds_them(case: tuple[Listed, Listed], criteria: Criteria) -> None:
    references, estimates = case
    lengths = pandas.DataFrame({"filename": list(references), "duration": LENGTH_S})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = PSDSEval(criteria.dtc, criteria.gtc, criteria.cttc, ground_truth=table_of(references), metadata=lengths)
        macro, by_class = peer.compute_macro_f_score(table_of(estimates))
        confusion = peer._evaluate_detections(peer._init_det_table(table_of(estimates)))[0]
    ours = intersections(references, estimates, criteria=criteria)
    found = figures(ours.counts)
    assert 0.3 < macro < 1
    assert found.macro_f1 == pytest.approx(macro)
    assert {name: one.f1 for name, one in found.classes.items()} == pytest.approx(by_class)
    square = confusion[:-1, :-1].copy()
    assert ours.counts.found.sum(axis=0).tolist() == np.diag(square).tolist()
    assert ours.counts.false.sum(axis=0).tolist() == confusion[:-1, -1].tolist()
    np.fill_diagonal(square, 0)
    assert ours.crossed.tolist() == square.tolist()


def test_two_estimates_find_one_reference_together() -> None:
    found = intersections({"x": [Event("a", 0, 10)]}, {"x": [Event("a", 0, 3), Event("a", 5, 8)]}).counts
    assert (found.found.sum(), found.false.sum(), found.missed.sum()) == (1, 0, 0)


def test_a_short_estimate_inside_is_neither_found_nor_false() -> None:
    found = intersections({"x": [Event("a", 0, 10)]}, {"x": [Event("a", 0, 3)]}).counts
    assert (found.found.sum(), found.false.sum(), found.missed.sum()) == (0, 0, 1)


def test_a_long_estimate_is_false_and_crosses_what_it_covers() -> None:
    made = intersections({"x": [Event("a", 0, 2), Event("b", 2, 9)]}, {"x": [Event("a", 0, 10)]})
    assert (made.counts.found.sum(), made.counts.false.sum(), made.counts.missed.sum()) == (0, 1, 2)
    assert made.crossed.tolist() == [[0, 1], [0, 0]]


def test_more_estimates_than_a_block_holds() -> None:
    many = [Event("a", i, i + 0.5) for i in range(3000)]
    counts = intersections({"x": many, "y": []}, {"x": many, "y": many[:7]}).counts
    assert (counts.found.sum(), counts.false.sum()) == (3000, 7)
