import numpy as np
import pytest

from core.locate import readings
from core.locate.readings import JUDGED_PX, Box


def test_a_cell_stays_where_it_is_when_enlarged() -> None:
    plane = np.zeros((7, 7), np.float32)
    plane[2, 5] = 1.0
    reading = readings.read(plane)
    assert reading.peak == pytest.approx((5.5 / 7, 2.5 / 7), abs=0.6 / JUDGED_PX)


def test_confidence_is_the_mean_of_the_top_quarter() -> None:
    plane = np.zeros((2, 2), np.float32)
    assert readings.confidence(plane + np.float32(0.3)) == pytest.approx(0.3)
    large = np.linspace(0, 1, JUDGED_PX * JUDGED_PX, dtype=np.float32).reshape(JUDGED_PX, JUDGED_PX)
    assert readings.confidence(large) == pytest.approx(0.875, abs=1e-3)  # the mean of 0.75 to 1


def test_the_box_goes_around_the_part_with_the_peak_alone() -> None:
    large = np.zeros((100, 200), np.float32)
    large[10:30, 20:60] = 0.9
    large[12, 25] = 1.0
    large[70:90, 150:160] = 0.8
    assert readings.box_around(large, 12, 25, 0.5) == Box(20 / 200, 10 / 100, 60 / 200, 30 / 100)


def test_a_flat_map_has_the_whole_picture_for_its_box() -> None:
    assert readings.read(np.full((7, 7), 0.5, np.float32)).box == Box(0.0, 0.0, 1.0, 1.0)


def test_enlarging_never_leaves_0_to_1() -> None:
    sharp = (np.indices((9, 9)).sum(0) % 2).astype(np.float32)
    found = readings.enlarged(sharp, 300, 200)
    assert found.shape == (200, 300)
    assert found.min() >= 0.0
    assert found.max() <= 1.0
