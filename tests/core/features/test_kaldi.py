"""Kaldi's filter bank is torchaudio's, which runs beside in a process of its own: its extension does not load here."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from core.features.kaldi import EfficientAtMel, KaldiFbank, kaldi_centres_hz, kaldi_filters

REFERENCE = """
import sys, types
import numpy as np
extension = types.ModuleType("torchaudio._extension")
extension._IS_TORCHAUDIO_EXT_AVAILABLE = extension._IS_RIR_AVAILABLE = extension._IS_ALIGN_AVAILABLE = False
extension.fail_if_no_align = lambda function: function
extension.lazy_import_sox_ext = lambda: None
sys.modules["torchaudio._extension"] = extension
import torch
from torchaudio.compliance import kaldi
folder = sys.argv[1]
sound = torch.from_numpy(np.load(folder + "/sound.npy"))
fbank = kaldi.fbank(sound, htk_compat=True, sample_frequency=16000, use_energy=False, window_type="hanning",
                    num_mel_bins=128, dither=0.0, frame_shift=10)
banks = kaldi.get_mel_banks(128, 1024, 32000.0, 0.0, 15000.0, 100.0, -500.0, 1.0)[0]
np.savez(folder + "/reference.npz", fbank=fbank.numpy(), banks=banks.numpy())
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    folder = tmp_path_factory.mktemp("kaldi")
    rng = np.random.default_rng(0)
    sound = rng.standard_normal((1, 16000)).astype(np.float32) * np.linspace(0.0, 0.5, 16000, dtype=np.float32)
    np.save(folder / "sound.npy", sound)
    done = subprocess.run([sys.executable, "-c", REFERENCE, str(folder)], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return {"sound": sound, **np.load(Path(folder) / "reference.npz")}


def test_the_filter_bank_is_torchaudios(reference: dict[str, np.ndarray]) -> None:
    own = KaldiFbank()(torch.from_numpy(reference["sound"]))[0].numpy()
    assert own.shape == reference["fbank"].shape == (98, 128)
    np.testing.assert_allclose(own, reference["fbank"], atol=2e-3)


def test_the_triangles_are_torchaudios(reference: dict[str, np.ndarray]) -> None:
    own = kaldi_filters(128, 1024, 32000, 0.0, 15000.0)
    np.testing.assert_allclose(own[:, :-1], reference["banks"], atol=2e-4)  # torchaudio works in single precision
    assert not own[:, -1].any()


def test_a_tone_is_loudest_in_its_band() -> None:
    seconds = torch.arange(32000) / 32000
    tone = torch.sin(2 * torch.pi * 1000.0 * seconds)[None]
    front = EfficientAtMel()
    loudest = int(front(tone)[0].mean(1).argmax())
    centres = np.asarray(kaldi_centres_hz(128, 0.0, 15000.0))
    assert loudest == int(np.abs(centres - 1000.0).argmin())
    assert front(tone).shape == (1, 128, 100)


def test_gradients_reach_the_sound() -> None:
    sound = (torch.randn(1, 4000, generator=torch.Generator().manual_seed(1)) * 0.1).requires_grad_()
    for front in (KaldiFbank(), EfficientAtMel()):
        (slope,) = torch.autograd.grad(front(sound).sum(), sound)
        assert torch.isfinite(slope).all()
        assert slope.abs().sum() > 0
