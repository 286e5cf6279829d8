"""Where the cells of a spectrum lie: counted by hand."""

import numpy as np
import pytest

from core.listen.geometry import Geometry, n_fft_for


@pytest.mark.parametrize(("rate_hz", "n_fft"), [(48000, 2048), (44100, 2048), (32000, 1024), (22050, 1024),
                                                (16000, 512), (8000, 256), (96000, 4096), (192000, 8192), (100, 16)])
def test_windows_are_43_ms_as_near_as_powers_of_two_come(rate_hz: int, n_fft: int) -> None:
    assert n_fft_for(rate_hz) == n_fft


def test_ten_seconds_at_48_khz_have_469_frames_inside() -> None:
    geometry = Geometry(480_000, 48_000, 3.0)
    assert (geometry.hop, geometry.inside, geometry.frames, geometry.bins) == (1024, 469, 470, 1025)
    assert geometry.times_s[16] - 3.0 == pytest.approx(0.341333, abs=1e-6)  # column 0 of the scene network
    assert geometry.frequencies_hz[-1] == 24_000.0


def test_frames_cover_every_sample_twice() -> None:
    for samples in (1, 1023, 1024, 1025, 2048, 479_232, 479_233):
        geometry = Geometry(samples, 48_000)
        assert (geometry.frames - 1) * geometry.hop >= samples
        assert (geometry.inside - 1) * geometry.hop <= samples
        assert geometry.frames - geometry.inside == (samples % geometry.hop > 0)


def test_geometries_are_values() -> None:
    assert Geometry(5, 8000) == Geometry(5, 8000)
    np.testing.assert_array_equal(Geometry(5, 8000).times_s, Geometry(5, 8000).times_s)
