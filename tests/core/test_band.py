"""The band filter against plain convolution and against tones with known amplitudes."""

import numpy as np
import pytest

from core.band import BandReader, band_taps

RATE_HZ = 8000


class Sound:
    """A recording in memory."""

    rate_hz = RATE_HZ

    def __init__(self, samples: np.ndarray) -> None:
        self.samples = samples.astype(np.float32)
        self.frames, self.channels = samples.shape

    def read(self, start: int, count: int) -> np.ndarray:
        return self.samples[start:start + count]

    def close(self) -> None:
        return None


@pytest.mark.parametrize(("low", "high"), [(300.0, 900.0), (None, 500.0), (2000.0, None), (10.0, 20.0)])
def test_any_stretch_is_the_plain_convolution_without_delay(low: float | None, high: float | None) -> None:
    sound = Sound(np.random.default_rng(3).standard_normal((6000, 2)))
    taps = band_taps(low, high, RATE_HZ)
    half = len(taps) // 2
    expected = np.stack([np.convolve(c.astype(float), taps)[half:half + 6000] for c in sound.samples.T], axis=1)
    reader = BandReader(sound, low, high)
    for start, count in ((0, 6000), (0, 1), (5999, 1), (2500, 700), (5900, 500)):
        np.testing.assert_allclose(reader.read(start, count), expected[start:start + count], atol=2e-5)
    assert len(reader.read(6000, 10)) == 0
    assert len(reader.read(6100, 10)) == 0


@pytest.mark.parametrize(("hz", "gain_db"), [(1000, 0.0), (600, 0.0), (1400, 0.0), (500, -6.02), (1500, -6.02)])
def test_gain_inside_and_at_the_edges(hz: float, gain_db: float) -> None:
    response = abs(np.sum(band_taps(500.0, 1500.0, RATE_HZ) * np.exp(-2j * np.pi * hz / RATE_HZ * np.arange(
        len(band_taps(500.0, 1500.0, RATE_HZ))))))
    assert 20 * np.log10(response) == pytest.approx(gain_db, abs=0.02)


def test_what_is_outside_is_at_least_79_db_down() -> None:
    spectrum = abs(np.fft.rfft(band_taps(500.0, 1500.0, RATE_HZ), 1 << 17))
    hz = np.fft.rfftfreq(1 << 17, 1 / RATE_HZ)
    outside = spectrum[(hz < 450) | (hz > 1550)]
    assert 20 * np.log10(outside.max()) < -79


def test_no_band_and_a_band_beyond_the_recording_change_nothing() -> None:
    sound = Sound(np.random.default_rng(4).standard_normal((500, 1)))
    for low, high in ((None, None), (0.0, 4000.0), (9000.0, 9500.0)):
        np.testing.assert_allclose(BandReader(sound, low, high).read(0, 500), sound.samples, atol=1e-4)
