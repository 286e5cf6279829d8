"""The pane's promises: the view stays inside, the cursor of a zoom stays put, undo brings back the exact value."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import AudioTrack, Event, MediaInfo, Selection
from desktop.pane import SHORTEST_VIEW_S, PaneState
from desktop.session import Session


def pane_of(duration_s: float = 100.0) -> PaneState:
    track = AudioTrack(0, 1000, 1, round(duration_s * 1000), "pcm")
    return PaneState(MediaInfo(Path("a.wav"), "wav", (track,)))


finite = st.floats(-1e6, 1e6)


@given(st.lists(st.tuples(finite, finite), max_size=8))
def test_the_view_never_leaves_the_recording(ranges: list[tuple[float, float]]) -> None:
    pane = pane_of()
    for start_s, end_s in ranges:
        pane.show(start_s, end_s)
        left, right = pane.view
        assert 0 <= left < right <= 100.0 + 1e-9
        assert right - left >= SHORTEST_VIEW_S - 1e-9


@given(st.floats(0.3, 3), st.floats(20, 80))
def test_zoom_keeps_the_time_under_the_cursor(factor: float, at_s: float) -> None:
    pane = pane_of()
    pane.show(10, 90)
    before = (at_s - pane.view[0]) / (pane.view[1] - pane.view[0])
    pane.zoom(factor, at_s)
    left, right = pane.view
    if left > 0 and right < 100:
        assert (at_s - left) / (right - left) == pytest.approx(before, abs=1e-9)


def test_back_returns_to_the_view_before() -> None:
    pane = pane_of()
    pane.show(10, 20, remember=True)
    pane.show(12, 13, remember=True)
    pane.back()
    assert pane.view == (10, 20)
    pane.back()
    assert pane.view == (0, 100)
    pane.back()
    assert pane.view == (0, 100)


def test_undo_and_redo_give_back_the_exact_value() -> None:
    pane = pane_of()
    number = pane.add_event("Make label", Event("dog", 1, 2))
    made = pane.annotations
    pane.edit("Delete label", lambda old: old.removing([number]))
    assert pane.picked == frozenset()
    pane.undo()
    assert pane.annotations == made
    pane.undo()
    assert not pane.annotations.events
    pane.redo()
    assert pane.annotations == made


def test_edits_with_one_key_are_one_step() -> None:
    pane = pane_of()
    number = pane.add_event("Make label", Event("dog", 1, 2))
    start = pane.annotations
    for end in (3, 4, 5):
        pane.edit("Change times", lambda old, end=end: old.replacing({number: Event("dog", 1, end)}), "drag")
    pane.undo()
    assert pane.annotations == start


def test_an_edit_that_changes_nothing_leaves_no_step() -> None:
    pane = pane_of()
    pane.edit("Nothing", lambda old: old)
    assert pane.history.undo_text is None
    assert pane.history.is_saved


def test_signals_come_after_the_change() -> None:
    pane = pane_of()
    seen: list[object] = []
    pane.selection_changed.connect(lambda value: seen.append((value, pane.selection)))
    chosen = Selection(1, 2)
    pane.select(chosen)
    pane.select(chosen)
    assert seen == [(chosen, chosen)]


def test_reveal_moves_only_when_it_must() -> None:
    pane = pane_of()
    pane.show(10, 20)
    pane.reveal(12, 13)
    assert pane.view == (10, 20)
    pane.reveal(50, 51)
    assert pane.view[0] <= 50
    assert pane.view[1] >= 51
    assert pane.view[1] - pane.view[0] == pytest.approx(10)


def test_linked_panes_move_together_and_free_ones_do_not() -> None:
    session, one, two = Session(), pane_of(), pane_of(50.0)
    session.open(one)
    session.open(two, beside=True)
    one.show(10, 20)
    assert two.view == (10, 20)
    session.set_linked(False)
    one.show(30, 40)
    assert two.view == (10, 20)


def test_a_third_recording_takes_the_place_of_the_active_one() -> None:
    session, one, two, three = Session(), pane_of(), pane_of(), pane_of()
    session.open(one)
    session.open(two, beside=True)
    session.activate(one)
    assert session.pane_to_replace(beside=True) is one
    session.open(three, beside=True)
    assert session.panes == [three, two]
    session.close(three)
    assert session.active is two
