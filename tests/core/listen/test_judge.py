"""What a model says of sound that was changed: as it would of the same sound in a file."""

import numpy as np
import pytest
import torch

from core.errors import ModelError
from core.explain.stretch import read_stretch
from core.listen.judge import Judge, heard_by
from core.models.detector import Output
from tests.core.detect.doubles import wav
from tests.core.listen.tone import RATE_HZ, Tone


def stereo(samples: int = 48_000, rate_hz: int = 48_000) -> np.ndarray:
    at_s = np.arange(samples) / rate_hz
    return np.stack([0.5 * np.sin(2 * np.pi * hz * at_s) for hz in (1000, 300)], axis=1).astype(np.float32)


@pytest.mark.parametrize(("samples", "rate_hz"), [(96_000, 48_000), (20_000, 16_000), (300, 44_100), (1, 8000)])
def test_it_hears_what_a_file_would_say(tmp_path, samples: int, rate_hz: int) -> None:  # type: ignore[no-untyped-def]
    sound = stereo(samples, rate_hz)
    path = wav(tmp_path / "sound.wav", sound, rate_hz)
    read = read_stretch(path, 0, RATE_HZ, 0.0, samples / rate_hz)
    np.testing.assert_allclose(heard_by(Tone(), sound, rate_hz), read.samples, atol=1e-6)


def test_channels_are_as_many_as_the_network_takes() -> None:
    network = Tone()
    network.channels = 2
    both = heard_by(network, stereo(16_000, 16_000), 16_000)
    np.testing.assert_array_equal(both, stereo(16_000, 16_000).T)
    mono = heard_by(network, stereo(16_000, 16_000)[:, :1], 16_000)
    np.testing.assert_array_equal(mono[0], mono[1])


def test_scores_are_those_of_the_network_in_batches_of_any_size() -> None:
    network, sounds = Tone(), [stereo(20_000 , 16_000) * gain for gain in np.linspace(0, 1, 7, dtype=np.float32)]
    expected = [network.detect(torch.from_numpy(sound.mean(axis=1))[None]).weak[0].detach().numpy() for sound in sounds]
    np.testing.assert_allclose(Judge(network).scores(sounds, 16_000), expected, atol=1e-6)
    np.testing.assert_allclose(Judge(network).score(sounds[3], 16_000), expected[3], atol=1e-6)


def test_parts_stand_for_classes_by_the_highest() -> None:
    sound = stereo()
    own = Judge(Tone()).score(sound, 48_000)
    mapped = Judge(Tone(), [[1], [0, 2], [2]]).score(sound, 48_000)
    np.testing.assert_allclose(mapped, [own[1], max(own[0], own[2]), own[2]])


def test_the_network_is_left_as_it_was() -> None:
    network = Tone().train()
    Judge(network).score(stereo(), 48_000)
    assert network.training
    assert network.gain.requires_grad
    assert network.gain.grad is None


def test_scores_that_are_no_numbers_are_refused() -> None:
    class Damaged(Tone):
        def forward(self, features: torch.Tensor) -> Output:
            strong, weak = super().forward(features)
            return Output(strong, weak * float("nan"))

    with pytest.raises(ModelError, match="no numbers"):
        Judge(Damaged()).score(stereo(), 48_000)
