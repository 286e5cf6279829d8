"""Columns kept in step edit by edit are those of the events, and the lanes laid out on them have no overlaps."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo
from desktop.event_columns import columns_of
from desktop.pane import PaneState
from desktop.views.lane_layout import MOST_SUBROWS, Grouping, LaneLayout, stack


def pane_with(*events: Event) -> PaneState:
    track = AudioTrack(0, 8000, 1, 8000 * 100, "pcm")
    return PaneState(MediaInfo(Path("rain.wav"), "wav", (track,)), Annotations.of(events))


event = st.builds(
    lambda onset, length, label, lane, score: Event(label, onset, onset + length, score=score, lane=lane),
    st.integers(0, 40).map(float), st.integers(0, 12).map(float),
    st.sampled_from("abc"), st.sampled_from(["one", "two"]), st.none() | st.just(0.5),
)
edit = st.tuples(st.sampled_from(["add", "change", "remove", "undo", "redo"]), st.integers(1, 30), event)


@settings(max_examples=150, deadline=None)
@given(st.lists(event, max_size=20), st.lists(edit, max_size=12), st.sampled_from(Grouping))
def test_columns_and_lanes_follow_every_edit(events: list[Event], edits: list[tuple], grouping: Grouping) -> None:
    pane = pane_with(*events)
    layout = LaneLayout(grouping)
    layout.sync(columns_of(pane), pane.annotations)
    for kind, number, new in edits:
        _apply(pane, kind, number, new)
        columns = columns_of(pane)
        layout.sync(columns, pane.annotations)
        _expect_columns(pane, columns)
        _expect_lanes(pane, layout, grouping)


def _apply(pane: PaneState, kind: str, number: int, new: Event) -> None:
    if kind == "add":
        pane.edit("", lambda old: old.adding([new, new]))
    elif kind == "change" and number in pane.annotations.events:
        pane.edit("", lambda old: old.replacing({number: new}))
    elif kind == "remove":
        pane.edit("", lambda old: old.removing([number]))
    elif kind == "undo":
        pane.undo()
    else:
        pane.redo()


def _expect_columns(pane: PaneState, columns) -> None:
    items = list(pane.annotations.events.items())
    assert columns.ids.tolist() == [n for n, _ in items]
    assert columns.onset_s.tolist() == [e.onset_s for _, e in items]
    assert columns.offset_s.tolist() == [e.offset_s for _, e in items]
    assert [columns.labels.texts[code] for code in columns.label] == [e.label for _, e in items]
    assert [columns.lanes.texts[code] for code in columns.lane] == [e.lane for _, e in items]
    assert [None if np.isnan(s) else s for s in columns.score] == [e.score for _, e in items]
    assert columns.ids[columns.order()].tolist() == [n for n, _ in pane.annotations.in_order()]


def _expect_lanes(pane: PaneState, layout: LaneLayout, grouping: Grouping) -> None:
    events = pane.annotations.events
    for lane in layout.lanes:
        here = [n for n, e in events.items() if (e.lane if grouping is Grouping.LANE else e.label) == lane.name]
        assert sorted(lane.ids.tolist()) == here
        assert lane.onset_s.tolist() == sorted(events[n].onset_s for n in here)
        assert lane.reach_s.tolist() == np.maximum.accumulate(lane.offset_s).tolist()
        for at in (0.0, 7.5, 20.0):
            expected = {n for n in here if events[n].onset_s <= at + 5 and events[n].offset_s >= at}
            assert set(lane.ids[lane.touching(at, at + 5)].tolist()) == expected
        for row in range(min(lane.depth, MOST_SUBROWS - 1)):
            places = np.flatnonzero(lane.subrow == row)
            assert all(lane.onset_s[b] >= lane.offset_s[a] for a, b in pairwise(places))
    names = [lane.name for lane in layout.lanes]
    if grouping is Grouping.LANE:
        assert names == list(pane.annotations.lanes)
    else:
        assert names == pane.annotations.labels()


def test_each_event_takes_the_first_free_sub_row() -> None:
    spans = [(0, 4), (1, 2), (1, 6), (2, 3), (4, 5)]
    onset, offset = (np.array(edge, float) for edge in zip(*spans, strict=True))
    assert stack(onset, offset).tolist() == [0, 1, 2, 1, 0]


def test_the_last_sub_row_holds_what_is_deeper() -> None:
    onset = np.arange(12.0)
    assert stack(onset, onset + 100).tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]


def test_points_without_length_are_stacked_too() -> None:
    onset = np.array([1.0, 1.0, 2.0])
    assert stack(onset, onset).tolist() in ([0, 0, 0], [0, 1, 0])


def test_columns_do_not_keep_a_closed_pane_alive() -> None:
    import gc
    import weakref

    pane = pane_with(Event("a", 0, 1))
    columns_of(pane)
    gone = weakref.ref(pane)
    del pane
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("missing", [[], [9, 10]])
def test_rows_of_numbers_that_are_gone_are_left_out(missing: list[int]) -> None:
    pane = pane_with(Event("a", 0, 1), Event("b", 1, 2))
    assert columns_of(pane).rows_of([2, *missing]).tolist() == [1]
