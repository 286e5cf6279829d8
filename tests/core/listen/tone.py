"""A detector whose evidence is known: class 0 sounds where there is energy about 1 kHz, class 1 about 3 kHz."""

from __future__ import annotations

import torch

from core.models.detector import Detector, Output

RATE_HZ, N_FFT, HOP = 16_000, 512, 320
TONES_HZ = (1000.0, 3000.0)
CLASSES = ("low tone", "high tone", "nothing")


class Tone(Detector):
    rate_hz, frame_s, window_s, n_classes = RATE_HZ, HOP / RATE_HZ, 4.0, 3

    def __init__(self, n_classes: int = 3) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(N_FFT))
        self.gain = torch.nn.Parameter(torch.tensor(4.0))

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, bands, frames): amplitudes of sines, roughly."""
        spectra = torch.stft(samples, N_FFT, HOP, window=self.window, return_complex=True, pad_mode="constant")
        return spectra.abs() * (4 / N_FFT)

    def forward(self, features: torch.Tensor) -> Output:
        places = [round(hz * N_FFT / RATE_HZ) for hz in TONES_HZ]
        found = [features[:, place - 1 : place + 2].sum(1) for place in places]
        logits = self.gain * torch.stack([*found, torch.full_like(found[0], 0.25)], dim=2) - 2.0
        strong = logits.sigmoid()
        return Output(strong, strong.mean(1))

    def feature_frequencies_hz(self) -> list[float]:
        return [place * RATE_HZ / N_FFT for place in range(N_FFT // 2 + 1)]
