"""A passing source is heard as physics has it: pitch by the Doppler formula, loudness by the distance."""

import numpy as np
import pytest

from core.sample import space
from core.sample.waves import RATE_HZ, Signal

TONE_HZ, SPEED_MPS, AWAY_M, NEAREST_S = 1000.0, 20.0, 10.0, 4.0


@pytest.fixture(scope="module")
def heard() -> tuple[Signal, float]:
    t = np.arange(8 * RATE_HZ) / RATE_HZ
    return space.moving(np.sin(2 * np.pi * TONE_HZ * t), lambda s: SPEED_MPS * (s - NEAREST_S), AWAY_M, 8.0)


def pitch_hz(sound: Signal, start_s: float, end_s: float) -> float:
    """From the zero crossings that go upwards."""
    part = sound[int(start_s * RATE_HZ) : int(end_s * RATE_HZ)]
    at = np.flatnonzero((part[:-1] < 0) & (part[1:] >= 0))
    exact = at + part[at] / (part[at] - part[at + 1])
    return float((at.size - 1) / (exact[-1] - exact[0]) * RATE_HZ)


@pytest.mark.parametrize("emitted_s", [1.0, 6.5])
def test_pitch_follows_the_doppler_formula(heard: tuple[Signal, float], emitted_s: float) -> None:
    sound, first_s = heard
    x = SPEED_MPS * (emitted_s - NEAREST_S)
    towards = -SPEED_MPS * x / np.hypot(x, AWAY_M)
    expected = TONE_HZ * 343.0 / (343.0 - towards)
    at_s = emitted_s + np.hypot(x, AWAY_M) / 343.0 - first_s
    assert pitch_hz(sound.mean(axis=1), at_s - 0.05, at_s + 0.05) == pytest.approx(expected, rel=5e-4)


def test_is_loudest_when_nearest(heard: tuple[Signal, float]) -> None:
    sound, first_s = heard
    levels = np.mean(sound.reshape(-1, RATE_HZ // 50, 2) ** 2, axis=(1, 2))
    loudest_s = (levels.argmax() + 0.5) / 50
    assert loudest_s == pytest.approx(NEAREST_S + AWAY_M / 343.0 - first_s, abs=0.1)


@pytest.mark.parametrize("side", [-1.0, -0.3, 0.0, 1.0])
def test_panning_keeps_the_power(side: float) -> None:
    power = np.sum(space.placed(np.ones(4), side) ** 2, axis=1)
    assert power == pytest.approx(2.0)
