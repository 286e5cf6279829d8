"""The mapping between time and pixels against its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.views.axis import TimeAxis


@given(
    start=st.floats(0, 86400),
    length=st.floats(0.002, 86400),
    width=st.integers(50, 4000),
    ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)
def test_ends_of_the_range_lie_at_the_edges(start: float, length: float, width: int, ratio: float) -> None:
    axis = TimeAxis.over(start, start + length, 64, width, ratio)
    assert axis.x(start) == pytest.approx(64, abs=0.51 / ratio)
    assert axis.x(start + length) == pytest.approx(64 + axis.width_px / ratio, abs=0.6)
    assert axis.time(axis.x(start)) == pytest.approx(start, abs=1e-9 * 86400)


@given(start=st.floats(0, 80000), length=st.floats(0.01, 4000), shift_px=st.integers(-500, 500))
def test_scrolling_by_pixels_moves_the_grid_by_whole_pixels(
    start: float, length: float, shift_px: int
) -> None:
    before = TimeAxis.over(start, start + length, 0, 1000)
    by_s = shift_px / before.pixels_per_s
    after = TimeAxis.over(start + by_s, start + length + by_s, 0, 1000)
    if after.pixels_per_s == before.pixels_per_s:  # float noise may cross a rounding edge once in a while
        assert abs(after.first_px - before.first_px - shift_px) <= 1
        moment = start + length / 2
        assert (before.x(moment) - after.x(moment)) % 1 == pytest.approx(0, abs=1e-3) or (
            before.x(moment) - after.x(moment)
        ) % 1 == pytest.approx(1, abs=1e-3)


def test_high_resolution_screen_has_its_own_pixels() -> None:
    axis = TimeAxis.over(0, 10, 64, 500, 2.0)
    assert axis.width_px == 1000
    assert axis.pixels_per_s == 100
    assert axis.x(5) == 64 + 250
