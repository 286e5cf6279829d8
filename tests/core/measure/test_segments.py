"""Segment-based measures beside sed_eval, and by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from core.domain import Event
from core.measure.counts import figures
from core.measure.segments import class_error_rates, error_rate, macro_error_rate, segment_counts
from tests.core.measure.conftest import CLASSES, LENGTH_S, Listed
from tests.core.measure.test_events import peer_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sed_eval


def test_as_sed_eval_counts_them(case: tuple[Listed, Listed]) -> None:
    references, estimates = case
    peer = peer_of(sed_eval.sound_event.SegmentBasedMetrics(list(CLASSES), time_resolution=1.0), references, estimates,
        evaluated_length_seconds=LENGTH_S)
    segments = segment_counts(references, estimates, dict.fromkeys(references, LENGTH_S))
    ours, overall = figures(segments.counts), peer.results_overall_metrics()
    rate = error_rate(segments)(np.ones((1, len(references))))[0]
    assert 0.1 < rate < 1
    assert rate == pytest.approx(overall["error_rate"]["error_rate"])
    files = len(references)
    assert [array.sum() / (segments.counts.found + segments.counts.missed).sum() for array in
            (segments.substituted, segments.deleted, segments.inserted)] == pytest.approx(
        [overall["error_rate"][f"{kind}_rate"] for kind in ("substitution", "deletion", "insertion")])
    assert files == len(segments.inserted)
    assert ours.micro.f1 == pytest.approx(overall["f_measure"]["f_measure"])
    rates = class_error_rates(segments)
    for name, found in peer.results_class_wise_metrics().items():
        assert ours.classes[name].f1 == pytest.approx(found["f_measure"]["f_measure"])
        assert rates[name] == pytest.approx(found["error_rate"]["error_rate"])
    average = peer.results_class_wise_average_metrics()
    assert ours.macro_f1 == pytest.approx(average["f_measure"]["f_measure"])
    assert macro_error_rate(segments) == pytest.approx(average["error_rate"]["error_rate"])


def test_by_hand() -> None:
    """a: 0-2 s true, 1-3 s said; b: 2-3 s true. Segments: a missed, a found, a for b (one substitution)."""
    segments = segment_counts({"x": [Event("a", 0.2, 2.0), Event("b", 2.5, 2.6)]}, {"x": [Event("a", 1.0, 2.1)]})
    assert (segments.substituted[0], segments.deleted[0], segments.inserted[0]) == (1, 1, 0)
    assert error_rate(segments)(np.ones((1, 1)))[0] == pytest.approx(2 / 3)
    assert figures(segments.counts).micro.f1 == pytest.approx(2 * 1 / (2 + 3))


def test_what_lies_beyond_the_end_does_not_count() -> None:
    segments = segment_counts({"x": [Event("a", 0, 1)]}, {"x": [Event("a", 0, 9)]}, {"x": 2.5})
    assert segments.counts.false.sum() == 2  # the second second and the half one


def test_a_sum_of_steps_is_no_further_segment() -> None:
    end = sum([0.1] * 3) * 10
    assert end > 3
    assert segment_counts({"x": [Event("a", 0, 3)]}, {"x": [Event("a", 0, end)]}).counts.false.sum() == 0


def test_no_references_have_no_error_rate() -> None:
    segments = segment_counts({"x": []}, {"x": [Event("a", 0, 1)]})
    assert np.isnan(error_rate(segments)(np.ones((1, 1)))[0])
    assert figures(segments.counts).micro.f1 == 0
    assert np.isnan(macro_error_rate(segments))


def test_events_of_one_class_on_each_other_count_once() -> None:
    segments = segment_counts({"x": [Event("a", 0, 2)]}, {"x": [Event("a", 0, 1.5), Event("a", 1, 2)]})
    assert figures(segments.counts).micro.f1 == 1
