"""Takes a sound apart by a mask into what is kept and what is removed, which add up to it again.

The mask is real and the same for all channels, so each keeps its own phase. The spectra are computed once; a new mask
costs a product and an inverse transform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from core.errors import UsageError
from core.listen.geometry import Geometry

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Splitter:
    """Of a stretch (n, channels) of a recording. One thread at a time."""

    def __init__(self, samples: NDArray[np.float32], rate_hz: int, start_s: float = 0.0) -> None:
        if samples.ndim != 2 or not samples.size:
            raise UsageError("There is no sound to be split: choose a stretch that holds some.")
        if not np.isfinite(samples).all():
            raise UsageError("The sound holds values that are no numbers, so it cannot be split: repair it first.")
        self.samples = np.ascontiguousarray(samples, np.float32)
        self.silent = not self.samples.any()
        self.geometry = Geometry(len(samples), rate_hz, start_s)
        analysis = torch.hann_window(self.geometry.n_fft, periodic=True)
        self._spectra = torch.fft.rfft(_framed(self.samples, self.geometry) * analysis)
        hop = self.geometry.hop
        squares = analysis[:hop].square() + analysis[hop:].square()
        self._synthesis = analysis / torch.cat([squares, squares])  # of two frames over one sample, by their squares
        self._product = torch.empty_like(self._spectra)

    def power(self) -> NDArray[np.float32]:
        """(frames, bins), summed over the channels."""
        found: NDArray[np.float32] = torch.view_as_real(self._spectra).square().sum(dim=(0, 3)).numpy()
        return found

    def kept(self, mask: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, channels): of each cell (frames, bins) the share that the mask says."""
        if mask.shape != self.geometry.shape:
            raise UsageError(f"The mask has {mask.shape} cells and the sound {self.geometry.shape}: make it for this "
                             "stretch.")
        torch.mul(self._spectra, torch.from_numpy(np.require(mask, np.float32, ["C", "W"])), out=self._product)
        pieces = torch.fft.irfft(self._product, self.geometry.n_fft)
        pieces *= self._synthesis
        hop, (channels, frames) = self.geometry.hop, pieces.shape[:2]
        joined = pieces[:, :-1, hop:] + pieces[:, 1:, :hop]  # from the centre of each frame to that of the next
        flat: NDArray[np.float32] = joined.reshape(channels, (frames - 1) * hop).numpy()
        return flat[:, : self.geometry.samples].T

    def removed(self, mask: NDArray[np.float32]) -> NDArray[np.float32]:
        """What is left of the sound without what is kept: the inverse of 1 - mask, without another transform."""
        return self.samples - self.kept(mask)

    def both(self, mask: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        kept = self.kept(mask)
        return kept, self.samples - kept


def _framed(samples: NDArray[np.float32], geometry: Geometry) -> torch.Tensor:
    """(channels, frames, n_fft): reflected at both ends, as often as a short sound needs."""
    before = geometry.hop
    after = (geometry.frames - 1) * geometry.hop + before - len(samples)
    padded = np.pad(samples.T, ((0, 0), (before, after)), mode="reflect")
    return torch.from_numpy(np.ascontiguousarray(padded)).unfold(1, geometry.n_fft, geometry.hop)
