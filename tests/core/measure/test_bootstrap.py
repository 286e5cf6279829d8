"""Intervals beside a plain loop over drawn files, and beside what statistics says of means."""

from __future__ import annotations

import time

import numpy as np
import pytest

from core.domain import Event
from core.measure.bootstrap import difference, interval, weights
from core.measure.counts import Counts, figures, macro_f1, micro_f1
from core.measure.events import event_counts
from core.measure.segments import error_rate, segment_counts
from tests.core.measure.conftest import Listed


def test_drawing_files_is_the_same_as_measuring_them_again(case: tuple[Listed, Listed]) -> None:
    references, estimates = case
    names = list(references)
    counts, segments = event_counts(references, estimates), segment_counts(references, estimates)
    drawn = weights(len(names), 5, seed=4)
    for i, weight in enumerate(drawn):
        taken = [(f"{name} {k}", name) for name, times in zip(names, weight, strict=True) for k in range(int(times))]
        again = [{copy: listed[name] for copy, name in taken} for listed in (references, estimates)]
        expected = figures(event_counts(*again))
        assert micro_f1(counts)(drawn)[i] == pytest.approx(expected.micro.f1)
        assert macro_f1(counts)(drawn)[i] == pytest.approx(expected.macro_f1)
        alike = segment_counts(*again)
        assert error_rate(segments)(drawn)[i] == pytest.approx(error_rate(alike)(np.ones((1, len(taken))))[0])


def test_the_interval_of_a_mean_is_that_of_statistics() -> None:
    """Mean of n values: ± 1.96 standard deviations / sqrt(n)."""
    values = np.random.default_rng(0).normal(3, 2, 400)
    found = interval(lambda w: w @ values / w.sum(axis=1), 400, draws=4000)
    assert found.value == pytest.approx(values.mean())
    half = 1.96 * values.std() / 20
    assert (found.low, found.high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.02)


def test_a_paired_difference_is_narrower_than_its_parts() -> None:
    hard = np.random.default_rng(0).normal(0, 5, 200)
    made = difference(lambda w: w @ (hard + 1) / w.sum(axis=1), lambda w: w @ hard / w.sum(axis=1), 200)
    assert (made.value, made.low, made.high) == pytest.approx((1, 1, 1))


def test_a_range_lies_around_its_figure_where_drawing_lowers_it() -> None:
    """The spread over classes grows with every draw, so the draws of mean − spread lie below it."""
    truth = np.random.default_rng(0).random((60, 20)) < 0.6

    def penalised(weights: np.ndarray) -> np.ndarray:
        shares = weights @ truth / weights.sum(axis=1, keepdims=True)
        return shares.mean(axis=1) - shares.std(axis=1)

    found = interval(penalised, 60)
    assert np.median(penalised(weights(60, 1000, seed=0))) < found.value - 0.02
    assert found.low < found.value < found.high


def test_the_same_seed_gives_the_same_interval(case: tuple[Listed, Listed]) -> None:
    counts = event_counts(*case)
    assert interval(micro_f1(counts), 25, seed=1) == interval(micro_f1(counts), 25, seed=1)
    assert interval(micro_f1(counts), 25, seed=1) != interval(micro_f1(counts), 25, seed=2)


def test_nothing_defined_has_no_interval() -> None:
    counts = event_counts({"x": []}, {})
    found = interval(macro_f1(counts), 1)
    assert all(np.isnan([found.value, found.low, found.high]))
    assert np.isnan(interval(macro_f1(event_counts({}, {})), 0).value)


def test_three_hundred_files_of_fifty_classes_take_seconds() -> None:
    made = np.random.default_rng(0).integers(0, 3, (3, 300, 50))
    counts = Counts(tuple(map(str, range(300))), tuple(map(str, range(50))), *made)
    start = time.perf_counter()
    interval(macro_f1(counts), 300)
    assert time.perf_counter() - start < 3


def test_one_event_is_found_or_not() -> None:
    counts = event_counts({"x": [Event("a", 0, 1)], "y": [Event("a", 0, 1)]}, {"x": [Event("a", 0, 1)]})
    found = interval(micro_f1(counts), 2)
    assert (found.value, found.low, found.high) == pytest.approx((2 / 3, 0, 1))


def test_one_file_that_differs_proves_nothing() -> None:
    """Of 200 files one differs: e⁻¹ of the draws leave it out, so no difference lies well within the range."""
    right = np.ones(200)
    wrong = right.copy()
    wrong[17] = 0.0

    def mean(values: np.ndarray) -> object:
        return lambda drawn: drawn @ values / drawn.sum(axis=1)

    found = difference(mean(right), mean(wrong), 200)  # type: ignore[arg-type]
    assert found.value == pytest.approx(1 / 200)
    assert found.low <= 0.0 < found.high
