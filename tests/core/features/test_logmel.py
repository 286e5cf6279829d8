"""Log-mel features against librosa with the same parameters."""

import librosa
import numpy as np
import pytest
import torch

from core.errors import UsageError
from core.features.logmel import LogMel

SAMPLES = (np.random.default_rng(3).standard_normal(30_000) * 0.1).astype(np.float32)


@pytest.mark.parametrize(("ours", "theirs"), [
    ({}, {}),
    ({"n_fft": 1024, "hop_samples": 320, "n_mels": 64}, {"n_fft": 1024, "hop_length": 320, "n_mels": 64}),
    ({"n_fft": 512, "win_samples": 400, "hop_samples": 160, "n_mels": 40, "htk": True, "norm": None},
     {"n_fft": 512, "win_length": 400, "hop_length": 160, "n_mels": 40, "htk": True, "norm": None}),
    ({"win_samples": 1000}, {"win_length": 1000}),
    ({"power": 1.0, "low_hz": 50.0, "high_hz": 7000.0}, {"power": 1.0, "fmin": 50.0, "fmax": 7000.0}),
    ({"center": False}, {"center": False}),
    ({"pad_mode": "reflect"}, {"pad_mode": "reflect"}),
    ({"window": "hamming", "n_fft": 256, "n_mels": 10}, {"window": "hamming", "n_fft": 256, "n_mels": 10}),
])
def test_values_are_librosas(ours: dict[str, object], theirs: dict[str, object]) -> None:
    mel = LogMel(16_000, **ours).mel(torch.from_numpy(SAMPLES)).numpy()
    expected = librosa.feature.melspectrogram(y=SAMPLES, sr=16_000, **theirs)
    assert mel.shape == expected.shape
    assert np.max(np.abs(mel - expected) / expected) <= 1e-4


def test_logarithm_has_a_floor() -> None:
    features = LogMel(16_000, n_mels=20, floor=1e-8)
    assert torch.allclose(features(torch.zeros(4096)), torch.tensor(np.log(1e-8), dtype=torch.float32))
    loud = torch.from_numpy(SAMPLES)
    assert torch.allclose(features(loud), features.mel(loud).log())


def test_batches_are_the_same_as_one_by_one() -> None:
    features = LogMel(16_000, n_fft=512, n_mels=20)
    batch = torch.from_numpy(SAMPLES).reshape(2, 3, 5000)
    together = features(batch)
    assert together.shape == (2, 3, 20, 5000 // 512 + 1)
    assert torch.equal(together[1, 2], features(batch[1, 2]))


def test_too_few_samples_are_said() -> None:
    with pytest.raises(UsageError, match="too few to be mirrored"):
        LogMel(16_000, pad_mode="reflect")(torch.zeros(500))
    with pytest.raises(UsageError, match="fewer than one window"):
        LogMel(16_000, center=False)(torch.zeros(500))
    with pytest.raises(UsageError, match="must not be longer"):
        LogMel(16_000, n_fft=512, win_samples=600)(torch.zeros(5000))
