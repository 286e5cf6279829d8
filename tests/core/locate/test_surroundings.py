import numpy as np
import pytest

from core.locate.negative_audio import BLOCK, NOISE_DBFS, NegativeAudio
from core.locate.surroundings import PIECE_S, Surroundings
from core.media.array_audio import ArrayReader

RATE = 16_000


def ramp(seconds: float, rate_hz: int = RATE) -> ArrayReader:
    """The value of a sample is its time."""
    return ArrayReader((np.arange(round(seconds * rate_hz)) / rate_hz).astype(np.float32), rate_hz)


def test_the_moment_is_in_the_middle() -> None:
    found = Surroundings(ramp(10.0), RATE, 3.0).around(5.0)
    assert len(found) == 3 * RATE
    assert found[0] == pytest.approx(3.5)
    assert found[3 * RATE // 2] == pytest.approx(5.0)


@pytest.mark.parametrize(("moment", "first"), [(0.0, 0.0), (1.0, 0.0), (9.5, 7.0), (42.0, 7.0)])
def test_near_an_end_the_stretch_lies_within(moment: float, first: float) -> None:
    found = Surroundings(ramp(10.0), RATE, 3.0).around(moment)
    assert found[0] == pytest.approx(first, abs=1e-4)
    assert found[-1] == pytest.approx(first + 3.0, abs=1e-3)


def test_a_short_sound_is_repeated() -> None:
    found = Surroundings(ramp(1.0), RATE, 3.0).around(0.5)
    assert len(found) == 3 * RATE
    np.testing.assert_array_equal(found[:RATE], found[RATE : 2 * RATE])


def test_no_sound_is_silence() -> None:
    assert not Surroundings(ArrayReader(np.zeros(0, np.float32), RATE), RATE, 3.0).around(1.0).any()


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000, 192_000])
def test_resampling_keeps_the_clock_over_the_borders_of_pieces(rate_hz: int) -> None:
    """A sine of 440 Hz at any rate: each stretch must be that sine at its own place, within the filter's ripple."""
    whole_s = 2 * PIECE_S + 3.0
    sine = np.sin(2 * np.pi * 440 * np.arange(round(whole_s * rate_hz)) / rate_hz).astype(np.float32)
    heard = Surroundings(ArrayReader(sine, rate_hz), RATE, 3.0)
    for moment in (10.0, PIECE_S - 1.0, PIECE_S + 7.123, 2 * PIECE_S):
        found = heard.around(moment)
        times = (round(moment * RATE) - 3 * RATE // 2 + np.arange(3 * RATE)) / RATE
        np.testing.assert_allclose(found, np.sin(2 * np.pi * 440 * times), atol=2e-3)


def test_several_channels_are_averaged() -> None:
    both = np.stack([np.full(4 * RATE, 0.5), np.full(4 * RATE, -0.1)], axis=1).astype(np.float32)
    np.testing.assert_allclose(Surroundings(ArrayReader(both, RATE), RATE, 3.0).around(2.0), 0.2, atol=1e-6)


def test_silence_and_noise_are_the_same_however_they_are_read() -> None:
    silence, noise = (NegativeAudio(kind, 3 * BLOCK, RATE) for kind in ("silence", "noise"))
    assert silence.read(0, 99).shape == (99, 1)
    assert not silence.read(5, 2 * BLOCK).any()
    whole = noise.read(0, 3 * BLOCK)
    np.testing.assert_array_equal(noise.read(BLOCK - 7, 20), whole[BLOCK - 7 : BLOCK + 13])
    assert len(noise.read(3 * BLOCK - 5, 99)) == 5
    assert len(noise.read(9 * BLOCK, 5)) == 0
    assert 20 * np.log10(whole.std()) == pytest.approx(NOISE_DBFS, abs=0.1)
