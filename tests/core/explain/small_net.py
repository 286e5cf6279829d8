"""A network that is all formula, no chance: what another library said of it can be kept as numbers."""

import torch
from torch import nn


class SmallNet(nn.Module):
    """Two convolutions with curves between them, and a product at the end: slopes differ from place to place."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.read = nn.Conv2d(1, 3, 3, padding=1), nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.judge = nn.Linear(4, 2)
        with torch.no_grad():
            for number, values in enumerate(self.parameters()):
                count = torch.arange(values.numel(), dtype=torch.float64)
                values.copy_(torch.sin(1.7 * count + number).reshape(values.shape) * 0.5)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        maps = torch.tanh(self.read(torch.tanh(self.first(pictures))))
        logits: torch.Tensor = self.judge((maps * maps.roll(1, dims=1)).mean((2, 3)) + maps.amax((2, 3)))
        return logits


def picture() -> torch.Tensor:
    return torch.cos(0.37 * torch.arange(48, dtype=torch.float32)).reshape(1, 1, 6, 8)
