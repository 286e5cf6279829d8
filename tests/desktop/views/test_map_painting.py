"""The difference of two maps as colours: red where the second model sees more, blue where the first does."""

import numpy as np

from desktop.views.map_painting import difference_image


def test_red_is_more_by_the_second_model_and_blue_more_by_the_first() -> None:
    first, second = np.full((4, 4), 0.5, np.float32), np.full((4, 4), 0.5, np.float32)
    first[:, 0], second[:, 3] = 0.7, 0.7
    drawn = difference_image(first, second, (80, 80), 0.2, 0.6)
    left, middle, right = (drawn.pixelColor(x, 40) for x in (2, 40, 77))
    assert left.blue() > left.red()
    assert right.red() > right.blue()
    assert middle.alpha() < 40 < min(left.alpha(), right.alpha())
