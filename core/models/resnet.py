"""ResNet-18 without its classifier (He et al., CVPR 2016), for pictures and for spectra.

Written to the names of torchvision's weights, so that what others trained fits.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from core.errors import ModelError

WIDTH = 64  # of the first stage, as published
WIDENING = 8  # of the last stage over the first
LAST = WIDENING * WIDTH
CLASSIFIER = "fc."  # of the published weights; not needed here


class Block(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, inputs: int, out: int, stride: int, dilations: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        first, second = dilations
        self.conv1 = nn.Conv2d(inputs, out, 3, stride, first, dilation=first, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, second, dilation=second, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample: nn.Sequential | None = None
        if inputs != out:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        found = functional.relu(self.bn1(self.conv1(maps)))
        found = self.bn2(self.conv2(found))
        return functional.relu(found + (maps if self.downsample is None else self.downsample(maps)))


class ResNet18(nn.Module):
    """(batch, channels, height, width) -> (batch, 512, height / 32, width / 32); `dilated` keeps the step of the last
    stage but one, 16, and looks as far around with holes between: the same weights, twice the resolution. `width` is of
    the first stage."""

    def __init__(self, channels: int = 3, dilated: bool = False, width: int = WIDTH) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = _stage(width, width, 1)
        self.layer2 = _stage(width, 2 * width, 2)
        self.layer3 = _stage(2 * width, 4 * width, 2)
        self.layer4 = _stage(4 * width, WIDENING * width, 2, dilated)
        start_at_random(self)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        maps = self.maxpool(functional.relu(self.bn1(self.conv1(pictures))))
        found: torch.Tensor = self.layer4(self.layer3(self.layer2(self.layer1(maps))))
        return found

    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        """ImageNet weights by their published names. Raises `ModelError`."""
        own = self.state_dict()
        taken = {name: values for name, values in state.items() if not name.startswith(CLASSIFIER)}
        wrong = [name for name in own if name not in taken or taken[name].shape != own[name].shape]
        if wrong:
            raise ModelError(f"these are no weights of ResNet-18: “{wrong[0]}” is missing or of another size.")
        self.load_state_dict({name: taken[name] for name in own})


def start_at_random(network: nn.Module, spread: float = 0.0) -> None:
    """Convolutions as He et al. begin; the weights of norms at 1, give or take `spread`."""
    for part in network.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(part, nn.BatchNorm2d):
            nn.init.normal_(part.weight, 1.0, spread)
            nn.init.zeros_(part.bias)


def _stage(inputs: int, out: int, stride: int, dilated: bool = False) -> nn.Sequential:
    """A stage that is dilated reads its own first step without holes: the step before it is still the old one."""
    first = Block(inputs, out, 1, (1, 2)) if dilated else Block(inputs, out, stride)
    return nn.Sequential(first, Block(out, out, 1, (2, 2) if dilated else (1, 1)))
