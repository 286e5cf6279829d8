"""Masks of few smooth cells laid over a sound, and the sound that is left: what a model hears, not what it is shown.

Cells lie evenly in time and on the mel scale; between their centres a mask runs straight in seconds and in Hz, as
every map here does. All of it can be differentiated, and a mask costs a product and an inverse transform.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from core.features.scale import hz_to_mel, mel_to_hz

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW_S = 2048 / 48000  # the nearest power of two is taken


class SoundMask:
    """Over one sound (1, samples) or (1, channels, samples)."""

    def __init__(self, sound: torch.Tensor, rate_hz: int, duration_s: float, cell_s: float, rows: int) -> None:
        self.sound = sound
        self._n_fft = 1 << max(round(math.log2(rate_hz * WINDOW_S)), 4)
        self._window = torch.hann_window(self._n_fft, device=sound.device)
        flat = sound.reshape(-1, sound.shape[-1])
        padded = torch.nn.functional.pad(flat, (0, self._n_fft))  # so that the shortest can be mirrored
        self._spectra = torch.stft(padded, self._n_fft, self._n_fft // 2, window=self._window, return_complex=True)
        bins, frames = self._spectra.shape[-2:]
        columns = max(1, round(duration_s / cell_s))
        self.times_s: NDArray[np.float64] = _steps(columns, 0.5) * (duration_s / columns)
        self.frequencies_hz: NDArray[np.float64] = mel_to_hz(
            _steps(rows, 0.5) / rows * float(hz_to_mel(rate_hz / 2)))
        self._over_time = _hats(self.times_s, _steps(frames) * (self._n_fft / 2 / rate_hz)).to(sound)
        self._over_bins = _hats(self.frequencies_hz, _steps(bins) * (rate_hz / self._n_fft)).T.to(sound)

    @property
    def shape(self) -> tuple[int, int]:
        """Columns, rows."""
        return len(self.times_s), len(self.frequencies_hz)

    def kept(self, masks: torch.Tensor) -> torch.Tensor:
        """(batch, columns, rows) -> as many sounds, of which each cell keeps the share that its mask says."""
        shares = (self._over_time @ masks @ self._over_bins).transpose(1, 2)  # (batch, bins, frames)
        spectra = self._spectra[None] * shares[:, None]
        samples = self.sound.shape[-1]
        sounds = torch.istft(spectra.flatten(0, 1), self._n_fft, self._n_fft // 2, window=self._window,
                             length=samples + self._n_fft)
        return sounds[:, :samples].reshape(len(masks), *self.sound.shape[1:])

    def energies(self) -> torch.Tensor:
        """(columns, rows): how much of the sound lies in each cell."""
        power = torch.view_as_real(self._spectra).square().sum(dim=(0, 3)).T  # (frames, bins)
        return self._over_time.T @ power @ self._over_bins.T

    def sampled(self, values: NDArray[np.float32], times_s: NDArray[np.float64], frequencies_hz: NDArray[np.float64]
                ) -> torch.Tensor:
        """A map (columns, rows) at other centres, read at those of the cells."""
        found = (_hats(times_s, self.times_s) @ torch.from_numpy(values)
                 @ _hats(frequencies_hz, self.frequencies_hz).T)
        return found.to(self.sound)


def _steps(count: int, first: float = 0.0) -> NDArray[np.float64]:
    return np.arange(count, dtype=np.float64) + first


def _hats(centres: NDArray[np.float64], at: NDArray[np.float64]) -> torch.Tensor:
    """(places, centres): how much of each centre's value there is at each place; beyond the outermost they hold."""
    weights = np.stack([np.interp(at, centres, row) for row in np.eye(len(centres))], axis=1)
    return torch.from_numpy(weights.astype(np.float32))
