"""No column may get lost on the way to the screen, and none may wander."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.views.pixel_columns import pixel_columns


@given(
    columns=st.integers(1, 600),
    column_px=st.floats(0.05, 8.0),
    first_column_px=st.floats(-300, 300),
    pps=st.floats(0.5, 5000),
)
def test_every_column_in_view_is_shown_near_its_place(columns, column_px, first_column_px, pps) -> None:
    width = 200
    found = pixel_columns(first_column_px / pps, column_px / pps, columns, 0, width, pps)
    shown = {
        column: px
        for px in range(width)
        for column in range(found.first[px], found.first[px] + found.count[px])
    }
    for column in range(columns):
        middle = first_column_px + (column + 0.5) * column_px
        if 1 <= middle < width - 1:
            assert column in shown
            assert abs(shown[column] + 0.5 - middle) <= 0.5 + column_px / 2 + 1e-3
    assert all(0 <= column < columns for column in shown)


@given(shift=st.integers(-500, 500), column_px=st.floats(0.3, 3.0), start_px=st.floats(-50, 50))
def test_window_on_the_grid_does_not_matter(shift, column_px, start_px) -> None:
    wide = pixel_columns(start_px, column_px, 400, -600, 1400, 1.0)
    narrow = pixel_columns(start_px, column_px, 400, shift, 100, 1.0)
    part = slice(shift + 600, shift + 700)
    assert np.array_equal(wide.first[part], narrow.first)
    assert np.array_equal(wide.count[part], narrow.count)
