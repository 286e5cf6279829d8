"""Times and frequencies as a person writes them by hand."""

import pytest

from desktop.wording import clock_text, frequency_text, left_text, rate_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.000"), (5.5, "0:05.500"), (59.9996, "1:00.000"), (65, "1:05.000"), (3725.5, "1:02:05.500"),
     (86399.9999, "24:00:00.000"), (-1.25, "−0:01.250"), (-0.0001, "0:00.000")],
)
def test_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_clock_without_decimals() -> None:
    assert clock_text(3599.6, decimals=0) == "1:00:00"


@pytest.mark.parametrize(("hz", "text"), [(8000, "8 kHz"), (44100, "44.1 kHz"), (400, "400 Hz")])
def test_rate(hz: float, text: str) -> None:
    assert rate_text(hz) == text


@pytest.mark.parametrize(("hz", "text"), [(440, "440 Hz"), (1234.5, "1.234 kHz"), (12345, "12.35 kHz")])
def test_frequency(hz: float, text: str) -> None:
    assert frequency_text(hz) in (text, text.replace("1.234", "1.235").replace("12.35", "12.34"))


@pytest.mark.parametrize(("seconds", "text"), [(-1, ""), (12, "12 s"), (600, "10 min"), (7200, "2.0 h")])
def test_left(seconds: float, text: str) -> None:
    assert left_text(seconds) == text
