"""Label maps: read, applied, and refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.domain import Scores, TimeGrid
from core.errors import DataError
from core.measure.label_map import chosen, mapped, read_label_map
from resources import path as resource

SCORES = Scores(TimeGrid(0, 1, 2), ("Dog", "Bark", "Rain"), np.array([[0.1, 0.4, 0.2], [0.5, 0.3, 0.9]], np.float32),
                np.array([0.6, 0.7, 0.8], np.float32), 2.0, "m")


def test_a_class_has_the_highest_score_of_its_parts(tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text(json.dumps({"rain": ["Rain"], "dog": ["Dog", "Bark"]}))
    made = mapped(SCORES, read_label_map(tmp_path / "map.json"))
    assert made.classes == ("rain", "dog")
    assert made.values.tolist() == pytest.approx(np.array([[0.2, 0.4], [0.9, 0.5]]))
    assert made.clip.tolist() == pytest.approx([0.8, 0.7])
    assert (made.grid, made.duration_s, made.model) == (SCORES.grid, 2.0, "m")


def test_a_recording_without_frames_stays_one() -> None:
    empty = Scores(TimeGrid(0, 1, 0), ("Dog",), np.zeros((0, 1), np.float32), np.zeros(1, np.float32), 0.0)
    assert mapped(empty, {"dog": ("Dog",)}).values.shape == (0, 1)


def test_what_the_model_does_not_have_is_named() -> None:
    with pytest.raises(DataError, match="“Cat”"):
        mapped(SCORES, {"cat": ("Cat",)})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"dog": "Dog"}', '{"dog": []}', '{"dog": [1]}'])
def test_what_is_no_map_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "map.json").write_text(text)
    with pytest.raises(DataError, match=r"map\.json"):
        read_label_map(tmp_path / "map.json")


def test_only_some_classes() -> None:
    made = chosen(SCORES, ("Rain", "Cat", "Dog"))
    assert made.classes == ("Rain", "Dog")
    assert made.values[1].tolist() == pytest.approx([0.9, 0.5])


def test_the_map_that_comes_along_can_be_read() -> None:
    assert "Dog" in read_label_map(resource("label_maps", "audioset_to_esc50.json"))["dog"]
