"""The shared map of events behaves as a dictionary does, and tells what an edit changed."""

from hypothesis import given
from hypothesis import strategies as st

from core.annotations import Annotations
from core.domain import DEFAULT_LANE, Event
from core.event_map import EventMap

numbers = st.integers(min_value=1, max_value=2000)
events = st.builds(Event, st.sampled_from(["dog", "bird"]), st.floats(0, 10), st.floats(11, 20))
edits = st.lists(st.tuples(st.dictionaries(numbers, events, max_size=8), st.sets(numbers, max_size=8)), max_size=8)


@given(edits)
def test_edits_give_what_a_dictionary_gives(steps: list[tuple[dict[int, Event], set[int]]]) -> None:
    plain: dict[int, Event] = {}
    shared = EventMap()
    for put, drop in steps:
        before, old = dict(plain), shared
        plain = {n: event for n, event in {**plain, **put}.items() if n not in drop}
        shared = shared.edited(put, drop)
        assert list(shared) == sorted(plain)
        assert dict(shared.items()) == plain
        assert list(shared.values()) == [plain[n] for n in sorted(plain)]
        assert len(shared) == len(plain)
        assert dict(old.items()) == before  # the old value has not moved
        assert shared == EventMap(plain)


@given(edits)
def test_changes_lead_from_the_old_map_to_the_new_one(steps: list[tuple[dict[int, Event], set[int]]]) -> None:
    first = EventMap({5: Event("dog", 0, 1), 700: Event("bird", 1, 2)})
    last = first
    for put, drop in steps:
        last = last.edited(put, drop)
    put, dropped = last.changes_since(first)
    assert {n: e for n, e in {**dict(first.items()), **put}.items() if n not in dropped} == dict(last.items())


def test_an_edit_of_one_event_shares_the_rest() -> None:
    many = EventMap({n: Event("dog", n, n + 1) for n in range(10_000)})
    put, dropped = many.edited({77: Event("cat", 0, 1)}).changes_since(many)
    assert list(put) == [77]
    assert dropped == []


def test_missing_numbers_raise_and_are_not_contained() -> None:
    some = EventMap({3: Event("dog", 0, 1)})
    assert 4 not in some
    assert "3" not in some
    assert some.get(4) is None


def test_a_lane_is_renamed_in_its_place_and_takes_its_events_along() -> None:
    labels = Annotations.of([Event("dog", 0, 1), Event("bird", 1, 2, lane="b")]).with_lane("c")
    renamed = labels.renaming_lane("b", "birds")
    assert renamed.lanes == (DEFAULT_LANE, "birds", "c")
    assert [event.lane for event in renamed.events.values()] == [DEFAULT_LANE, "birds"]


def test_a_deleted_lane_takes_its_events_with_it() -> None:
    labels = Annotations.of([Event("dog", 0, 1), Event("bird", 1, 2, lane="b")])
    assert [e.label for e in labels.without_lane("b").events.values()] == ["dog"]
    assert labels.without_lane("b").lanes == (DEFAULT_LANE,)
