"""Event-based measures beside sed_eval, beside all permutations, and by hand."""

from __future__ import annotations

import itertools
import time
import warnings

import numpy as np
import pytest

from core.domain import Event
from core.errors import DataError
from core.measure.counts import figures, macro_f1, micro_f1
from core.measure.events import event_counts, match_events
from tests.core.measure.conftest import CLASSES, Listed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sed_eval


def peer_of(metrics: object, references: Listed, estimates: Listed, **extra: float) -> object:
    for name in references:
        metrics.evaluate(*([{"file": name, "event_label": e.label, "event_onset": e.onset_s,  # type: ignore[attr-defined]
                             "event_offset": e.offset_s} for e in listed[name]] for listed in (references, estimates)),
                         **extra)
    return metrics


def test_as_sed_eval_finds_them(case: tuple[Listed, Listed]) -> None:
    references, estimates = case
    peer = peer_of(sed_eval.sound_event.EventBasedMetrics(
        list(CLASSES), t_collar=0.2, percentage_of_length=0.2, event_matching_type="optimal",
        empty_system_output_handling="zero_score"), references, estimates)
    ours = figures(event_counts(references, estimates))
    overall = peer.results_overall_metrics()["f_measure"]
    assert 0.2 < ours.micro.f1 < 0.9
    assert (ours.micro.f1, ours.micro.precision, ours.micro.recall) == pytest.approx(
        (overall["f_measure"], overall["precision"], overall["recall"]))
    for name, found in peer.results_class_wise_metrics().items():
        assert ours.classes[name].f1 == pytest.approx(found["f_measure"]["f_measure"])
    assert ours.macro_f1 == pytest.approx(peer.results_class_wise_average_metrics()["f_measure"]["f_measure"])


def test_the_matching_is_the_largest_there_is() -> None:
    """Taken in order, the first estimate would take the reference that the second one needs."""
    reference = [Event("a", 0.0, 1.0), Event("a", 0.3, 1.0)]
    estimated = [Event("a", 0.15, 1.0), Event("a", 0.0, 1.0)]
    assert match_events(reference, estimated).pairs == ((0, 1), (1, 0))


def test_no_permutation_matches_more() -> None:
    random = np.random.default_rng(1)
    for _ in range(60):
        reference, estimated = ([Event("a", on, on + random.uniform(0.5, 0.9)) for on in random.uniform(0, 0.6, 5)]
                                for _ in range(2))
        most = max(sum(abs(r.onset_s - e.onset_s) <= 0.2 and abs(r.offset_s - e.offset_s) <= 0.2
                       for r, e in zip(reference, order, strict=True)) for order in itertools.permutations(estimated))
        matching = match_events(reference, estimated)
        assert len(matching.pairs) == most
        assert len(matching.false) == len(matching.missed) == 5 - most


@pytest.mark.parametrize(("onset", "offset", "hit"), [
    (0.9, 3.0, True),  # 1.1 - 0.9 is a little more than 0.2 in floating point
    (1.1, 3.5, True), (1.31, 3.0, False), (1.1, 3.61, False), (0.85, 3.0, False),
    (1.1, 2.62, True),  # 20 % of 1.9 s is 0.38 s
    (1.1, 2.60, False),
])
def test_collars_by_hand(onset: float, offset: float, hit: bool) -> None:
    matching = match_events([Event("dog", 1.1, 3.0)], [Event("dog", onset, min(offset, 3.38 if hit else offset))])
    assert bool(matching.pairs) is hit
    assert matching.false == (() if hit else (0,))
    assert matching.missed == (() if hit else (0,))


def test_another_class_is_no_match() -> None:
    matching = match_events([Event("dog", 0, 1)], [Event("cat", 0, 1)])
    assert (matching.pairs, matching.false, matching.missed) == ((), (0,), (0,))


def test_nothing_at_all() -> None:
    assert match_events([], []).pairs == ()
    assert match_events([Event("a", 0, 1)], []).missed == (0,)
    assert match_events([], [Event("a", 0, 1)]).false == (0,)
    empty = event_counts({"x": []}, {})
    assert np.isnan(figures(empty).macro_f1)
    assert np.isnan(micro_f1(empty)(np.ones((1, 1)))[0])


def test_false_alarms_in_files_without_events_count() -> None:
    counts = event_counts({"x": [], "y": [Event("a", 0, 1)]}, {"x": [Event("a", 0, 1)], "y": [Event("a", 0, 1)]})
    assert figures(counts).micro.precision == 0.5


def test_macro_leaves_out_classes_without_references() -> None:
    counts = event_counts({"x": [Event("a", 0, 1)]}, {"x": [Event("a", 0, 1), Event("b", 0, 1)]})
    found = figures(counts)
    assert (found.macro_f1, found.micro.f1) == (1.0, pytest.approx(2 / 3))
    assert (macro_f1(counts)(np.ones((1, 1)))[0], micro_f1(counts)(np.ones((1, 1)))[0]) == (1.0, pytest.approx(2 / 3))


def test_a_file_without_reference_is_refused() -> None:
    with pytest.raises(DataError, match="“y”"):
        event_counts({"x": []}, {"y": [Event("a", 0, 1)]})


def test_a_thousand_events_take_milliseconds() -> None:
    random = np.random.default_rng(0)
    reference, estimated = ([Event(random.choice(CLASSES), on, on + 1) for on in random.uniform(0, 600, 1000)]
                            for _ in range(2))
    match_events(reference, estimated)  # imports what it needs
    start = time.perf_counter()
    match_events(reference, estimated)
    assert time.perf_counter() - start < 0.1
