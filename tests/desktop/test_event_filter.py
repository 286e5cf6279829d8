"""The filter line, word by word, against events counted by hand."""

from pathlib import Path

import pytest

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo, Verdict
from core.errors import UsageError
from desktop.event_cells import parse_seconds
from desktop.event_columns import columns_of
from desktop.event_filter import parse
from desktop.pane import PaneState

EVENTS = (
    Event("dog bark", 1, 2, score=0.9),
    Event("Dog", 70, 75, 100, 900, 0.4, Verdict.VERIFIED),
    Event("빗소리", 90, 100, lane="rain"),
    Event("bird", 95, 96, 2000, 8000, 0.5, Verdict.REJECTED, lane="dogs"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {1, 2, 3, 4}),
        ("dog", {1, 2, 4}),
        ("label:dog", {1, 2}),
        ("label=dog", {2}),
        ("lane:dog", {4}),
        ("빗", {3}),
        ("verdict:open", {1, 3}),
        ("verdict:ver", {2}),
        ("score>0.4", {1, 4}),
        ("score>=0.4", {1, 2, 4}),
        ("score<0,45", {2}),
        ("onset>1:10", {3, 4}),
        ("onset>=1:10 offset<=1:36", {2, 4}),
        ("duration>4", {2, 3}),
        ("low>500", {4}),
        ("high<1000", {2}),
        ("-dog", {3}),
        ("-verdict:open", {2, 4}),
        ('"dog bark"', {1}),
        ('label:"dog b"', {1}),
        ("verdict:open score>0.5 label:dog", {1}),
        ("LABEL:DOG", {1, 2}),
    ],
)
def test_words_choose_events(text: str, expected: set[int]) -> None:
    track = AudioTrack(0, 16_000, 1, 16_000 * 120, "pcm")
    pane = PaneState(MediaInfo(Path("a.wav"), "wav", (track,)), Annotations.of(EVENTS))
    columns = columns_of(pane)
    chosen = parse(text)
    assert chosen.problem is None
    assert set(columns.ids[chosen.mask(columns)].tolist()) == expected


@pytest.mark.parametrize("text", ["score>loud", "colour:red", "verdict:maybe", "onset>1:75"])
def test_what_is_not_understood_is_named_and_left_out(text: str) -> None:
    understood = parse(f"{text} dog")
    assert understood.problem == text
    assert len(understood.conditions) == 1


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("75.5", 75.5), ("1:15.5", 75.5), ("0:01:15.500", 75.5), ("2:00:00", 7200), (" 3 s", 3), ("1,25", 1.25),
     (".5", 0.5), ("90:00", 5400)],
)
def test_times_are_read_in_seconds_or_as_a_clock(text: str, seconds: float) -> None:
    assert parse_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "abc", "-1", "1:60", "1:60:00", "1:2:3:4", "nan", "inf", "1..5"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        parse_seconds(text)
