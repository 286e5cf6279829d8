"""A detector so small that its gradients can be written down: each frame is judged by a weighted sum of its bands."""

import torch

from core.models.detector import Detector, Output

RATE_HZ, HOP, BANDS = 8000, 80, 24


class Listener(Detector):
    """Features are log energies of equal bands; `order` puts their axes as asked, `padded` appends empty frames."""

    def __init__(self, weights: torch.Tensor, order: str = "tf", padded: int = 0) -> None:
        super().__init__()
        self.rate_hz, self.frame_s, self.window_s = RATE_HZ, HOP / RATE_HZ, 2.0
        self.n_classes, self.order, self.padded = len(weights), order, padded
        self.weights = torch.nn.Parameter(weights)
        self.dropout = torch.nn.Dropout(0.5)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        frames = samples[:, : samples.shape[1] // HOP * HOP].reshape(len(samples), -1, HOP)
        power = torch.fft.rfft(frames).abs().square()[..., 1 : 1 + BANDS]
        plane = (power + 1e-6).log()
        plane = torch.nn.functional.pad(plane, (0, 0, 0, self.padded))
        return {"tf": plane, "ft": plane.transpose(1, 2), "ctf": plane[:, None]}[self.order]

    def forward(self, features: torch.Tensor) -> Output:
        plane = {"tf": features, "ft": features.transpose(1, 2), "ctf": features.flatten(0, 1)}[self.order]
        strong = torch.sigmoid(self.dropout(plane) @ self.weights.T)
        return Output(strong, strong.max(dim=1).values)

    def feature_frequencies_hz(self) -> list[float]:
        return [(1 + band) * RATE_HZ / HOP for band in range(BANDS)]


def bands_of(*numbers: int, weight: float = 0.02) -> torch.Tensor:
    """Weights that hear these bands only."""
    row = torch.zeros(BANDS)
    row[list(numbers)] = weight
    return row
