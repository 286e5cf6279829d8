"""Bands and boxes as masks: cells counted by hand."""

import numpy as np
import pytest

from core.domain import Selection
from core.errors import UsageError
from core.listen.drawn import box_mask
from core.listen.geometry import Geometry

GEOMETRY = Geometry(48_000, 48_000, 10.0)  # frames every 21.33 ms from 10 s on, bins every 23.4375 Hz


def test_a_box_is_one_inside_and_nothing_outside() -> None:
    mask = box_mask(GEOMETRY, [Selection(10.2, 10.4, 1000.0, 2000.0)])
    inside_s = (GEOMETRY.times_s > 10.22) & (GEOMETRY.times_s < 10.38)
    outside_s = (GEOMETRY.times_s < 10.18) | (GEOMETRY.times_s > 10.42)
    inside_hz = (GEOMETRY.frequencies_hz > 1012) & (GEOMETRY.frequencies_hz < 1988)
    outside_hz = (GEOMETRY.frequencies_hz < 988) | (GEOMETRY.frequencies_hz > 2012)
    assert (mask[np.ix_(inside_s, inside_hz)] == 1).all()
    assert not mask[outside_s].any()
    assert not mask[:, outside_hz].any()


def test_the_area_is_that_of_the_box() -> None:
    """Cells on an edge count as far as they are covered."""
    mask = box_mask(GEOMETRY, [Selection(10.2, 10.4, 1000.0, 2000.0)])
    area = float(mask.sum()) * (1024 / 48000) * (48000 / 2048)
    assert area == pytest.approx(0.2 * 1000.0, rel=1e-5)


def test_without_a_band_the_whole_spectrum_is_kept() -> None:
    mask = box_mask(GEOMETRY, [Selection(0.0, 100.0)])
    np.testing.assert_allclose(mask, 1.0)
    np.testing.assert_allclose(box_mask(GEOMETRY, [Selection(0.0, 100.0, 0.0, 24_000.0)]), 1.0)


def test_boxes_join() -> None:
    one, other = Selection(10.1, 10.3, 500.0, 900.0), Selection(10.2, 10.5, 700.0, 5000.0)
    both = box_mask(GEOMETRY, [one, other])
    np.testing.assert_array_equal(both, np.maximum(box_mask(GEOMETRY, [one]), box_mask(GEOMETRY, [other])))
    assert not box_mask(GEOMETRY, []).any()


@pytest.mark.parametrize("box", [Selection(0.0, 5.0), Selection(10.2, 10.4, 30_000.0, 40_000.0),
                                 Selection(10.4, 10.2, 100.0, 200.0)])
def test_a_box_beside_the_sound_is_refused(box: Selection) -> None:
    with pytest.raises(UsageError, match="covers nothing"):
        box_mask(GEOMETRY, [box])
