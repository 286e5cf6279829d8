"""The soft binarisation and its threshold: by the formula."""

import numpy as np
import pytest
from scipy.special import expit

from core.errors import UsageError
from core.listen.masking import Masking, Threshold, binarised, threshold_of


def test_one_half_at_theta_and_the_sigmoid_elsewhere() -> None:
    values = np.linspace(0, 1, 101, dtype=np.float32)
    for delta in (1.0, 2.0, 3.0, 6.0):
        mask = binarised(values, Threshold(0.25, "percentile"), Masking(delta=delta))
        assert mask[25] == 0.5
        wanted = expit(10.0**delta * (values.astype(float) - 0.25))
        np.testing.assert_allclose(mask, wanted, atol=10**delta * 2e-8 + 1e-6)
        assert np.isfinite(mask).all()


def test_the_transition_is_as_wide_as_delta_says() -> None:
    """From 10 % to 90 % within 4.394 / 10^delta."""
    half = 4.394 / 2 / 100
    mask = binarised(np.array([0.5 - half, 0.5 + half], np.float32), Threshold(0.5, "percentile"), Masking(delta=2.0))
    np.testing.assert_allclose(mask, [0.1, 0.9], atol=1e-4)


def test_mostly_nothing_is_kept_out() -> None:
    values = np.zeros(100, np.float32)
    values[90:] = np.linspace(0.5, 1.0, 10)
    for delta, floor in ((2.0, 0.05), (3.0, 0.005), (1.0, 0.5), (0.0, 0.5)):
        masking = Masking(delta=delta)
        found = threshold_of(np.sort(values), masking)
        assert (found.theta, found.rule) == (pytest.approx(floor), "floor")
        if delta >= 1.0:
            assert binarised(values, found, masking)[:90].max() < 0.007
    assert threshold_of(np.sort(values), Masking(95.0)).rule == "percentile"


def test_a_hard_mask_is_one_from_theta_on() -> None:
    values = np.array([0.0, 0.2, 0.5, 0.6, 1.0], np.float32)
    masking = Masking(50.0, hard=True)
    found = threshold_of(values, masking)
    assert (found.theta, found.rule) == (0.5, "percentile")
    assert binarised(values, found, masking).tolist() == [0, 0, 1, 1, 1]
    highest = Masking(100.0, hard=True)
    assert binarised(values, threshold_of(values, highest), highest).tolist() == [0, 0, 0, 0, 1]
    lowest = Masking(0.0, hard=True)
    assert binarised(values, threshold_of(values, lowest), lowest).tolist() == [0, 1, 1, 1, 1]  # nothing stays nothing


def test_the_ends_of_the_percentile() -> None:
    ordered = np.array([0.25, 0.5, 1.0], np.float32)
    assert threshold_of(ordered, Masking(0.0)).theta == 0.25
    assert threshold_of(ordered, Masking(100.0)).theta == 1.0
    assert threshold_of(ordered, Masking(75.0)).theta == 0.75
    assert threshold_of(ordered[:1], Masking(75.0)).theta == 0.25


@pytest.mark.parametrize("wrong", [{"percentile": -1.0}, {"percentile": 100.5}, {"percentile": float("nan")},
                                   {"delta": -0.1}, {"delta": 7.0}, {"grid": "cells"}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Masking(**wrong)  # type: ignore[arg-type]
