"""The spectra that locators hear: logarithms of the power density of short stretches, as SciPy's `spectrogram` has it.

Its defaults are part of published weights: a Tukey window, the mean of each stretch taken off, one side of spectra.
"""

from __future__ import annotations

import torch
from scipy.signal import get_window
from torch import nn

STRETCH, OVERLAP = 512, 274
HOP = STRETCH - OVERLAP
WINDOW = ("tukey", 0.25)
FLOOR, SCALE = 1e-7, 12.0
BANDS = STRETCH // 2 + 1


class DensityFront(nn.Module):
    """(batch, samples) in -1..1 -> (batch, 257, steps), differentiable."""

    window: torch.Tensor
    density: torch.Tensor

    def __init__(self, rate_hz: int) -> None:
        super().__init__()
        window = torch.tensor(get_window(WINDOW, STRETCH), dtype=torch.float64)
        self.register_buffer("window", window.float(), persistent=False)
        both_sides = torch.full((BANDS,), 2.0)
        both_sides[0] = both_sides[-1] = 1.0  # zero and the highest frequency have no mirror
        density = both_sides / float(rate_hz * window.square().sum())
        self.register_buffer("density", density[:, None], persistent=False)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        stretches = samples.unfold(-1, STRETCH, HOP)
        stretches = (stretches - stretches.mean(-1, keepdim=True)) * self.window
        spectra = torch.view_as_real(torch.fft.rfft(stretches)).square().sum(-1)
        return torch.log(spectra.transpose(1, 2) * self.density + FLOOR) / SCALE
