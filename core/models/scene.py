"""The scene classifier of McDonnell and Gao (DCASE 2019, task 1): low and high bands by networks of their own.

Paddings are TensorFlow's, so that the authors' weights give their scores, and so that it is known to the frame which
sound each column of its maps has heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import nn
from torch.nn import functional

from core.errors import ModelError
from core.features.delta_mel import LOST_FRAMES, DeltaMel
from core.models.detector import Detector, Output
from core.models.map_layer import MapLayer

BN_EPS, BN_MOMENTUM = 1e-3, 0.01
RATES_HZ = {1: 44_100, 2: 48_000}  # of the published networks, by channels
BLOCKS = 2  # in a stack
WIDTHS = (24, 48, 96, 192)


class SceneNet(Detector):
    """Features are (batch, 3 * channels, bands, frames) of any number of frames. The last maps tell for each band and
    each column of time how much they speak for each class; the clip's logits are their mean."""

    any_length = True
    one_of_many = True

    def __init__(self, n_classes: int, channels: int = 2, widths: Sequence[int] = WIDTHS, wide: int = 768,
                 rate_hz: int | None = None, n_mels: int = 128, window_s: float = 10.0) -> None:
        """`widths` are the filters of each path's stacks: the first has that of the stem, each later one halves time;
        `wide` is that of the layer over both paths."""
        super().__init__()
        if channels not in RATES_HZ or n_mels < 2 or n_mels % 2 or not widths or sorted(widths) != list(widths):
            raise ModelError("a scene network takes one or two channels, an even number of bands, and widths of which "
                             "none is smaller than the one before.")
        self.n_classes, self.channels, self.window_s = n_classes, channels, window_s
        self.rate_hz = rate_hz or RATES_HZ[channels]
        self.front = DeltaMel(self.rate_hz, n_mels)
        self.halvings = len(widths)
        self.frame_s = 2**self.halvings * self.front.hop_samples / self.rate_hz
        self.stem = Twin(partial(_stem, 3 * channels, widths[0]))
        befores = [widths[0], *widths[:-1]]
        self.stacks = nn.ModuleList(Twin(partial(_stack, before, width, 2 if number else 1))
                                    for number, (before, width) in enumerate(zip(befores, widths, strict=True)))
        self.norm, self.activation = _norm(widths[-1]), nn.ReLU()
        self.wide, self.wide_norm = nn.Conv2d(widths[-1], wide, 1, bias=False), _norm(wide)
        self.judge, self.judge_norm = nn.Conv2d(wide, n_classes, 1, bias=False), _norm(n_classes)
        self.apply(_initialise)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.front(samples if self.channels > 1 else samples[:, None])
        return found

    def forward(self, features: torch.Tensor) -> Output:
        return self.probabilities(self.evidence(features))

    def evidence(self, features: torch.Tensor) -> Output:
        """What stands before the softmax. A frame lies between two columns, which are centred on its ends."""
        maps = self.maps(features)
        return Output(self._framed(maps.mean(2).transpose(1, 2), features.shape[-1]), maps.mean((2, 3)))

    def probabilities(self, evidence: Output) -> Output:
        return Output(evidence.strong.softmax(-1), evidence.weak.softmax(-1))

    def maps(self, features: torch.Tensor) -> torch.Tensor:
        """(batch, classes, bands, columns): the logits are the means of these."""
        maps = self.stem(features)
        for stack in self.stacks:
            maps = stack(maps)
        maps = self.wide_norm(self.wide(self.activation(self.norm(maps))))
        judged: torch.Tensor = self.judge_norm(self.judge(maps))
        return judged

    def feature_clock(self) -> tuple[float, float]:
        step_s = self.front.hop_samples / self.rate_hz
        return LOST_FRAMES * step_s, step_s

    def feature_frequencies_hz(self) -> list[float]:
        return self.front.frequencies_hz

    def layers(self) -> tuple[MapLayer, ...]:
        all_of_it = self.halvings
        found = [self._layer("wide", self.wide, all_of_it), self._layer("fused", self.activation, all_of_it),
                 self._layer("classes", self.judge_norm, all_of_it),
                 self._layer("last stack", self.stacks[-1], all_of_it)]
        for number in reversed(range(1, len(self.stacks) - 1)):
            found.append(self._layer(f"stack {number}", self.stacks[number], number + 1))
        return tuple(found)

    def _layer(self, name: str, module: nn.Module, halvings: int) -> MapLayer:
        window_frames = round(self.window_s * self.rate_hz) // self.front.hop_samples + 1 - 2 * LOST_FRAMES
        first = partial(first_centre, halvings=halvings)
        return MapLayer(name, module, frames=2.0**halvings, bands=1.0, first_frame=float(first(window_frames)),
                        first_frame_by_length=first)

    def _framed(self, columns: torch.Tensor, frames: int) -> torch.Tensor:
        """(batch, columns, classes) -> (batch, frames of the output, classes), read where the frames' middles are."""
        step = 2**self.halvings
        count = (frames + 2 * LOST_FRAMES - 1 + step - 1) // step
        middles = torch.arange(count, device=columns.device) + 0.5
        places = middles - (LOST_FRAMES + first_centre(frames, self.halvings)) / step
        last = columns.shape[1] - 1
        places = places.clamp(min=0).clamp(max=last)
        before = places.floor()
        index, share = before.long(), (places - before).to(columns.dtype)[:, None]
        return torch.lerp(columns[:, index], columns[:, (index + 1).clamp(max=last)], share)


class Twin(nn.Module):
    """One network for the lower half of the bands and another of the same make for the upper half."""

    def __init__(self, make: Callable[[], nn.Module]) -> None:
        super().__init__()
        self.low, self.high = make(), make()

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        half = maps.shape[2] // 2
        return torch.cat([self.low(maps[:, :, :half]), self.high(maps[:, :, half:])], dim=2)


class Block(nn.Module):
    """Norm, activation and convolution twice, beside what came in; nothing follows the sum."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = _norm(inputs), SameConv(inputs, outputs, stride)
        self.norm2, self.conv2 = _norm(outputs), SameConv(outputs, outputs, 1)
        self.stride, self.added = stride, outputs - inputs

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.conv1(functional.relu(self.norm1(maps)))
        found = self.conv2(functional.relu(self.norm2(found)))
        beside = maps if self.stride == 1 else pooled(maps)
        if not self.added:
            return found + beside
        return torch.cat([found[:, : -self.added] + beside, found[:, -self.added :]], dim=1)


class SameConv(nn.Conv2d):
    """3 × 3, padded as TensorFlow's “same”; only time is strided."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__(inputs, outputs, 3, (1, stride), padding=1 if stride == 1 else (1, 0), bias=False)

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = super().forward(maps if self.stride[1] == 1 else halvable(maps))
        return found


def pooled(maps: torch.Tensor) -> torch.Tensor:
    """The mean of 3 × 3 cells, every second column; cells outside do not count."""
    means = functional.avg_pool2d(halvable(maps), 3, (1, 2), (1, 0))
    return means / functional.avg_pool2d(halvable(torch.ones_like(maps[:1, :1])), 3, (1, 2), (1, 0))


def halvable(maps: torch.Tensor) -> torch.Tensor:
    """A column of zeros on the right, and one on the left of an odd number. (No padding of torch's does: of one whose
    width follows the sound, ONNX forgets how many channels it leaves.)"""
    zeros = torch.zeros_like(maps[..., :1])
    return torch.cat([zeros, maps, zeros], dim=3)[..., 1 - maps.shape[-1] % 2 :]


def first_centre(frames: int, halvings: int) -> int:
    """The frame of so many on which column 0 is centred after time was halved so often: an even length is padded on
    its right only, and then each column sees one frame later."""
    centre = 0
    for halving in range(halvings):
        centre = centre + (1 - frames % 2) * 2**halving
        frames = (frames + 1) // 2
    return centre


def _stem(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.BatchNorm2d(inputs, BN_EPS, BN_MOMENTUM), SameConv(inputs, outputs, 2))


def _stack(inputs: int, outputs: int, stride: int) -> nn.Module:
    first = Block(inputs, outputs, stride)
    return nn.Sequential(first, *(Block(outputs, outputs, 1) for _ in range(BLOCKS - 1)))


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, BN_EPS, BN_MOMENTUM, affine=False)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
