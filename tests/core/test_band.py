"""Band and remainder as readers: against plain convolution, and together the original."""

import numpy as np
import pytest

from core.band import BandReader, design_kernel, plan_slopes
from core.media.array_audio import ArrayReader

RATE_HZ = 8000


def noise(frames: int, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(3).standard_normal((frames, channels)).astype(np.float32)


@pytest.mark.parametrize("band", [(300.0, 900.0), (None, 500.0), (2000.0, None), (10.0, 20.0)])
def test_any_stretch_is_the_plain_convolution_without_delay(band: tuple[float | None, float | None]) -> None:
    samples = noise(6000)
    taps = design_kernel(plan_slopes((band[0] or 0.0, band[1] or RATE_HZ / 2), RATE_HZ), RATE_HZ)
    half = len(taps) // 2
    full = [np.convolve(channel.astype(float), taps) for channel in samples.T]
    expected = np.stack([one[half : half + 6000] for one in full], axis=1)
    reader = BandReader(ArrayReader(samples, RATE_HZ), *band)
    for start, count in ((0, 6000), (0, 1), (5999, 1), (2500, 700), (5900, 500)):
        np.testing.assert_allclose(reader.read(start, count), expected[start : start + count], atol=2e-5)
    assert len(reader.read(6000, 10)) == 0


@pytest.mark.parametrize("band", [(300.0, 900.0), (0.0, 500.0), (2000.0, 4000.0), (9000.0, 9500.0), (0.0, 4000.0)])
def test_band_and_remainder_add_up_to_the_original(band: tuple[float, float]) -> None:
    samples = noise(5000)
    kept = BandReader(ArrayReader(samples, RATE_HZ), *band)
    rest = BandReader(ArrayReader(samples, RATE_HZ), *band, keep=False)
    for start, count in ((0, 700), (700, 4300), (100, 50)):
        total = kept.read(start, count) + rest.read(start, count)
        np.testing.assert_allclose(total, samples[start : start + count], atol=1e-6)


def test_no_band_changes_nothing() -> None:
    samples = noise(500)
    assert np.array_equal(BandReader(ArrayReader(samples, RATE_HZ), None, None).read(0, 500), samples)
