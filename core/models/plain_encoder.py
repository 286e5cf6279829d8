"""A picture encoder whose places see little more than themselves: a few convolutions, each of half the resolution.

For small pictures and worlds that are learnt from nothing; every place of a ResNet sees the whole of a small picture.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from core.errors import ModelError
from core.models import resnet

FINE_STAGES, COARSE_STAGES = 4, 5  # steps of 16 and of 32 pixels; places see 31 and 63


class PlainEncoder(nn.Module):
    """(batch, 3, height, width) -> (batch, `channels`, height / 16, width / 16), or / 32 where it is `coarse`."""

    def __init__(self, width: int, coarse: bool) -> None:
        super().__init__()
        stages = COARSE_STAGES if coarse else FINE_STAGES
        wide = [3, *(min(2**stage, resnet.WIDENING) * width for stage in range(stages))]
        self.channels = wide[-1]
        self.stages = nn.Sequential(*(_stage(inputs, out) for inputs, out in pairwise(wide)))
        resnet.start_at_random(self)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.stages(pictures)
        return found

    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        raise ModelError("there are no ImageNet weights for the plain picture encoder; leave network.start empty.")


def _stage(inputs: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, out, 3, 2, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())
