"""For every format: what it can hold comes back, within the step of its times that it states."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import labels
from core.domain import DEFAULT_LANE, Event, Verdict

RELAXED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

SPECIAL = st.sampled_from(
    [
        "dog",
        "개 짖음",
        "🐕‍🦺 bark",
        "a, b; c",
        'say "hi"',
        '"',
        "'",
        "=1+1",
        "<b>bird</b>",
        "&amp; & <x>",
        "--> no",
        "{}",
        "  outer  ",
        "\\",
        "#",
        "-1",
        "1,5",
        "nan",
        "NOTE",
        "e\u0301",
        "\u3000",
        "\u202eright",
        "",
        "null",
        "!x",
        "0.5",
    ]
)
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
PLAIN = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")


def _lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


ONE_LINE = st.one_of(SPECIAL, st.text(PLAIN, max_size=25))
LINES = st.lists(ONE_LINE, max_size=3).map("\n".join)
CUE = LINES.map(_lines)
WORD = ONE_LINE.map(lambda text: "_".join(text.split()))
EVERY_TEXT = st.one_of(SPECIAL, st.text(ANY, max_size=25))
FILLED = LINES.map(lambda text: text if text.strip() else "x")
LANE = ONE_LINE.map(lambda text: text.strip() or DEFAULT_LANE)


@dataclass(frozen=True)
class Claim:
    """What a format says of itself, written down here a second time by hand."""

    label: st.SearchStrategy[str]
    parts: frozenset[str]
    step_s: float = 0.0
    shortest_s: float = 0.0
    moves_lanes: bool = False


CLAIMS = {
    "dcase": Claim(ONE_LINE, frozenset(), 1e-6),
    "audacity": Claim(ONE_LINE, frozenset({"band"}), 1e-6),
    "raven": Claim(ONE_LINE, frozenset({"band", "score", "verdict", "lane"}), 1e-6),
    "csv": Claim(EVERY_TEXT, frozenset({"band", "score", "verdict", "lane"})),
    "json": Claim(EVERY_TEXT, frozenset({"band", "score", "verdict", "lane"})),
    "textgrid": Claim(FILLED, frozenset({"lane"}), moves_lanes=True),
    "eaf": Claim(LINES, frozenset({"lane"}), 1e-3, 1e-3, moves_lanes=True),
    "rttm": Claim(WORD, frozenset({"score"}), 1e-6),
    "vtt": Claim(CUE, frozenset({"lane"}), 1e-3, 1e-3),
    "srt": Claim(CUE, frozenset(), 1e-3, 1e-3),
}


@st.composite
def events_for(
    draw: Callable[..., object], label: st.SearchStrategy[str], lane: st.SearchStrategy[str] = LANE
) -> Event:
    onset = draw(st.one_of(st.floats(0, 90_000), st.integers(0, 1000).map(float), st.just(-0.0)))
    length = draw(st.one_of(st.floats(0, 5000), st.just(0.0), st.floats(0, 0.002)))
    band = draw(st.one_of(st.none(), st.tuples(st.integers(0, 10**8), st.integers(0, 10**8))))
    low, high = (None, None) if band is None else (min(band) / 1000, max(band) / 1000)
    missing = draw(st.sampled_from(["", "low", "high"]))
    return Event(
        draw(label),
        onset,
        onset + length,
        None if missing == "low" else low,
        None if missing == "high" else high,
        draw(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))),
        draw(st.sampled_from(Verdict)),
        draw(lane),
    )


def held(event: Event, claim: Claim) -> Event:
    """The event without what the format has no place for; times are compared apart."""
    if "band" not in claim.parts:
        event = replace(event, low_hz=None, high_hz=None)
    if "score" not in claim.parts:
        event = replace(event, score=None)
    if "verdict" not in claim.parts:
        event = replace(event, verdict=Verdict.OPEN)
    if "lane" not in claim.parts or claim.moves_lanes:
        event = replace(event, lane=DEFAULT_LANE)
    return event


def timeless(event: Event, claim: Claim) -> tuple[object, ...]:
    event = replace(held(event, claim), onset_s=0.0, offset_s=0.0)
    numbers = (None if n is None else n + 0.0 for n in (event.low_hz, event.high_hz, event.score))  # no -0.0
    return tuple(str(value) for value in (event.label, *numbers, event.verdict, event.lane))


def _paired(some: Iterable[Event], others: Iterable[Event], time_s: Callable[[Event], float]) -> zip:
    return zip(sorted(map(time_s, some)), sorted(map(time_s, others)), strict=True)


@pytest.mark.parametrize("name", CLAIMS)
@RELAXED
@given(data=st.data())
def test_what_can_be_held_comes_back(name: str, tmp_path: Path, data: st.DataObject) -> None:
    claim = CLAIMS[name]
    events = data.draw(st.lists(events_for(claim.label), max_size=6))
    path = tmp_path / f"x{labels.FORMATS[name].endings[0]}"
    labels.write(path, events, recording="rec 1.wav")

    found = labels.read(path, name).events

    assert sorted(timeless(e, claim) for e in found) == sorted(timeless(e, claim) for e in events)
    off_by = claim.step_s / 2 + 1e-9 * bool(claim.step_s)
    for one, other in _paired(found, events, lambda e: e.onset_s):
        assert abs(one - other) <= off_by
    for one, other in _paired(found, events, lambda e: e.offset_s):
        assert abs(one - other) <= off_by + claim.shortest_s
    assert all(e.duration_s >= claim.shortest_s - 1e-9 for e in found)


@pytest.mark.parametrize("name", CLAIMS)
@RELAXED
@given(data=st.data())
def test_the_second_time_nothing_is_lost_and_nothing_is_said(
    name: str, tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / f"x{labels.FORMATS[name].endings[0]}"
    anything = st.one_of(SPECIAL, st.text(max_size=25), st.just("\ud800half"), st.just("a\r\n\r\nb\0c"))
    labels.write(path, data.draw(st.lists(events_for(anything, anything), max_size=6)))
    first = labels.read(path, name)

    notes = labels.write(path, first.events, recording=first.recording or "x.wav")

    assert labels.read(path, name).events == first.events
    assert notes == ()


@RELAXED
@given(data=st.data())
@pytest.mark.parametrize("name", ["textgrid", "eaf"])
def test_lanes_stay_where_nothing_overlaps(name: str, tmp_path: Path, data: st.DataObject) -> None:
    """Events in whole tenths of seconds, one after the other in each lane."""
    lanes = data.draw(st.lists(LANE, min_size=1, max_size=3, unique=True))
    events = [
        Event(f"{lane} {at}", at / 10, (at + 1) / 10, lane=lane)
        for lane in lanes
        for at in sorted(data.draw(st.sets(st.integers(0, 50), max_size=5)))
    ]
    path = tmp_path / f"x{labels.FORMATS[name].endings[0]}"

    assert labels.write(path, events) == ()
    assert set(labels.read(path).events) == set(events)


@pytest.mark.parametrize("name", CLAIMS)
def test_the_claims_of_the_catalogue_are_those_tested_here(name: str) -> None:
    form = labels.FORMATS[name]
    assert form.holds == CLAIMS[name].parts
    assert (form.resolution_s or 0.0) == CLAIMS[name].step_s


def test_every_format_is_tested_here() -> None:
    assert set(CLAIMS) == set(labels.FORMATS)


@pytest.mark.parametrize("name", CLAIMS)
def test_no_events_is_a_file_too(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{labels.FORMATS[name].endings[0]}"
    assert labels.write(path, [], recording="x.wav", duration_s=3.0) == ()
    assert labels.read(path).events == ()


@pytest.mark.parametrize("name", ["textgrid", "eaf", "vtt", "raven"])
def test_a_lane_whose_name_cannot_stand_is_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{labels.FORMATS[name].endings[0]}"
    title = labels.FORMATS[name].title
    assert labels.write(path, [Event("a", 0, 1, lane=" two\nlines"), Event("b", 1, 2, lane="fine")]) == (
        f"1 lane was renamed for {title}: names stand on one line, without spaces around them.",)
    assert [event.lane for event in labels.read(path).events] == ["two lines", "fine"]
