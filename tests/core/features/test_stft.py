"""Power spectra against librosa and SciPy, the level of a sine by formula, and feeding in any pieces."""

import librosa
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from core.features.stft import ColumnPower, decibels, power_of, window_values

RNG = np.random.default_rng(1)


def columns(samples: np.ndarray, n_fft: int, hop: int, group: int, window: str = "hann",
            pieces: tuple[int, ...] = ()) -> np.ndarray:
    """Everything from the first sample to the last, with silence around it."""
    power = ColumnPower(window_values(window, n_fft), hop, group, 0, -(-len(samples) // hop))
    before = -power.first_sample
    padded = np.concatenate((np.zeros(before), samples, np.zeros(n_fft + hop))).astype(np.float32)
    padded = padded[: power.end_sample - power.first_sample]
    for part in np.split(padded, sorted(cut for cut in pieces if cut < len(padded))):
        power.feed(part)
    return power.power()


@pytest.mark.parametrize("window", ["hann", "hamming", "blackman", "rectangular"])
@pytest.mark.parametrize("n_fft", [16, 128, 1000, 1024])
def test_windows_are_scipys(window: str, n_fft: int) -> None:
    name = "boxcar" if window == "rectangular" else window
    assert np.allclose(window_values(window, n_fft), scipy.signal.get_window(name, n_fft, fftbins=True))


@pytest.mark.parametrize(("n_fft", "hop", "window"), [(1024, 512, "hann"), (256, 64, "hamming"),
                                                      (512, 384, "blackman"), (16384, 8192, "hann"),
                                                      (1000, 500, "hann")])
def test_frames_are_librosas(n_fft: int, hop: int, window: str) -> None:
    samples = RNG.standard_normal(40_000).astype(np.float32)
    margin = (n_fft - hop) // 2  # our frames lie in the middle of their hop
    padded = np.pad(samples, (margin + (n_fft - hop) % 2, n_fft))
    theirs = np.abs(librosa.stft(padded, n_fft=n_fft, hop_length=hop, window=window, center=False)) ** 2
    theirs /= (scipy.signal.get_window(window, n_fft).sum() / 2) ** 2
    ours = columns(samples, n_fft, hop, 1, window)
    assert np.allclose(ours, theirs.T[: len(ours)], rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize("window", ["hann", "hamming", "blackman", "rectangular"])
@pytest.mark.parametrize("amplitude", [1.0, 0.1, 0.001])
def test_full_scale_sine_reads_0_db(window: str, amplitude: float) -> None:
    samples = amplitude * np.sin(2 * np.pi * 64 / 1024 * np.arange(16_384))  # in the middle of bin 64
    level = decibels(columns(samples, 1024, 512, 1, window))[5, 64]
    assert float(level) == pytest.approx(20 * np.log10(amplitude), abs=0.05)


def test_groups_are_means_and_the_last_may_be_short() -> None:
    samples = RNG.standard_normal(512 * 37 + 100).astype(np.float32)
    single = columns(samples, 1024, 512, 1)
    assert len(single) == 38
    for group in (2, 4, 16, 64):
        means = [single[first : first + group].mean(axis=0) for first in range(0, 38, group)]
        assert np.allclose(columns(samples, 1024, 512, group), means, rtol=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 20_000), max_size=8), st.sampled_from([1, 2, 8, 128]))
def test_pieces_do_not_matter(cuts: list[int], group: int) -> None:
    samples = np.random.default_rng(2).standard_normal(20_000).astype(np.float32)
    whole = columns(samples, 256, 128, group)
    assert np.allclose(columns(samples, 256, 128, group, pieces=tuple(cuts)), whole, rtol=1e-4)


def test_decibels_hold_anything() -> None:
    levels = decibels(np.array([0.0, np.nan, np.inf, 1.0, 1e-30, 1e38], np.float32))
    assert levels.tolist() == [-180.0, -180.0, 200.0, 0.0, -180.0, 200.0]
    assert np.allclose(power_of(np.array([0, -10, -30], np.float16)), [1, 0.1, 0.001], rtol=1e-5)


def test_huge_samples_do_not_warn_or_break() -> None:
    level = decibels(columns(np.full(4096, 1e30), 256, 128, 4))
    assert np.isfinite(level).all()
    assert level.max() == 200.0
