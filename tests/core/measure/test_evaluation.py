"""All measures together: each figure is that of its own function, and models are compared on the same draws."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from core.detect.decode import Decoding, decode, postprocessed
from core.domain import Scores, TimeGrid
from core.measure import bootstrap
from core.measure.counts import figures, micro_f1
from core.measure.evaluation import TITLES, Settings, differences, evaluate
from core.measure.events import event_counts
from core.measure.psds import PSDS1, psds, sweep
from core.measure.report import report
from tests.core.measure.conftest import CLASSES, LENGTH_S, Listed

SETTINGS = Settings(draws=100, psds_draws=20)
DECODING = Decoding(threshold=0.6, median_s=0.3)


@pytest.fixture
def scored(case: tuple[Listed, Listed]) -> tuple[Listed, dict[str, Scores]]:
    random = np.random.default_rng(3)
    made = {}
    for name, events in case[1].items():
        values = random.uniform(0, 0.55, (100, 4))
        for event in events:
            values[int(event.onset_s * 10) : int(event.offset_s * 10), CLASSES.index(event.label)] += 0.4
        made[name] = Scores(TimeGrid(0, 0.1, 100), CLASSES, values.astype(np.float32),
                            values.max(axis=0).astype(np.float32), LENGTH_S)
    return case[0], made


def test_figures_are_those_of_their_functions(scored: tuple[Listed, dict[str, Scores]]) -> None:
    references, scores = scored
    found = evaluate("m", references, scores, DECODING, CLASSES, SETTINGS)
    counts = event_counts(references, {name: decode(one, DECODING) for name, one in scores.items()}, CLASSES)
    assert found.figures["event_f1_micro"] == bootstrap.interval(micro_f1(counts), len(references), 100)
    assert found.figures["event_f1_macro"].value == pytest.approx(figures(counts).macro_f1)
    ready = {name: postprocessed(one, DECODING) for name, one in scores.items()}
    made = sweep(references, ready, dict.fromkeys(references, LENGTH_S), PSDS1.criteria)
    assert found.figures["psds1"].value == psds(made, PSDS1).value
    assert found.figures["psds1_no_penalty"].value == psds(made, replace(PSDS1, alpha_st=0.0)).value
    assert list(found.figures) == list(TITLES)
    for interval in found.figures.values():
        assert interval.low <= interval.value <= interval.high


def test_a_model_differs_from_itself_by_nothing(scored: tuple[Listed, dict[str, Scores]]) -> None:
    one = evaluate("one", *scored, DECODING, CLASSES, SETTINGS)
    for interval in differences(one, one, SETTINGS).values():
        assert (interval.value, interval.low, interval.high) == (0, 0, 0)
    other = evaluate("other", *scored, replace(DECODING, threshold=0.9), CLASSES, SETTINGS)
    name = "segment_f1_micro"
    assert differences(other, one, SETTINGS)[name].value == pytest.approx(
        other.figures[name].value - one.figures[name].value)


def test_the_report_says_what_was_measured(scored: tuple[Listed, dict[str, Scores]]) -> None:
    both = [evaluate(name, *scored, DECODING, CLASSES, SETTINGS) for name in ("one", "<two>")]
    limits = [dict.fromkeys(CLASSES, 0.6)] * 2
    page = report({"Data": "a & b"}, both, [differences(both[1], both[0], SETTINGS)], limits, [("x.wav", "<gone>")])
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            texts.append(data)

    Reader().feed(page)
    for said in ("a & b", "<two> − one", "<gone>", *CLASSES, *TITLES.values()):
        assert said in texts
    assert f"{both[0].figures['psds1'].value:.3f}" in page
    assert "NaN" not in page
    assert "nan" not in page
