"""Frequency axes against librosa's mel and against formulas; ticks by their definition."""

import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.features.scale import FrequencyScale, hz_to_mel, linear_ticks, mel_to_hz

NAMES = ("linear", "mel", "log", "htk")


@pytest.mark.parametrize("htk", [False, True])
def test_mel_is_librosas(htk: bool) -> None:
    hz = np.concatenate((np.linspace(0, 3000, 400), np.geomspace(10, 192_000, 400)))
    assert np.allclose(hz_to_mel(hz, htk), librosa.hz_to_mel(hz, htk=htk), rtol=1e-12)
    mel = np.linspace(0, 90, 500)
    assert np.allclose(mel_to_hz(mel, htk), librosa.mel_to_hz(mel, htk=htk), rtol=1e-12)


def test_known_points() -> None:
    assert float(hz_to_mel(1000.0)) == pytest.approx(15.0)
    assert float(hz_to_mel(6400.0)) == pytest.approx(42.0)
    assert float(hz_to_mel(1000.0, htk=True)) == pytest.approx(1000.0, abs=0.02)
    assert float(FrequencyScale("log").forward(40.0)) == pytest.approx(1.0)
    assert float(FrequencyScale("log").forward(0.0)) == 0.0


@pytest.mark.parametrize("name", NAMES)
@given(hz=st.floats(20.0, 192_000.0))
def test_inverse_undoes_forward(name: str, hz: float) -> None:
    scale = FrequencyScale(name)
    assert float(scale.inverse(scale.forward(hz))) == pytest.approx(hz, rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
@given(low=st.floats(0.0, 20_000.0), span=st.floats(1.0, 170_000.0), most=st.integers(2, 20))
def test_ticks_lie_in_the_range_and_are_few(name: str, low: float, span: float, most: int) -> None:
    ticks = FrequencyScale(name).nice_ticks(low, low + span, most)
    assert 0 < len(ticks) <= most or span < 2
    assert ticks == sorted(set(ticks))
    assert all(low - 1e-6 * span <= hz <= low + span * (1 + 1e-6) for hz in ticks)


def test_ticks_are_round() -> None:
    assert linear_ticks(0, 24_000, 9) == [0, 5000, 10_000, 15_000, 20_000]
    assert linear_ticks(-100, -20, 9) == [-100, -90, -80, -70, -60, -50, -40, -30, -20]
    assert linear_ticks(0.1, 0.35, 5) == [0.1, 0.15, 0.2, 0.25, 0.3, 0.35] or len(linear_ticks(0.1, 0.35, 5)) <= 5
    assert {100.0, 1000.0, 10_000.0} <= set(FrequencyScale("log").nice_ticks(20, 20_000))
    assert {0.0, 1000.0, 10_000.0} <= set(FrequencyScale("mel").nice_ticks(0, 24_000))
    assert FrequencyScale("log").nice_ticks(3000, 3300, 5) == [3000, 3100, 3200, 3300]
    assert FrequencyScale("mel").nice_ticks(5, 5) == []
