"""The front end of scene networks against librosa, its gradient, and where its frames lie."""

import librosa
import numpy as np
import pytest
import torch

from core.features.delta_mel import DeltaMel, difference
from core.features.mel import mel_filters

RATE_HZ = 48_000


def _reference(samples: np.ndarray, rate_hz: int, n_mels: int) -> np.ndarray:
    """One channel by librosa and loops, as the notebooks describe it."""
    power = np.abs(librosa.stft(samples, n_fft=2048, hop_length=1024, center=True, pad_mode="reflect")) ** 2
    filters = librosa.filters.mel(sr=rate_hz, n_fft=2048, n_mels=n_mels, htk=True, norm=None)
    level = np.log(filters @ power + 1e-8)
    first, second = _slopes(level), _slopes(_slopes(level))
    return np.stack([level[:, 4:-4], first[:, 2:-2], second])


def _slopes(rows: np.ndarray) -> np.ndarray:
    return np.stack([(rows[:, t + 1] - rows[:, t - 1]) / 10 + (rows[:, t + 2] - rows[:, t - 2]) / 5
                     for t in range(2, rows.shape[1] - 2)], axis=1)


@pytest.mark.parametrize("channels", [1, 2])
def test_values_are_those_of_the_notebooks(channels: int) -> None:
    sound = np.random.default_rng(0).normal(0.0, 0.1, (channels, 60_000)).astype(np.float32)
    front = DeltaMel(RATE_HZ)
    with torch.no_grad():
        found = front(torch.from_numpy(sound)[None])[0].numpy()
    parts = np.stack([_reference(one, RATE_HZ, 128) for one in sound])  # (channels, 3, bands, frames)
    assert found.shape == (3 * channels, 128, 60_000 // 1024 + 1 - 8)
    assert np.abs(found - parts.swapaxes(0, 1).reshape(found.shape)).max() < 2e-4


def test_ten_seconds_are_469_frames_of_the_spectrum_and_461_of_the_features() -> None:
    with torch.no_grad():
        assert DeltaMel(RATE_HZ)(torch.zeros(1, 2, 480_000)).shape == (1, 6, 128, 461)


def test_with_a_gradient_the_values_are_the_same() -> None:
    sound = torch.randn(2, 2, 30_000) * 0.1
    front = DeltaMel(RATE_HZ)
    with torch.no_grad():
        quick = front(sound)
    slow = front(sound.requires_grad_())
    assert torch.allclose(quick, slow, atol=1e-4)
    slow.square().sum().backward()
    assert sound.grad is not None
    assert bool(sound.grad.isfinite().all())
    assert bool(sound.grad.any())


def test_the_gradient_of_silence_is_a_number() -> None:
    silence = torch.zeros(1, 1, 20_000, requires_grad=True)
    DeltaMel(RATE_HZ)(silence).sum().backward()
    assert silence.grad is not None
    assert bool(silence.grad.isfinite().all())


@pytest.mark.parametrize("samples", [1, 1000, 8192])
def test_what_is_too_short_is_followed_by_silence(samples: int) -> None:
    front = DeltaMel(RATE_HZ)
    with torch.no_grad():
        found = front(torch.ones(1, 1, samples))
        filled = front(torch.nn.functional.pad(torch.ones(1, 1, samples), (0, 8192 - samples)))
    assert found.shape == (1, 3, 128, 1)
    assert torch.equal(found, filled)


def test_a_straight_line_has_its_slope_as_difference_and_none_of_that() -> None:
    line = 3.0 * torch.arange(20.0) + 1.0
    assert torch.allclose(difference(line), torch.full((16,), 3.0 * 1.0))
    assert torch.allclose(difference(difference(line)), torch.zeros(12), atol=1e-6)


def test_centres_of_the_bands() -> None:
    centres = DeltaMel(RATE_HZ).frequencies_hz
    assert centres[:3] == pytest.approx([19.606, 39.762, 60.482], abs=1e-3)
    assert centres[-1] == pytest.approx(23327.03, abs=0.01)
    assert (round(centres[63]), round(centres[64])) == (3401, 3516)


def test_the_triangles_share_every_bin_between_the_first_and_the_last_centre() -> None:
    sums = mel_filters(RATE_HZ, 2048, 128, htk=True, norm=None).sum(axis=0)
    bins_hz = np.linspace(0, 24_000, 1025)
    between = (bins_hz >= 19.606) & (bins_hz <= 23327.03)
    assert sums[between] == pytest.approx(1.0, abs=1e-5)
    assert (int((bins_hz < 19.606).sum()), int((bins_hz > 23327.03).sum())) == (1, 29)
    assert sums[0] == 0.0
    assert sums[-1] == pytest.approx(0.0, abs=1e-6)
