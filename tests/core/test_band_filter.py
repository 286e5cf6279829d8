import numpy as np
import pytest
from numpy.typing import NDArray

from core.band import BandFilter, design_kernel, plan_slopes

RATES = [8_000, 44_100, 48_000, 192_000]


def endless(samples: NDArray[np.float32]):
    def read(start: int, count: int) -> NDArray[np.float32]:
        padded = np.zeros((count, samples.shape[1]), np.float32)
        first, last = max(start, 0), min(start + count, len(samples))
        if last > first:
            padded[first - start : last - start] = samples[first:last]
        return padded

    return read


def response_db(kernel: NDArray[np.float64], low_hz: float, high_hz: float, rate_hz: int) -> NDArray[np.float64]:
    size = 1 << (4 * len(kernel)).bit_length()
    hz = np.fft.rfftfreq(size, 1 / rate_hz)
    level = 20 * np.log10(np.abs(np.fft.rfft(kernel, size)) + 1e-12)
    return level[(hz >= low_hz) & (hz <= high_hz)]


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("band", [(1000.0, 2000.0), (20.0, 60.0), (300.0, 310.0), (500.0, 3500.0)])
def test_the_band_is_whole_and_the_rest_gone(rate_hz: int, band: tuple[float, float]) -> None:
    low_hz, high_hz = band
    kernel = design_kernel(plan_slopes(band, rate_hz), rate_hz)
    slope_hz = min(max(0.15 * (high_hz - low_hz), 4.0), 200.0)
    inside = response_db(kernel, low_hz, high_hz, rate_hz)
    below = response_db(kernel, 0.0, low_hz - slope_hz, rate_hz)
    above = response_db(kernel, high_hz + slope_hz, rate_hz / 2, rate_hz)
    assert np.abs(inside).max() < 0.01
    assert max(below.max(), above.max()) < -60
    assert len(kernel) % 2 == 1
    assert np.array_equal(kernel, kernel[::-1])


def test_open_edges() -> None:
    assert plan_slopes((0.0, 1000.0), 48_000).low is None
    assert plan_slopes((1000.0, 24_000.0), 48_000).high is None
    assert plan_slopes((1000.0, 99_000.0), 48_000).high is None


def test_a_band_of_everything_changes_nothing() -> None:
    samples = np.random.default_rng(1).standard_normal((5000, 2)).astype(np.float32)
    whole = BandFilter(endless(samples), (0.0, 24_000.0), 48_000)
    assert np.array_equal(whole.read(100, 4000), samples[100:4100])


def test_a_band_above_nyquist_is_silent() -> None:
    samples = np.ones((5000, 1), np.float32)
    assert not BandFilter(endless(samples), (5000.0, 6000.0), 8_000).read(0, 5000).any()


@pytest.mark.parametrize("band", [(1000.0, 2000.0), (0.0, 300.0), (3000.0, 24_000.0), (40.0, 100.0)])
def test_any_part_is_a_plain_convolution_without_delay(band: tuple[float, float]) -> None:
    rng = np.random.default_rng(2)
    samples = rng.standard_normal((60_000, 2)).astype(np.float32)
    kernel = design_kernel(plan_slopes(band, 48_000), 48_000)
    half = len(kernel) // 2
    size = 1 << (len(samples) + len(kernel)).bit_length()
    spectra = np.fft.rfft(samples, size, axis=0) * np.fft.rfft(kernel, size)[:, None]
    meant = np.fft.irfft(spectra, size, axis=0)[half : half + len(samples)]
    part = BandFilter(endless(samples), band, 48_000)
    for start, count in ((0, 100), (100, 20_000), (19_000, 3), (50_000, 10_000), (5, 40_000), (0, 60_000)):
        assert np.abs(part.read(start, count) - meant[start : start + count]).max() < 1e-5


def test_a_click_stays_where_it_was() -> None:
    samples = np.zeros((48_000, 1), np.float32)
    samples[20_000] = 1.0
    heard = BandFilter(endless(samples), (2000.0, 8000.0), 48_000).read(0, 48_000)[:, 0]
    assert int(np.argmax(np.abs(heard))) == 20_000
    assert heard[19_000:20_000][::-1] == pytest.approx(heard[20_001:21_001], abs=1e-7)
