"""Labels of axes: round numbers, the right unit, and never one over the other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.views.ticks import clock, decibel_text, frequency_text, multiples, round_step, time_ticks

CHARACTER_PX = 7.0


def width_of(text: str) -> float:
    return CHARACTER_PX * len(text)


@given(
    start=st.floats(0, 86000),
    length=st.floats(0.002, 86400),
    width=st.integers(120, 4000),
    duration=st.sampled_from([0.5, 30.0, 1800.0, 86400.0 * 2]),
)
def test_labels_never_touch(start: float, length: float, width: int, duration: float) -> None:
    start, length = start % duration, min(length, duration)
    ticks = [tick for tick in time_ticks(start, start + length, width, width_of, duration) if tick.text]
    placed = sorted(((tick.position - start) / length * width, width_of(tick.text)) for tick in ticks)
    for (left, left_width), (right, right_width) in pairwise(placed):
        assert left + left_width / 2 <= right - right_width / 2


@pytest.mark.parametrize(
    ("start", "end", "duration", "expected"),
    [
        (0, 3600, 3600, ["0:00:00", "0:05:00", "0:10:00"]),
        (0, 10, 600, ["0:00", "0:01", "0:02"]),
        (65, 66, 600, ["1:05.0", "1:05.1", "1:05.2"]),
        (0, 5, 5, ["0.0 s", "0.5 s", "1.0 s"]),
        (0, 0.5, 0.5, ["0 ms", "50 ms", "100 ms"]),
        (1, 1.002, 5, ["1.000 s", "+200 µs", "+400 µs"]),
        (0, 86400, 86400, ["0:00:00", "2:00:00", "4:00:00"]),
    ],
)
def test_units_follow_the_zoom(start: float, end: float, duration: float, expected: list[str]) -> None:
    ticks = [tick.text for tick in time_ticks(start, end, 1160, width_of, duration) if tick.text]
    assert ticks[:3] == expected


@given(least=st.floats(1e-9, 1e9))
def test_round_steps_are_one_two_or_five(least: float) -> None:
    step = round_step(least)
    assert f"{step:.6e}"[0] in "125"
    assert least * 0.999 <= step <= least * 2.6


def test_multiples_hold_both_ends() -> None:
    assert multiples(0.1, 0.3, 0.7) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("time_s", "decimals", "hours", "text"),
    [(59.9996, 3, False, "1:00.000"), (3661.5, 1, False, "1:01:01.5"), (5, 0, True, "0:00:05")],
)
def test_clock(time_s: float, decimals: int, hours: bool, text: str) -> None:
    assert clock(time_s, decimals, hours) == text


def test_units_of_frequency_and_level() -> None:
    assert frequency_text(500) == "500 Hz"
    assert frequency_text(2500) == "2.5 kHz"
    assert frequency_text(1234.56, precise=True) == "1.235 kHz"
    assert decibel_text(-0.2) == "0"
    assert decibel_text(-12.34, 1) == "−12.3"
