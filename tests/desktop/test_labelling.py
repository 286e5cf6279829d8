"""Commands on labels: what each does, that none makes an invalid event, and that undo gives the old value."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.annotations import Annotations
from core.domain import DEFAULT_LANE, AudioTrack, Event, MediaInfo, Selection, Verdict
from core.errors import UsageError
from desktop import labelling, reviewing
from desktop.pane import PaneState

RATE_HZ = 16_000
DURATION_S = 60.0


def pane_with(*events: Event) -> PaneState:
    track = AudioTrack(0, RATE_HZ, 1, round(DURATION_S * RATE_HZ), "pcm")
    return PaneState(MediaInfo(Path("rain.wav"), "wav", (track,)), Annotations.of(events))


def only(pane: PaneState) -> Event:
    (event,) = pane.annotations.events.values()
    return event


# Each command, with what it is given drawn by chance: (pane, two events' numbers, a time, a frequency, a text).
COMMANDS = {
    "make": lambda pane, ids, t, hz, text: labelling.make(pane, Event(text, t, t + hz / 1000, hz, hz * 2)),
    "from_selection": lambda pane, ids, t, hz, text: _select_and_make(pane, t, hz),
    "at_cursor": lambda pane, ids, t, hz, text: (pane.seek(t), labelling.make_at_cursor(pane, text)),
    "move": lambda pane, ids, t, hz, text: labelling.move(pane, ids, t, hz),
    "stretch_onset": lambda pane, ids, t, hz, text: labelling.stretch(pane, ids[0], onset_s=t),
    "stretch_offset": lambda pane, ids, t, hz, text: labelling.stretch(pane, ids[0], offset_s=t),
    "stretch_both": lambda pane, ids, t, hz, text: labelling.stretch(pane, ids[0], t, t + hz),
    "band": lambda pane, ids, t, hz, text: labelling.set_band(pane, ids, t, hz),
    "to_lane": lambda pane, ids, t, hz, text: labelling.to_lane(pane, ids, text or "x"),
    "relabel": lambda pane, ids, t, hz, text: labelling.relabel(pane, ids, text or "x"),
    "delete": lambda pane, ids, t, hz, text: labelling.delete(pane, ids),
    "duplicate": lambda pane, ids, t, hz, text: labelling.duplicate(pane, ids),
    "split": lambda pane, ids, t, hz, text: labelling.split(pane, ids, t),
    "merge": lambda pane, ids, t, hz, text: labelling.merge(pane, ids),
    "nudge": lambda pane, ids, t, hz, text: labelling.nudge(pane, ids, t),
    "verify": lambda pane, ids, t, hz, text: reviewing.verify(pane, ids),
    "reject": lambda pane, ids, t, hz, text: reviewing.reject(pane, ids),
    "reopen": lambda pane, ids, t, hz, text: reviewing.reopen(pane, ids),
    "delete_lane": lambda pane, ids, t, hz, text: labelling.delete_lane(pane, DEFAULT_LANE),
}


def _select_and_make(pane: PaneState, t: float, hz: float) -> None:
    pane.select(Selection(min(t, hz), max(t, hz), hz, hz + t))
    labelling.make_from_selection(pane)


steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(COMMANDS)),
        st.lists(st.integers(1, 8), min_size=1, max_size=4),
        st.floats(-100, 100),
        st.floats(-100, 20_000),
        st.sampled_from(["", "dog", "비", " two  words "]),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(steps)
def test_no_command_makes_an_invalid_event_and_undo_restores_each_value(steps: list[tuple]) -> None:
    late = Event("cat", 59, 60, verdict=Verdict.VERIFIED)
    pane = pane_with(Event("dog", 1, 2, 100, 200), Event("bird", 1.5, 4), late)
    values = [pane.annotations]
    for name, ids, time_s, hz, text in steps:
        pane.history.push("", pane.annotations)  # so that each step stands alone
        COMMANDS[name](pane, ids, time_s, hz, text)
        values.append(pane.annotations)
        for event in pane.annotations.events.values():
            assert 0 <= event.onset_s < event.offset_s <= DURATION_S
            assert (event.low_hz is None) == (event.high_hz is None)
            assert event.low_hz is None or 0 <= event.low_hz < event.high_hz <= RATE_HZ / 2
            assert event.label.strip()
            assert event.lane in pane.annotations.lanes
        assert pane.picked <= set(pane.annotations.events)
    for value in reversed(values):
        while pane.annotations is not value:
            assert pane.history.undo_text is not None
            pane.undo()
        assert pane.annotations == value
    for value in values:
        while pane.annotations != value:
            assert pane.history.redo_text is not None
            pane.redo()


def test_the_selection_becomes_an_event_with_its_band() -> None:
    pane = pane_with()
    pane.select(Selection(2, 5, 300, 9000))
    number = labelling.make_from_selection(pane, "siren")
    assert only(pane) == Event("siren", 2, 5, 300, 8000)  # cut at half of 16 kHz
    assert pane.picked == {number}
    assert pane.history.undo_text == "Make label"


@pytest.mark.parametrize("edges", [(300.0, None), (None, 300.0)])
def test_a_band_that_is_open_at_one_end_stays_so_when_its_event_moves(edges: tuple[float | None, float | None]) -> None:
    pane = pane_with(Event("siren", 2, 5, *edges))
    labelling.nudge(pane, [1], 1.0)
    assert only(pane) == Event("siren", 3, 6, *edges)


def test_without_a_selection_nothing_is_made() -> None:
    pane = pane_with()
    assert labelling.make_from_selection(pane) is None
    assert not pane.annotations.events


def test_at_the_cursor_an_event_is_a_twentieth_of_the_view_and_lies_inside() -> None:
    pane = pane_with()
    pane.show(50, 60)
    pane.seek(59.9)
    labelling.make_at_cursor(pane, "tick")
    assert (only(pane).onset_s, only(pane).offset_s) == pytest.approx((59.5, 60.0))


def test_a_new_event_is_called_as_the_last_one() -> None:
    pane = pane_with(Event("dog", 1, 2))
    labelling.relabel(pane, [1], "  wolf ")
    pane.seek(10)
    labelling.make_at_cursor(pane)
    assert [e.label for e in pane.annotations.events.values()] == ["wolf", "wolf"]


def test_a_new_event_goes_to_the_active_lane_unless_undo_took_it_away() -> None:
    pane = pane_with()
    labelling.new_lane(pane, "birds")
    pane.seek(1)
    labelling.make_at_cursor(pane)
    assert only(pane).lane == "birds"
    pane.undo()
    pane.undo()
    labelling.make_at_cursor(pane)
    assert only(pane).lane == DEFAULT_LANE


def test_events_move_together_until_the_first_of_them_meets_the_end() -> None:
    pane = pane_with(Event("a", 1, 2), Event("b", 50, 58))
    labelling.move(pane, [1, 2], 5)
    times = [(e.onset_s, e.offset_s) for e in pane.annotations.events.values()]
    assert times == [(3, 4), (52, 60)]


def test_a_drag_is_one_step_and_always_starts_from_where_it_began() -> None:
    pane = pane_with(Event("a", 10, 12))
    before = pane.annotations
    drag = labelling.begin_drag(pane)
    for by_s in (1, 30, 100, 2):
        labelling.move(pane, [1], by_s, drag=drag)
    labelling.end_drag(pane, drag)
    assert (only(pane).onset_s, only(pane).offset_s) == (12, 14)
    pane.undo()
    assert pane.annotations is before
    assert pane.history.undo_text is None


def test_a_drag_back_to_its_beginning_leaves_no_step() -> None:
    pane = pane_with(Event("a", 10, 12))
    drag = labelling.begin_drag(pane)
    labelling.move(pane, [1], 3, drag=drag)
    labelling.move(pane, [1], 0, drag=drag)
    labelling.end_drag(pane, drag)
    assert pane.history.undo_text is None
    assert pane.history.is_saved


def test_a_dragged_edge_stops_before_the_other_one() -> None:
    pane = pane_with(Event("a", 10, 12))
    labelling.stretch(pane, 1, onset_s=15)
    assert only(pane).onset_s == pytest.approx(11.999)
    pane.undo()
    labelling.stretch(pane, 1, offset_s=3)
    assert only(pane).offset_s == pytest.approx(10.001)


def test_split_and_merge_are_each_others_inverse() -> None:
    pane = pane_with(Event("a", 10, 12, 100, 200, 0.5))
    made = labelling.split(pane, [1], 10.5)
    times = [(e.onset_s, e.offset_s, e.label) for e in pane.annotations.events.values()]
    assert times == [(10, 10.5, "a"), (10.5, 12, "a")]
    assert pane.picked == {1, *made}
    labelling.merge(pane, pane.picked)
    assert only(pane) == Event("a", 10, 12, 100, 200, 0.5)


def test_split_outside_the_event_does_nothing() -> None:
    pane = pane_with(Event("a", 10, 12))
    assert labelling.split(pane, [1], 12) == []
    assert pane.history.undo_text is None


def test_merging_takes_the_hull_and_forgets_what_differs() -> None:
    pane = pane_with(
        Event("late", 5, 9, 500, 900, 0.9, Verdict.VERIFIED), Event("early", 1, 3, 100, 700, 0.2),
    )
    labelling.merge(pane, [1, 2])
    assert only(pane) == Event("early", 1, 9, 100, 900, 0.9, Verdict.OPEN)


def test_nudges_of_the_same_events_are_one_step() -> None:
    pane = pane_with(Event("a", 10, 12), Event("b", 20, 21))
    for _ in range(3):
        labelling.nudge(pane, [1], 0.5)
    labelling.nudge(pane, [2], 0.5)
    pane.undo()
    pane.undo()
    assert [e.onset_s for e in pane.annotations.events.values()] == [10, 20]
    assert pane.history.undo_text is None


def test_a_label_without_a_character_is_refused() -> None:
    pane = pane_with(Event("a", 10, 12))
    with pytest.raises(UsageError, match="needs a character"):
        labelling.relabel(pane, [1], "  ")
    assert only(pane).label == "a"


def test_lanes_are_added_renamed_and_deleted_with_what_is_on_them() -> None:
    pane = pane_with(Event("a", 10, 12))
    labelling.new_lane(pane, "birds")
    labelling.to_lane(pane, [1], "birds")
    labelling.rename_lane(pane, "birds", "새")
    assert pane.annotations.lanes == (DEFAULT_LANE, "새")
    assert (only(pane).lane, pane.active_lane) == ("새", "새")
    with pytest.raises(UsageError, match="lane of that name"):
        labelling.rename_lane(pane, "새", DEFAULT_LANE)
    labelling.delete_lane(pane, "새")
    assert not pane.annotations.events
    assert pane.active_lane == DEFAULT_LANE
    pane.undo()
    assert only(pane).lane == "새"


@pytest.mark.parametrize(("time_s", "expected"), [(3.04, 3.0), (3.2, 3.2), (0.05, 0.0), (7.95, 8.0), (59.93, 60)])
def test_times_snap_to_what_is_near(time_s: float, expected: float) -> None:
    pane = pane_with()
    pane.select(Selection(8, 9))
    pane.seek(30)
    assert labelling.snapped(pane, time_s, 0.1, [3.0, 5.0]) == expected


def test_tab_goes_by_onset_and_shows_seeks_and_selects() -> None:
    pane = pane_with(Event("c", 40, 41), Event("a", 1, 2), Event("b", 20, 22, 100, 900))
    pane.show(0, 10)
    pane.seek(5)
    assert reviewing.next_event(pane) == 3
    start, end = pane.view
    assert start <= 20 < 22 <= end
    assert pane.position_s == 20
    assert pane.selection == Selection(20, 22, 100, 900)
    assert reviewing.next_event(pane) == 1
    assert reviewing.next_event(pane) == 1  # the last one
    assert [reviewing.previous_event(pane) for _ in range(3)] == [3, 2, 2]


def test_back_from_the_cursor_is_the_event_before_it() -> None:
    pane = pane_with(Event("a", 1, 2), Event("b", 20, 22))
    pane.seek(10)
    assert reviewing.previous_event(pane) == 1


def test_enter_verifies_and_goes_to_the_next_open_one() -> None:
    pane = pane_with(Event("a", 1, 2), Event("b", 3, 4, verdict=Verdict.REJECTED), Event("c", 5, 6))
    assert reviewing.verify_and_next(pane) == 1  # nothing picked: first go there
    assert reviewing.verify_and_next(pane) == 3
    assert reviewing.reject_and_next(pane) is None  # none is left
    assert [e.verdict.value for e in pane.annotations.events.values()] == ["verified", "rejected", "rejected"]
    assert pane.picked == {3}
    pane.undo()
    pane.undo()
    assert pane.history.undo_text is None


def test_the_next_one_is_taken_from_the_order_that_is_shown() -> None:
    pane = pane_with(Event("a", 1, 2), Event("b", 3, 4), Event("c", 5, 6))
    pane.pick([2])
    assert reviewing.verify_and_next(pane, [3, 2, 1]) == 1


def test_picking_all() -> None:
    pane = pane_with(Event("a", 1, 2), Event("b", 3, 4, lane="x"), Event("c", 5, 6))
    reviewing.pick_all(pane)
    assert pane.picked == {1, 2, 3}
