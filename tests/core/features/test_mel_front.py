"""Features with a gradient: the values of `LogMel`, and a gradient that finite differences agree with."""

import numpy as np
import pytest
import torch

from core.features.logmel import LogMel
from core.features.mel_front import BandStatistics, MelFront

SAMPLES = torch.from_numpy((np.random.default_rng(5).standard_normal((2, 20_000)) * 0.1).astype(np.float32))


@pytest.mark.parametrize(("rate_hz", "n_fft", "win", "hop", "bands", "power"), [
    (44_100, 2048, None, 1024, 40, 1.0), (44_100, 2048, 1764, 882, 40, 1.0), (16_000, 512, 400, 160, 64, 2.0)])
def test_values_are_those_without_a_gradient(rate_hz: int, n_fft: int, win: int | None, hop: int, bands: int,
                                             power: float) -> None:
    found = MelFront(rate_hz, n_fft, win, hop, bands, power)(SAMPLES)
    mel = LogMel(rate_hz, n_fft=n_fft, win_samples=win, hop_samples=hop, n_mels=bands, power=power).mel(SAMPLES)
    assert torch.allclose(found, (mel + 1e-8).log().transpose(1, 2), atol=1e-4)


@pytest.mark.parametrize("length", [1, 700, 20_000])
def test_the_faster_way_without_a_gradient_gives_the_same(length: int) -> None:
    front = MelFront(44_100, 2048, 1764, 882)
    with torch.no_grad():
        fast = front(SAMPLES[:, :length])
    assert torch.allclose(fast, front(SAMPLES[:, :length]), atol=1e-4)


def test_ten_seconds_are_431_frames_and_silence_is_the_logarithm_of_epsilon() -> None:
    silence = MelFront(44_100)(torch.zeros(1, 441_000))
    assert silence.shape == (1, 431, 40)
    assert torch.allclose(silence, torch.tensor(np.log(1e-8), dtype=torch.float32))


def test_the_gradient_is_that_of_finite_differences() -> None:
    front = MelFront(16_000, 256, None, 128, 8).double()
    samples = SAMPLES[:1, :600].double().requires_grad_()
    assert torch.autograd.gradcheck(front, samples, eps=1e-6, atol=1e-3)


def test_silence_gives_a_gradient_of_zero_rather_than_none_at_all() -> None:
    samples = torch.zeros(1, 4096, requires_grad=True)
    MelFront(44_100)(samples).sum().backward()
    assert samples.grad is not None
    assert torch.equal(samples.grad, torch.zeros(1, 4096))


def test_statistics_are_kept_with_the_weights_and_make_z_scores() -> None:
    statistics = BandStatistics(2)
    statistics.mean.copy_(torch.tensor([1.0, 2.0]))
    statistics.std.copy_(torch.tensor([2.0, 4.0]))
    assert set(statistics.state_dict()) == {"mean", "std"}
    assert torch.equal(statistics(torch.tensor([[3.0, -2.0]])), torch.tensor([[1.0, -1.0]]))
