"""The way to decode that finds most events, class by class, by hand."""

from __future__ import annotations

import numpy as np

from core.detect.decode import Decoding
from core.domain import Event, Scores, TimeGrid
from core.measure.tuning import best_decodings


def test_each_class_has_its_own() -> None:
    """a is right at a low threshold only, b at a high one only, c is never there."""
    values = np.zeros((50, 3), np.float32)
    values[10:20, 0] = 0.3
    values[:, 1], values[30:40, 1] = 0.4, 0.8
    scores = Scores(TimeGrid(0, 0.1, 50), ("a", "b", "c"), values, values.max(axis=0), 5.0)
    low, high = Decoding(threshold=0.2), Decoding(threshold=0.6)
    references = {"x": [Event("a", 1, 2), Event("b", 3, 4), Event("c", 0, 1)]}
    assert best_decodings(references, {"x": scores}, [low, high]) == {"a": low, "b": high}
    assert best_decodings(references, {"x": scores}, []) == {}
