"""Tagging beside scikit-learn, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

from core.domain import Event, Scores, TimeGrid
from core.measure.counts import figures
from core.measure.tagging import average_precisions, clip_scores, mean_average_precision, tag_counts, tags_of


def scores_of(clip: list[float], classes: str) -> Scores:
    values = np.array([clip], dtype=np.float32)
    return Scores(TimeGrid(0, 1, 1), tuple(classes), values, values[0], 1.0)


@pytest.fixture
def clips() -> tuple[dict[str, frozenset[str]], dict[str, Scores]]:
    random = np.random.default_rng(2)
    truth = random.random((60, 5)) < [0.5, 0.2, 0.1, 0.05, 0]
    values = np.round(np.clip(truth * 0.25 + random.random(truth.shape) * 0.7, 0, 1), 1)  # many are equal
    return ({str(i): frozenset(np.array(list("abcde"))[row]) for i, row in enumerate(truth)},
            {str(i): scores_of(row, "abcde") for i, row in enumerate(values)})


def test_average_precision_as_scikit_learn_has_it(clips: tuple[dict[str, frozenset[str]], dict[str, Scores]]) -> None:
    made = clip_scores(*clips)
    expected = [average_precision_score(made.truth[:, c], made.scores[:, c]) for c in range(4)]
    found = average_precisions(made)
    assert [found[name] for name in "abcd"] == pytest.approx(expected)
    assert np.isnan(found["e"])
    assert mean_average_precision(made)(np.ones((1, 60)))[0] == pytest.approx(np.mean(expected))


def test_a_file_that_is_drawn_twice_counts_twice(clips: tuple[dict[str, frozenset[str]], dict[str, Scores]]) -> None:
    made = clip_scores(*clips)
    weights = np.random.default_rng(3).integers(0, 3, 60)
    expected = [average_precision_score(made.truth[:, c], made.scores[:, c], sample_weight=weights) for c in range(4)]
    assert mean_average_precision(made)(weights[None].astype(float))[0] == pytest.approx(np.mean(expected))


def test_precision_and_recall_as_scikit_learn_has_them(clips: tuple[dict[str, frozenset[str]], dict[str, Scores]]
                                                       ) -> None:
    made = clip_scores(*clips)
    found = figures(tag_counts(made, 0.5))
    for average, ours in (("micro", (found.micro.precision, found.micro.recall, found.micro.f1)),
                          ("macro", (found.macro_precision, found.macro_recall, found.macro_f1))):
        said = made.scores[:, :4] > 0.5 if average == "macro" else made.scores > 0.5
        expected = precision_recall_fscore_support(made.truth[:, : said.shape[1]], said, average=average,
                                                   zero_division=0)
        assert ours == pytest.approx(expected[:3])


def test_thresholds_of_single_classes() -> None:
    made = clip_scores({"x": ["a", "b"]}, {"x": scores_of([0.4, 0.4], "ab")})
    assert tag_counts(made, 0.5, {"b": 0.3}).found.tolist() == [[0, 1]]


def test_classes_that_the_model_does_not_know_are_missed() -> None:
    made = clip_scores({"x": ["a", "z"], "y": []}, {"x": scores_of([0.9], "a")})
    found = figures(tag_counts(made))
    assert made.classes == ("a", "z")
    assert (found.micro.found, found.micro.missed, found.micro.false) == (1, 1, 0)


def test_tags_come_from_events() -> None:
    assert tags_of({"x": [Event("a", 0, 1), Event("a", 2, 3), Event("b", 0, 1)], "y": []}) == {
        "x": frozenset("ab"), "y": frozenset()}
