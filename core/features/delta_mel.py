"""Log-mel of one or two channels with how it changes and how that changes, as scene classifiers of DCASE listen.

Values are those of the published notebooks (librosa 0.6: HTK's mel, triangles of height one, mirrored edges), and
differentiable; where no gradient is wanted, `LogMel` gives the same several times faster.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.features.logmel import LogMel
from core.features.mel import mel_edges_hz, mel_filters
from core.features.stft import window_values

LOST_FRAMES = 4  # on either side: a difference looks two frames ahead and back, the difference of differences four
FLOOR = 1e-8


class DeltaMel(nn.Module):
    """(batch, channels, samples) -> (batch, 3 * channels, n_mels, frames): all channels, then their first differences,
    then their second ones. Frame k is frame k + 4 of the spectrum, so its middle is sample (k + 4) * hop."""

    window: torch.Tensor
    filters: torch.Tensor

    def __init__(self, rate_hz: int, n_mels: int = 128, n_fft: int = 2048, hop_samples: int = 1024) -> None:
        super().__init__()
        self.n_fft, self.hop_samples = n_fft, hop_samples
        self._fast = LogMel(rate_hz, n_fft, None, hop_samples, n_mels, htk=True, norm=None, pad_mode="reflect")
        self.frequencies_hz: list[float] = mel_edges_hz(n_mels, 0.0, rate_hz / 2, htk=True)[1:-1].tolist()
        window = window_values("hann", n_fft).astype(np.float32)
        filters = mel_filters(rate_hz, n_fft, n_mels, htk=True, norm=None)
        self.register_buffer("window", torch.from_numpy(window), persistent=False)
        self.register_buffer("filters", torch.from_numpy(filters), persistent=False)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        levels = self._levels(self._long_enough(samples))
        first = difference(levels)
        second = difference(first)
        lost = LOST_FRAMES
        return torch.cat([levels[..., lost:-lost], first[..., lost // 2 : -lost // 2], second], dim=1)

    def _levels(self, samples: torch.Tensor) -> torch.Tensor:
        if samples.device.type == "cpu" and not torch.is_grad_enabled():
            return self._fast.mel(samples).add_(FLOOR).log_()
        flat = samples.reshape(-1, samples.shape[-1])
        spectra = torch.stft(flat, self.n_fft, self.hop_samples, window=self.window, center=True, pad_mode="reflect",
                             return_complex=True)  # (batch * channels, bins, frames)
        power = torch.view_as_real(spectra).square().sum(-1)  # of the absolute value silence had no slope
        levels: torch.Tensor = (self.filters @ power + FLOOR).log()
        return levels.reshape(*samples.shape[:-1], *levels.shape[1:])

    def _long_enough(self, samples: torch.Tensor) -> torch.Tensor:
        """Silence after what is too short to be mirrored or to leave one frame."""
        shortest = max(2 * LOST_FRAMES * self.hop_samples, self.n_fft // 2 + 1)
        return functional.pad(samples, (0, max(0, shortest - samples.shape[-1])))


def difference(frames: torch.Tensor) -> torch.Tensor:
    """The slope over five frames by least squares; two frames less on either side."""
    near = frames[..., 3:-1] - frames[..., 1:-3]
    far = frames[..., 4:] - frames[..., :-4]
    return near / 10.0 + far / 5.0
