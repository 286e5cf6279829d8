"""A detector whose evidence is known: class 0 sounds where there is energy about 1 kHz, class 1 about 3 kHz."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core.models import registry
from core.models.card import Card, write_card
from core.models.detector import Detector, Output
from core.models.map_layer import MapLayer

RATE_HZ, N_FFT, HOP = 16_000, 512, 320
TONES_HZ = (1000.0, 3000.0)
CLASSES = ("low tone", "high tone", "nothing")


class Tone(Detector):
    rate_hz, frame_s, window_s, n_classes = RATE_HZ, HOP / RATE_HZ, 4.0, 3

    def __init__(self, n_classes: int = 3) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(N_FFT))
        self.map = torch.nn.Identity()
        self.gain = torch.nn.Parameter(torch.tensor(4.0))

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, bands, frames): amplitudes of sines, roughly."""
        spectra = torch.stft(samples, N_FFT, HOP, window=self.window, return_complex=True, pad_mode="constant")
        return spectra.abs() * (4 / N_FFT)

    def forward(self, features: torch.Tensor) -> Output:
        features = self.map(features[:, None])[:, 0]
        places = [round(hz * N_FFT / RATE_HZ) for hz in TONES_HZ]
        found = [features[:, place - 1 : place + 2].sum(1) for place in places]
        logits = self.gain * torch.stack([*found, torch.full_like(found[0], 0.25)], dim=2) - 2.0
        strong = logits.sigmoid()
        return Output(strong, strong.mean(1))

    def layers(self) -> tuple[MapLayer, ...]:
        return (MapLayer("features", self.map, 1.0, 1.0),)

    def feature_frequencies_hz(self) -> list[float]:
        return [place * RATE_HZ / N_FFT for place in range(N_FFT // 2 + 1)]


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "ARCHITECTURES", {**registry.ARCHITECTURES, "tone": "tests.core.listen.tone:Tone"})


def tone_model(folder: Path, classes: tuple[str, ...] = CLASSES) -> registry.Entry:
    card = Card(id=folder.name, title="Tones", task="events", architecture="tone", classes=classes, parameters=1,
                licence="CC0-1.0")
    folder.mkdir(parents=True)
    save_file(registry.build(card).state_dict(), folder / "weights.safetensors")
    write_card(folder, card)
    return registry.Entry(card, folder, embedded=False)


def tones(length_s: float, parts: list[tuple[float, float, float]], rate_hz: int = 48_000, channels: int = 2
          ) -> np.ndarray:
    """Faint noise with tones of (start, end, Hz); each channel quieter than the one before."""
    at_s = np.arange(round(length_s * rate_hz)) / rate_hz
    sound = np.random.default_rng(0).normal(0, 0.002, len(at_s))
    for start_s, end_s, hz in parts:
        sound += 0.5 * np.sin(2 * np.pi * hz * at_s) * ((at_s >= start_s) & (at_s < end_s))
    return (sound[:, None] * 0.9 ** np.arange(channels)).astype(np.float32)
