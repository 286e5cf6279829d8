"""The runs of a pane: what sliders move, when events follow at once, and what is dropped when it comes too late."""

from dataclasses import replace
from typing import Any

import pytest

from core.detect.decode import Decoding
from core.domain import Scores
from desktop import detections
from desktop.detections import Detections, decoded, own_decoding, touched_classes
from tests.desktop import doubles

FOUND = {"dog": [(0.5, 1.0, 0.9), (2.0, 2.4, 0.6)], "siren": [(1.0, 3.0, 0.7)]}


@pytest.fixture(autouse=True)
def _plain_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.detect.decode.decode", doubles.decode_plainly)


@pytest.fixture
def found() -> Detections:
    made = Detections()
    made.add(doubles.entry(), doubles.scores(FOUND))
    return made


def told(found: Detections) -> list[tuple[str, float, float]]:
    assert found.active is not None
    return [(event.label, event.onset_s, event.offset_s) for event in found.active.events]


def test_a_run_is_decoded_as_its_card_says() -> None:
    found = Detections()
    run = found.add(doubles.entry(threshold=0.65), doubles.scores(FOUND))
    assert told(found) == [("dog", 0.5, 1.0), ("siren", 1.0, 3.0)]
    assert {event.lane for event in run.events} == {"Model one"}
    assert not run.is_late


def test_sliders_move_events(found: Detections) -> None:
    calls: list[int] = []
    found.changed.connect(lambda: calls.append(len(found.active.events)))
    found.set_threshold(1, 0.65)
    found.set_threshold(1, 0.95, "dog")
    assert calls == [2, 1]
    found.set_threshold(1, 0.5)  # of all: the one of a class goes
    assert told(found) == [("dog", 0.5, 1.0), ("siren", 1.0, 3.0), ("dog", 2.0, 2.4)]
    found.reset(1)
    assert found.active.decoding == own_decoding(found.active.entry)


def test_only_classes_that_are_touched_are_decoded_again(found: Detections, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def decode(scores: Scores, decoding: Decoding, lane: str = "") -> list[Any]:
        asked.append(decoding.classes)
        return doubles.decode_plainly(scores, decoding, lane)

    monkeypatch.setattr("core.detect.decode.decode", decode)
    found.set_threshold(1, 0.95, "dog")
    assert asked == [frozenset({"dog"})]
    whole = doubles.decode_plainly(found.active.scores, found.active.decoding, "Model one")
    assert list(found.active.events) == whole


def test_touched_classes_are_those_whose_settings_differ() -> None:
    base = Decoding(thresholds={"dog": 0.3, "siren": 0.4})
    assert touched_classes(None, base) is None
    assert touched_classes(base, replace(base, thresholds={"dog": 0.3, "rain": 0.2})) == {"siren", "rain"}
    assert touched_classes(base, replace(base, medians_s={"dog": 1.0})) == {"dog"}
    assert touched_classes(base, replace(base, min_gap_s=1.0)) is None
    assert touched_classes(base, base) == frozenset()


def test_what_takes_long_is_decoded_by_others_and_the_newest_wins(
    found: Detections, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale: list[int] = []
    found.stale.connect(stale.append)
    monkeypatch.setattr(detections, "QUICK_S", -1.0)
    found.set_threshold(1, 0.65)
    early = found.active
    found.set_threshold(1, 0.8)
    late = found.active
    assert stale == [1, 1]
    assert early.is_late
    assert len(late.events) == 3  # still the old ones
    assert not found.put_events(1, early.decoding, decoded(early))
    assert found.put_events(1, late.decoding, decoded(late))
    assert told(found) == [("dog", 0.5, 1.0)]
    assert not found.active.is_late


def test_runs_come_go_hide_and_take_each_others_place(found: Detections) -> None:
    second = found.add(doubles.entry("two"), doubles.scores({}))
    assert found.active is second
    found.show(1, False)
    assert [run.key for run in found.visible] == [2]
    found.set_threshold(1, 0.65)
    again = found.add(doubles.entry("one"), doubles.scores(FOUND))
    assert again.key == 1
    assert again.decoding.threshold == 0.65  # what was chosen stays
    assert [run.key for run in found.runs] == [1, 2]
    found.remove(1)
    assert found.active is not None
    assert found.active.key == 2
    found.remove(2)
    assert found.active is None
    found.remove(2)
