"""Sound taken apart and put together: held to torch's own transform, and to the sound itself."""

import numpy as np
import pytest
import torch

from core.errors import UsageError
from core.listen.split import Splitter


def noise(samples: int, channels: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (samples, channels)).astype(np.float32)


@pytest.mark.parametrize("channels", [1, 2, 16])
@pytest.mark.parametrize("samples", [1, 2, 3, 777, 1024, 1025, 2047, 48_001])
def test_kept_and_removed_are_the_sound_again(samples: int, channels: int) -> None:
    sound = noise(samples, channels)
    splitter = Splitter(sound, 48_000)
    mask = np.random.default_rng(1).random(splitter.geometry.shape, np.float32)
    kept, removed = splitter.both(mask)
    assert kept.shape == removed.shape == sound.shape
    np.testing.assert_allclose(kept + removed, sound, atol=1e-6)
    np.testing.assert_allclose(splitter.removed(mask), splitter.kept(1 - mask), atol=1e-6)
    np.testing.assert_allclose(splitter.kept(np.ones_like(mask)), sound, atol=1e-6)
    assert not splitter.kept(np.zeros_like(mask)).any()


@pytest.mark.parametrize(("rate_hz", "n_fft"), [(48_000, 2048), (16_000, 512)])
def test_it_is_the_transform_of_torch(rate_hz: int, n_fft: int) -> None:
    sound = noise(20 * n_fft, 2)
    splitter = Splitter(sound, rate_hz)
    mask = np.random.default_rng(1).random(splitter.geometry.shape, np.float32)
    window = torch.hann_window(n_fft)
    spectra = torch.stft(torch.from_numpy(sound.T.copy()), n_fft, n_fft // 2, window=window, return_complex=True,
                         pad_mode="reflect")
    assert spectra.shape[-1] == splitter.geometry.frames
    np.testing.assert_allclose(splitter.power().T, spectra.abs().square().sum(0), rtol=1e-3, atol=1e-3)
    back = torch.istft(spectra * torch.from_numpy(mask.T), n_fft, n_fft // 2, window=window, length=len(sound))
    np.testing.assert_allclose(splitter.kept(mask), back.numpy().T, atol=1e-5)


def test_a_band_takes_its_tone_and_leaves_the_other() -> None:
    at_s = np.arange(48_000) / 48_000
    low, high = (np.stack([np.sin(2 * np.pi * hz * at_s)] * 2, axis=1).astype(np.float32) for hz in (300, 5000))
    splitter = Splitter(low + high, 48_000)
    mask = np.zeros(splitter.geometry.shape, np.float32)
    mask[:, splitter.geometry.frequencies_hz < 2000] = 1.0
    kept, removed = splitter.both(mask)
    inside = slice(2048, -2048)
    np.testing.assert_allclose(kept[inside], low[inside], atol=1e-3)
    np.testing.assert_allclose(removed[inside], high[inside], atol=1e-3)


def test_each_channel_keeps_its_own_phase() -> None:
    sound = noise(9000, 2)
    mask = np.random.default_rng(1).random(Splitter(sound, 48_000).geometry.shape, np.float32)
    both = Splitter(sound, 48_000).kept(mask)
    for channel in range(2):
        np.testing.assert_allclose(both[:, channel : channel + 1],
                                   Splitter(sound[:, channel : channel + 1], 48_000).kept(mask), atol=1e-6)


@pytest.mark.filterwarnings("error")
def test_a_mask_that_is_shared_may_be_read_only() -> None:
    splitter = Splitter(noise(9000, 1), 48_000)
    mask = np.ones(splitter.geometry.shape, np.float32)
    mask.setflags(write=False)
    np.testing.assert_allclose(splitter.kept(mask), splitter.samples, atol=1e-6)


def test_what_was_kept_before_does_not_change() -> None:
    splitter = Splitter(noise(9000, 1), 48_000)
    first = splitter.kept(np.ones(splitter.geometry.shape, np.float32))
    copy = first.copy()
    splitter.kept(np.zeros(splitter.geometry.shape, np.float32))
    np.testing.assert_array_equal(first, copy)


def test_what_cannot_be_split_is_refused() -> None:
    for wrong in (np.zeros((0, 2), np.float32), np.zeros(5, np.float32), np.full((5, 1), np.nan, np.float32),
                  np.full((5, 1), np.inf, np.float32)):
        with pytest.raises(UsageError):
            Splitter(wrong, 48_000)
    with pytest.raises(UsageError, match="cells"):
        Splitter(noise(9000, 1), 48_000).kept(np.ones((3, 3), np.float32))
