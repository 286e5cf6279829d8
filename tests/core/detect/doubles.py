"""A detector small enough to follow by hand, and models made of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from core.models import registry
from core.models.card import Card, write_card
from core.models.detector import Detector, Output

RATE_HZ, FRAME, CLASSES = 8000, 800, ("loud", "soft", "sharp")


class Level(Detector):
    """Frames of 0.1 s are judged by how loud they and two neighbours on each side are."""

    rate_hz, frame_s, window_s = RATE_HZ, FRAME / RATE_HZ, 2.0

    def __init__(self, n_classes: int, window_s: float = 2.0, extra: int = 0) -> None:
        super().__init__()
        self.n_classes, self.window_s, self.extra = n_classes, window_s, extra
        self.layer = nn.Conv1d(1, n_classes, 5, padding=2)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        frames = -(-samples.shape[-1] // FRAME)
        whole = functional.pad(samples, (0, frames * FRAME - samples.shape[-1]))
        return whole.reshape(len(samples), 1, frames, FRAME).square().mean(3).sqrt()

    def forward(self, features: torch.Tensor) -> Output:
        strong = self.layer(features).sigmoid().transpose(1, 2)
        weak = strong.amax(1)
        if self.extra:  # as networks with strides do: some frames more, or fewer, than the sound has
            strong = functional.pad(strong, (0, 0, 0, self.extra))
        return Output(strong, weak)

    def feature_frequencies_hz(self) -> list[float]:
        return [1000.0]


class Broken(Level):
    def forward(self, features: torch.Tensor) -> Output:
        strong, weak = super().forward(features)
        return Output(strong * float("nan"), weak)


class Foreign(Level):
    """Calls NumPy, which no tracing can follow: its graph would always answer the same."""

    def forward(self, features: torch.Tensor) -> Output:
        return super().forward(torch.from_numpy(np.array(features.numpy())))


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {name: f"tests.core.detect.doubles:{name.capitalize()}" for name in ("level", "broken", "foreign")}
    monkeypatch.setattr(registry, "ARCHITECTURES", {**registry.ARCHITECTURES, **here})


def loud_level(folder: Path, name: str = "level", architecture: str = "level",
               decoding: dict[str, object] | None = None, **settings: object) -> registry.Entry:
    """A model in which the first class is above 0.5 where the sound is above 0.1, and the others hardly ever are."""
    card = Card(id=name, title="Level", task="events", architecture=architecture, settings=settings, classes=CLASSES,
                parameters=18, licence="CC0-1.0", decoding=decoding or {})
    network = registry.build(card)
    with torch.no_grad():
        layer = network.layer
        assert isinstance(layer, nn.Conv1d)
        layer.weight.copy_(torch.tensor([[[1.0, 2, 20, 2, 1]], [[-1.0, 0, -9, 0, -1]], [[-1.0, 0, 3, 0, -1]]]))
        assert layer.bias is not None
        layer.bias.copy_(torch.tensor([-2.6, -1.0, -1.0]))
    folder.mkdir(parents=True, exist_ok=True)
    save_file(network.state_dict(), folder / "weights.safetensors")
    write_card(folder, card)
    return registry.Entry(card, folder, embedded=False)


def bursts(length_s: float, at: list[tuple[float, float]], rate_hz: int = RATE_HZ, seed: int = 0) -> np.ndarray:
    """Faint noise, and loud noise from each onset to its offset."""
    sound = np.random.default_rng(seed).normal(0, 0.003, round(length_s * rate_hz))
    for onset_s, offset_s in at:
        first, end = round(onset_s * rate_hz), round(offset_s * rate_hz)
        sound[first:end] += np.random.default_rng(1).normal(0, 0.3, end - first)
    return sound.clip(-1, 1).astype(np.float32)


def wav(path: Path, samples: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return path
