"""Log-mel features that gradients pass through: training and the model's-eye view ask how the sound itself matters.

The values are those of `LogMel`, which gives no gradient and is three times faster on a CPU, so it is asked where none
is wanted; the logarithm is of the value plus `epsilon`.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from core.features.logmel import LogMel
from core.features.mel import mel_edges_hz, mel_filters
from core.features.stft import window_values


class MelFront(nn.Module):
    """(batch, samples) -> (batch, frames, n_mels), the natural logarithm. Frames are centred, zeros lie outside."""

    window: torch.Tensor
    filters: torch.Tensor

    def __init__(self, rate_hz: int, n_fft: int = 2048, win_samples: int | None = None, hop_samples: int = 1024,
                 n_mels: int = 40, power: float = 1.0, epsilon: float = 1e-8) -> None:
        super().__init__()
        self.n_fft, self.hop_samples, self.power, self.epsilon = n_fft, hop_samples, power, epsilon
        length = win_samples or n_fft
        window = np.zeros(n_fft, np.float32)
        left = (n_fft - length) // 2
        window[left : left + length] = window_values("hann", length)
        self._fast = LogMel(rate_hz, n_fft, length, hop_samples, n_mels, power=power)
        self.frequencies_hz: list[float] = mel_edges_hz(n_mels, 0.0, rate_hz / 2)[1:-1].tolist()
        self.register_buffer("window", torch.from_numpy(window), persistent=False)
        self.register_buffer("filters", torch.from_numpy(mel_filters(rate_hz, n_fft, n_mels).T), persistent=False)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        if samples.device.type == "cpu" and not torch.is_grad_enabled():
            return self._fast.mel(samples).transpose(1, 2).add(self.epsilon).log_()
        spectra = torch.stft(samples, self.n_fft, self.hop_samples, window=self.window, center=True,
                             pad_mode="constant", return_complex=True)  # (batch, bins, frames)
        strength = spectra.abs() if self.power == 1.0 else spectra.abs().pow(self.power)  # no gradient where all is 0
        mel: torch.Tensor = strength.transpose(1, 2) @ self.filters
        return (mel + self.epsilon).log()


class BandStatistics(nn.Module):
    """Mean and spread of each band, found on the training sounds, kept with the weights: z-scores come out."""

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(bands))
        self.register_buffer("std", torch.ones(bands))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(..., bands) -> the same"""
        return (features - self.mean) / self.std
