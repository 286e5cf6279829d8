"""Controls of equal area: the very values of the mask, in places that know nothing of the class."""

import numpy as np

from core.listen.controls import energy_mask, random_mask
from core.listen.geometry import Geometry
from core.listen.masking import Masking
from core.listen.projection import mask_on
from tests.core.listen.maps import random_map

GEOMETRY = Geometry(480_000, 48_000)
MASK, _ = mask_on(random_map(), GEOMETRY, Masking())


def test_values_are_those_of_the_mask() -> None:
    power = np.random.default_rng(0).random(MASK.shape, np.float32)
    for control in (energy_mask(MASK, power), random_mask(MASK, GEOMETRY)):
        assert control.shape == MASK.shape
        np.testing.assert_array_equal(np.sort(control, axis=None), np.sort(MASK, axis=None))


def test_the_loudest_cells_are_kept_most() -> None:
    power = np.random.default_rng(0).random(MASK.shape, np.float32)
    control = energy_mask(MASK, power)
    assert (np.diff(control.ravel()[np.argsort(power, axis=None, kind="stable")]) >= 0).all()


def test_chance_is_in_patches_and_its_own_for_each_seed() -> None:
    one, other = random_mask(MASK, GEOMETRY, 1), random_mask(MASK, GEOMETRY, 2)
    np.testing.assert_array_equal(one, random_mask(MASK, GEOMETRY, 1))
    assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.2
    assert abs(np.corrcoef(one.ravel(), MASK.ravel())[0, 1]) < 0.2
    assert np.corrcoef(one[:-1].ravel(), one[1:].ravel())[0, 1] > 0.8  # neighbours in time are alike


def test_one_sample_of_sound_has_controls_too() -> None:
    geometry = Geometry(1, 48_000)
    mask = np.random.default_rng(0).random(geometry.shape, np.float32)
    np.testing.assert_array_equal(np.sort(random_mask(mask, geometry), axis=None), np.sort(mask, axis=None))
