"""The filter bank against librosa's."""

import librosa
import numpy as np
import pytest

from core.errors import UsageError
from core.features.mel import mel_filters


@pytest.mark.parametrize("htk", [False, True])
@pytest.mark.parametrize("norm", ["slaney", None])
@pytest.mark.parametrize(("rate_hz", "n_fft", "n_mels", "low_hz", "high_hz"), [
    (16_000, 1024, 64, 0.0, None), (48_000, 2048, 128, 50.0, 14_000.0), (44_100, 1024, 40, 20.0, 22_050.0),
    (384_000, 4096, 64, 0.0, None), (4000, 256, 20, 0.0, 1999.0),
])
def test_filters_are_librosas(rate_hz: int, n_fft: int, n_mels: int, low_hz: float, high_hz: float | None,
                              htk: bool, norm: str | None) -> None:
    ours = mel_filters(rate_hz, n_fft, n_mels, low_hz, high_hz, htk, norm)
    theirs = librosa.filters.mel(sr=rate_hz, n_fft=n_fft, n_mels=n_mels, fmin=low_hz, fmax=high_hz, htk=htk,
                                 norm=norm)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1e-6


def test_range_must_rise() -> None:
    with pytest.raises(UsageError, match="lowest frequency below"):
        mel_filters(16_000, 512, 40, 5000.0, 4000.0)
