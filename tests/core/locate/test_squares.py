"""Pictures as locators take them, beside Pillow's reduction."""

import numpy as np
import pytest
from PIL import Image

from core.locate.squares import square, squares


@pytest.mark.parametrize("shape", [(720, 1280), (97, 61), (48, 48), (1, 3)])
def test_pictures_are_reduced_as_pillow_does(shape: tuple[int, int]) -> None:
    """Noise of medium greys: where colours overshoot, either cuts them between rows and columns in its own order."""
    picture = np.random.default_rng(0).integers(60, 196, (*shape, 3), dtype=np.uint8)
    theirs = np.asarray(Image.fromarray(picture).resize((48, 48), Image.Resampling.BICUBIC), np.float32) / 255
    ours = square(picture, 48).permute(1, 2, 0).numpy()
    assert (ours >= 0.0).all()
    assert (ours <= 1.0).all()
    assert np.abs(ours - theirs).max() <= 1.01 / 255


def test_pictures_of_all_shapes_become_one_batch() -> None:
    white = [np.full((rows, 40, 3), 255, np.uint8) for rows in (10, 90)]
    assert squares(white, 32).shape == (2, 3, 32, 32)
    assert float(squares(white, 32).min()) == 1.0
