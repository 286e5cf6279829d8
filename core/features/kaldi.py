"""The two filter banks that published taggers listen through: Kaldi's for AST, and EfficientAT's variant of it.

Written with differentiable operations, so that a class can be traced back to the sound.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

PREEMPHASIS = 0.97
FLOAT_EPS = float(torch.finfo(torch.float32).eps)


def kaldi_mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log1p(np.asarray(hz, np.float64) / 700.0))


@lru_cache(maxsize=8)
def kaldi_filters(n_mels: int, n_fft: int, rate_hz: int, low_hz: float, high_hz: float) -> NDArray[np.float32]:
    """(n_mels, n_fft // 2 + 1). Triangles are straight in mel, not in Hz; the highest bin has no weight."""
    edges = np.linspace(kaldi_mel(low_hz), kaldi_mel(high_hz), n_mels + 2)
    bins = kaldi_mel(np.arange(n_fft // 2) * rate_hz / n_fft)
    below, centre, above = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    weights = np.clip(np.minimum((bins - below) / (centre - below), (above - bins) / (above - centre)), 0.0, None)
    return np.pad(weights, ((0, 0), (0, 1))).astype(np.float32)


def kaldi_centres_hz(n_mels: int, low_hz: float, high_hz: float) -> list[float]:
    """Where each triangle is highest."""
    edges = np.linspace(float(kaldi_mel(low_hz)), float(kaldi_mel(high_hz)), n_mels + 2)
    return [float(hz) for hz in 700.0 * np.expm1(edges[1:-1] / 1127.0)]


class KaldiFbank(nn.Module):
    """As `torchaudio.compliance.kaldi.fbank` with htk_compat, no energy, no dither, `hanning`, whole frames only."""

    filters: torch.Tensor
    window: torch.Tensor

    def __init__(self, rate_hz: int = 16000, n_mels: int = 128, frame_ms: float = 25.0, hop_ms: float = 10.0,
                 low_hz: float = 20.0) -> None:
        super().__init__()
        self.rate_hz, self.n_mels, self.low_hz = rate_hz, n_mels, low_hz
        self.frame, self.hop = round(rate_hz * frame_ms / 1000), round(rate_hz * hop_ms / 1000)
        self.n_fft = 1 << (self.frame - 1).bit_length()
        filters = kaldi_filters(n_mels, self.n_fft, rate_hz, low_hz, rate_hz / 2)
        self.register_buffer("filters", torch.from_numpy(filters.T.copy()), persistent=False)
        self.register_buffer("window", torch.hann_window(self.frame, periodic=False), persistent=False)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, samples) -> (batch, frames, n_mels), the natural logarithm."""
        frames = samples.unfold(-1, self.frame, self.hop)
        frames = frames - frames.mean(-1, keepdim=True)
        before = torch.cat([frames[..., :1], frames[..., :-1]], dim=-1)
        frames = (frames - PREEMPHASIS * before) * self.window
        power = torch.fft.rfft(frames, self.n_fft).abs().square()
        found: torch.Tensor = (power @ self.filters).clamp(min=FLOAT_EPS).log()
        return found

    def centres_hz(self) -> list[float]:
        return kaldi_centres_hz(self.n_mels, self.low_hz, self.rate_hz / 2)


class EfficientAtMel(nn.Module):
    """32 kHz, 128 bands of 0 to 15 kHz every 10 ms: pre-emphasis over the whole sound, centred frames."""

    filters: torch.Tensor
    window: torch.Tensor

    rate_hz = 32000
    n_fft = 1024
    hop = 320
    n_mels = 128
    high_hz = 15000.0

    def __init__(self) -> None:
        super().__init__()
        filters = kaldi_filters(self.n_mels, self.n_fft, self.rate_hz, 0.0, self.high_hz)
        self.register_buffer("filters", torch.from_numpy(filters), persistent=False)
        self.register_buffer("window", torch.hann_window(800, periodic=False), persistent=False)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, samples) -> (batch, n_mels, 1 + (samples - 1) // hop), about -1 to 1."""
        shortest = self.n_fft // 2 + 2  # what can be mirrored at the edges
        samples = functional.pad(samples, (0, max(0, shortest - samples.shape[-1])))
        emphasised = samples[..., 1:] - PREEMPHASIS * samples[..., :-1]
        spectrum = torch.stft(emphasised, self.n_fft, self.hop, self.window.numel(), self.window, center=True,
                              return_complex=True)
        power = torch.view_as_real(spectrum).square().sum(-1)
        return ((self.filters @ power + 1e-5).log() + 4.5) / 5.0

    def centres_hz(self) -> list[float]:
        return kaldi_centres_hz(self.n_mels, 0.0, self.high_hz)


def normalised(fbank: torch.Tensor, frames: int, mean: float = -4.2677393, deviation: float = 4.5689974
               ) -> torch.Tensor:
    """AST's last steps: rows of zeros up to `frames` (after the logarithm, so they are not silence), then scaled."""
    padded = functional.pad(fbank, (0, 0, 0, frames - fbank.shape[1]))
    return (padded - mean) / (2.0 * deviation)
