"""Borders from the score itself, events from the filtered one: by hand, and against the words of the definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.detect.borders import sharpened
from core.detect.decode import Decoding, decode, decoding_of, postprocessed
from core.domain import Scores, TimeGrid
from core.errors import ModelError

STEP_S = 0.25
curves = st.integers(1, 24).flatmap(lambda count: st.tuples(*(
    st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.8]), min_size=count, max_size=count) for _ in range(2))))


def row(*values: float) -> NDArray[np.float32]:
    return np.array([values], np.float32)


def by_words(raw: list[float], filtered: list[float], limit: float) -> list[bool]:
    """In each event of the filtered score: from the first to the last frame where the raw one is above the limit, and
    on either side as long as it stays so."""
    sounding, frames = [False] * len(raw), len(raw)
    frame = 0
    while frame < frames:
        end = frame
        while end < frames and filtered[end] > limit:
            end += 1
        above = [at for at in range(frame, end) if raw[at] > limit]
        if above:
            first, last = above[0], above[-1]
            while first > 0 and raw[first - 1] > limit:
                first -= 1
            while last + 1 < frames and raw[last + 1] > limit:
                last += 1
            sounding[first: last + 1] = [True] * (last + 1 - first)
        frame = end + 1
    return sounding


@settings(max_examples=300, deadline=None)
@given(curves)
def test_any_threshold_finds_what_the_definition_says(pair: tuple[list[float], list[float]]) -> None:
    raw, filtered = pair
    found = sharpened(row(*raw), row(*filtered))[0]
    for limit in (0.1, 0.3, 0.5, 0.7):
        assert (found > np.float32(limit)).tolist() == by_words(raw, filtered, limit)


def test_an_event_ends_where_its_score_does_and_a_click_stays_none() -> None:
    #        a click             an event with a dip, which the filter has moved and filled
    raw = [0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.9, 0.9, 0.1, 0.9, 0.9, 0.9, 0.0, 0.0, 0.0, 0.0]
    scores = Scores(TimeGrid(0.0, STEP_S, len(raw)), ("bell",), np.array(raw, np.float32)[:, None],
                    np.ones(1, np.float32), len(raw) * STEP_S)
    smooth = Decoding(median_s=5 * STEP_S)
    sharp = Decoding(median_s=5 * STEP_S, borders="raw")
    assert [(e.onset_s, e.offset_s) for e in decode(scores, sharp)] == [(6 * STEP_S, 12 * STEP_S)]
    again = postprocessed(scores, sharp)
    assert decode(again, Decoding()) == decode(scores, sharp)
    assert all(e.onset_s >= 5 * STEP_S for e in decode(scores, smooth))


def test_without_a_filter_nothing_changes() -> None:
    values = np.random.default_rng(0).random((3, 200)).astype(np.float32)
    np.testing.assert_array_equal(sharpened(values, values), values)


def test_a_card_may_ask_for_it_and_for_nothing_else() -> None:
    assert decoding_of({"borders": "raw"}).borders == "raw"
    with pytest.raises(ModelError, match="no borders “sharp”; there are: filtered, raw"):
        decoding_of({"borders": "sharp"})
