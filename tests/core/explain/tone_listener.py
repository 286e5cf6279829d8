"""A network whose evidence is known: it hears one band of its features and nothing else."""

import torch
from torch import nn

from core.models.detector import Output
from core.models.map_layer import MapLayer
from tests.core.explain.listener import BANDS, Listener, bands_of

BAND, STRIDE = 9, 4


class Maps(nn.Module):
    """The means of four frames at a time: the first map has the tone's band alone, the second one all others."""

    def __init__(self) -> None:
        super().__init__()
        self.means = nn.Conv2d(1, 1, (1, STRIDE), (1, STRIDE), bias=False)
        with torch.no_grad():
            self.means.weight.fill_(1.0 / STRIDE)
        own = torch.zeros(BANDS, 1)
        own[BAND] = 1.0
        self.register_buffer("shares", torch.stack([own, 1.0 - own]))

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.means(planes) * self.shares
        return found


class ToneListener(Listener):
    """The logit is the mean of the first map, so its slope is the same everywhere."""

    def __init__(self, weight: float = 1.0) -> None:
        super().__init__(torch.stack([bands_of(BAND)]))
        self.maps, self.weight = Maps(), weight

    def forward(self, features: torch.Tensor) -> Output:
        return self.probabilities(self.evidence(features))

    def evidence(self, features: torch.Tensor) -> Output:
        maps = self.maps(torch.relu(features[:, None].transpose(2, 3) + 8.0))  # (batch, 2, bands, columns)
        strong = (self.weight * maps[:, 0].sum(1) / 8.0 - 1.0).repeat_interleave(STRIDE, dim=1)[..., None]
        return Output(strong, strong.mean(1))

    def layers(self) -> tuple[MapLayer, ...]:
        return (MapLayer("maps", self.maps, STRIDE, 1.0, (STRIDE - 1) / 2, 0.0),)
