"""Log-mel features as models take them: equal to librosa's, computed in pieces that stay in the cache."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.errors import UsageError
from core.features.mel import Norm, mel_filters
from core.features.stft import window_values
from core.tiles.spec import Window

if TYPE_CHECKING:
    import torch

PIECE_SAMPLES = 1 << 18  # samples of all frames that are transformed at once: with their spectra they stay in the cache

BANDS_TOGETHER = 16

PadMode = Literal["constant", "reflect", "replicate"]


@dataclass(frozen=True)
class _Bands:
    """Some neighbouring mel bands and the only columns of the spectrum's table that they weigh."""

    first: int
    end: int
    low: int
    high: int
    weights: torch.Tensor  # (high - low, end - first)

    def to(self, like: torch.Tensor) -> _Bands:
        return replace(self, weights=self.weights.to(like))


@dataclass(frozen=True)
class LogMel:
    """Parameters and values as `librosa.feature.melspectrogram`; `win_samples` None is n_fft. The logarithm
    is natural, of at least `floor`."""

    rate_hz: float
    n_fft: int = 2048
    win_samples: int | None = None
    hop_samples: int = 512
    n_mels: int = 128
    low_hz: float = 0.0
    high_hz: float | None = None
    htk: bool = False
    norm: Norm = "slaney"
    power: float = 2.0
    center: bool = True
    pad_mode: PadMode = "constant"
    window: Window = "hann"
    floor: float = 1e-10

    def __call__(self, samples: torch.Tensor) -> torch.Tensor:
        """(…, samples) -> (…, n_mels, frames), the logarithm of the mel spectrum."""
        return self.mel(samples).clamp_(min=self.floor).log_()

    def mel(self, samples: torch.Tensor) -> torch.Tensor:
        """(…, samples) -> (…, n_mels, frames)"""
        import torch

        flat = self._padded(samples.reshape(-1, samples.shape[-1]))  # (batch, samples)
        frames = flat.unfold(-1, self.n_fft, self.hop_samples)  # (batch, frames, n_fft)
        out = flat.new_empty((flat.shape[0], frames.shape[1], self.n_mels))
        window, bands = self._window.to(flat), [band.to(flat) for band in self._bands]
        size = max(1, PIECE_SAMPLES // self.n_fft)
        windowed = flat.new_empty((min(size, frames.shape[1]), self.n_fft))
        with torch.no_grad():
            for row, one in zip(out, frames, strict=True):
                for first in range(0, len(one), size):
                    piece = one[first : first + size]
                    spectra = torch.fft.rfft(torch.mul(piece, window, out=windowed[: len(piece)]))  # (size, bins)
                    self._gather(self._table(spectra), bands, row[first : first + size])
        return out.transpose(1, 2).contiguous().reshape(*samples.shape[:-1], self.n_mels, frames.shape[1])

    def _gather(self, table: torch.Tensor, bands: list[_Bands], out: torch.Tensor) -> None:
        """(size, columns) -> (size, n_mels). Neighbouring triangles share few bins: most weights are never met."""
        import torch

        for band in bands:
            torch.mm(table[:, band.low : band.high], band.weights, out=out[:, band.first : band.end])

    def _table(self, spectra: torch.Tensor) -> torch.Tensor:
        """What the bands weigh. Of a power spectrum, the squares of real and imaginary parts, side by side: the
        matrix product adds them up on its way, several times faster than adding every second column."""
        import torch

        if self.power == 2.0:
            parts = torch.view_as_real(spectra).flatten(1)  # (size, 2 * bins), squared in place: spectra is ours
            return parts.mul_(parts)
        strength = _strength(spectra)
        return strength if self.power == 1.0 else strength.pow_(self.power)

    def _padded(self, samples: torch.Tensor) -> torch.Tensor:
        from torch.nn.functional import pad

        margin = self.n_fft // 2 if self.center else 0
        count = samples.shape[-1]
        if self.pad_mode == "reflect" and count <= margin:
            raise UsageError(f"{count} samples are too few to be mirrored by {margin}; pad with zeros instead.")
        if count + 2 * margin < self.n_fft:
            raise UsageError(f"{count} samples are fewer than one window of {self.n_fft}.")
        return pad(samples, (margin, margin), mode=self.pad_mode) if margin else samples

    @cached_property
    def _window(self) -> torch.Tensor:
        """The window in the middle of n_fft samples."""
        import torch

        length = self.win_samples or self.n_fft
        if not 0 < length <= self.n_fft:
            raise UsageError(f"the window ({length} samples) must not be longer than the transform ({self.n_fft}).")
        values = np.zeros(self.n_fft, np.float32)
        left = (self.n_fft - length) // 2
        values[left : left + length] = window_values(self.window, length)
        return torch.from_numpy(values)

    @cached_property
    def _bands(self) -> list[_Bands]:
        import torch

        filters = mel_filters(self.rate_hz, self.n_fft, self.n_mels, self.low_hz, self.high_hz, self.htk, self.norm)
        filters = np.repeat(filters, 2, axis=1) if self.power == 2.0 else filters  # see _table
        bands = []
        for first in range(0, self.n_mels, BANDS_TOGETHER):
            some = filters[first : first + BANDS_TOGETHER]
            used = np.flatnonzero(some.any(axis=0))
            low, high = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 1)
            weights = torch.from_numpy(np.ascontiguousarray(some[:, low:high].T))
            bands.append(_Bands(first, first + len(some), low, high, weights))
        return bands


def _strength(spectra: torch.Tensor) -> torch.Tensor:
    """On a processor NumPy's absolute value of complex numbers is vectorised, torch's is not."""
    import torch

    return torch.from_numpy(np.abs(spectra.numpy())) if spectra.device.type == "cpu" else spectra.abs()
