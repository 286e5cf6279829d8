"""Shares of energy and SI-SDR: by their formulas."""

import numpy as np
import pytest

from core.domain import Selection
from core.listen.drawn import box_mask
from core.listen.stems import Stems, share, si_sdr_db


def noise(seed: int, level: float = 1.0) -> np.ndarray:
    return (level * np.random.default_rng(seed).standard_normal((20_000, 2))).astype(np.float32)


def test_si_sdr_is_the_ratio_of_projections() -> None:
    """The best copy of the target is found by least squares; what is left is distortion."""
    target, estimate = noise(0), noise(0) * 0.3 + noise(1, 0.2)
    wanted, given = target.ravel().astype(float), estimate.ravel().astype(float)
    (gain,), (left,), _, _ = np.linalg.lstsq(wanted[:, None], given, rcond=None)
    ratio = gain**2 * (wanted @ wanted) / left
    assert si_sdr_db(estimate, target) == pytest.approx(10 * np.log10(ratio), abs=1e-6)
    assert si_sdr_db(5 * estimate, target) == pytest.approx(si_sdr_db(estimate, target), abs=1e-4)


def test_a_share_is_of_both_energies() -> None:
    assert share(np.full((4, 1), 2.0, np.float32), np.full((4, 1), 1.0, np.float32)) == pytest.approx(0.8)
    assert share(np.zeros((4, 1), np.float32), np.zeros((4, 1), np.float32)) == 0.0


def test_a_mask_on_the_band_of_the_target_keeps_the_target() -> None:
    at_s = np.arange(48_000) / 48_000
    target, rest = (np.sin(2 * np.pi * hz * at_s).astype(np.float32)[:, None] for hz in (1000, 4000))
    stems = Stems(target, 3 * rest, 48_000)
    found = stems.kept_by(box_mask(stems.geometry, [Selection(0.0, 1.0, 500.0, 1500.0)]))
    assert found.share > 0.99
    assert found.share_before == pytest.approx(0.1, abs=1e-6)
    assert found.si_sdr_before_db == pytest.approx(-9.54, abs=0.01)  # 20 log10(1 / 3)
    assert found.si_sdr_gain_db > 25
    nothing = stems.kept_by(np.zeros(stems.geometry.shape, np.float32))
    assert nothing.share == 0.0
    assert np.isfinite(nothing.si_sdr_db)
    everything = stems.kept_by(np.ones(stems.geometry.shape, np.float32))
    assert everything.si_sdr_gain_db == pytest.approx(0.0, abs=1e-4)
