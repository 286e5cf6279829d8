"""EfficientAT: MobileNetV3 taggers distilled from transformers on AudioSet (Schmid et al., ICASSP 2023).

Written to the published checkpoint's names, so that `mn04_as_mAP_432.pt` loads; also the teacher of our detector.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from core.features.kaldi import EfficientAtMel
from core.models.detector import Detector, Output
from core.models.map_layer import MapLayer


@dataclass(frozen=True, slots=True)
class _Row:
    """One inverted bottleneck of MobileNetV3-Large, before the width is scaled."""

    kernel: int
    expanded: int
    out: int
    attention: bool
    hard_swish: bool
    stride: int


ROWS = (
    _Row(3, 16, 16, False, False, 1),
    _Row(3, 64, 24, False, False, 2),
    _Row(3, 72, 24, False, False, 1),
    _Row(5, 72, 40, True, False, 2),
    _Row(5, 120, 40, True, False, 1),
    _Row(5, 120, 40, True, False, 1),
    _Row(3, 240, 80, False, True, 2),
    _Row(3, 200, 80, False, True, 1),
    _Row(3, 184, 80, False, True, 1),
    _Row(3, 184, 80, False, True, 1),
    _Row(3, 480, 112, True, True, 1),
    _Row(3, 672, 112, True, True, 1),
    _Row(5, 672, 160, True, True, 2),
    _Row(5, 960, 160, True, True, 1),
    _Row(5, 960, 160, True, True, 1),
)
READ_AFTER = (3, 6, 12, 15)  # rows after which a stride follows, and the last: where maps of evidence are read
STEM, LAST_FACTOR, HIDDEN = 16, 6, 1280
BN_EPS, BN_MOMENTUM = 1e-3, 0.01


def scaled(channels: float, divisor: int = 8) -> int:
    """A multiple of `divisor`, never more than a tenth below."""
    found = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return found + divisor if found < 0.9 * channels else found


def _conv(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1,
          activation: type[nn.Module] | None = None) -> nn.Sequential:
    parts: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=BN_EPS, momentum=BN_MOMENTUM),
    ]
    return nn.Sequential(*parts, *([activation(inplace=True)] if activation else []))


class _Squeeze(nn.Module):
    """Weighs the channels by what the whole map holds."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels, squeezed)
        self.fc2 = nn.Linear(squeezed, channels)

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        weights = self.fc2(functional.relu(self.fc1(maps.mean((2, 3)))))
        return maps * functional.hardsigmoid(weights)[:, :, None, None]


class _Attention(nn.Module):
    """The published code keeps its attention in a list; only the channel one is used."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.conc_se_layers = nn.ModuleList([_Squeeze(channels, squeezed)])

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.conc_se_layers[0](maps)
        return out


class _Bottleneck(nn.Module):
    def __init__(self, row: _Row, inputs: int, width: float) -> None:
        super().__init__()
        expanded, out = scaled(row.expanded * width), scaled(row.out * width)
        activation = nn.Hardswish if row.hard_swish else nn.ReLU
        parts: list[nn.Module] = []
        if expanded != inputs:
            parts.append(_conv(inputs, expanded, activation=activation))
        parts.append(_conv(expanded, expanded, row.kernel, row.stride, expanded, activation))
        if row.attention:
            parts.append(_Attention(expanded, scaled(expanded // 4)))
        parts.append(_conv(expanded, out))
        self.block = nn.Sequential(*parts)
        self.same = row.stride == 1 and inputs == out

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.block(maps)
        return out + maps if self.same else out


class EfficientAt(Detector):
    """The clip's probabilities as published, and the same classifier on its features averaged over `smooth` steps."""

    rate_hz = EfficientAtMel.rate_hz
    frame_s = 0.32
    window_s = 10.0

    def __init__(self, n_classes: int = 527, width: float = 0.4, smooth: int = 11) -> None:
        super().__init__()
        self.n_classes, self.smooth = n_classes, smooth
        stem = scaled(STEM * width)
        layers: list[nn.Module] = [_conv(1, stem, 3, 2, activation=nn.Hardswish)]
        channels = stem
        for row in ROWS:
            layers.append(_Bottleneck(row, channels, width))
            channels = scaled(row.out * width)
        self.map_channels = LAST_FACTOR * channels
        layers.append(_conv(channels, self.map_channels, activation=nn.Hardswish))
        self.features_front = EfficientAtMel()
        self.body = nn.Sequential(*layers)
        hidden = scaled(HIDDEN * width)
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(self.map_channels, hidden), nn.Hardswish(),
            nn.Dropout(0.2), nn.Linear(hidden, n_classes),
        )

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.features_front(samples)
        return out

    def maps(self, features: torch.Tensor) -> torch.Tensor:
        """(batch, bands, frames) -> (batch, channels, bands / 32, frames / 32)"""
        out: torch.Tensor = self.body(features[:, None])
        return out

    def forward(self, features: torch.Tensor) -> Output:
        return self.probabilities(self.evidence(features))

    def evidence(self, features: torch.Tensor) -> Output:
        maps = self.maps(features)
        steps = functional.avg_pool1d(maps.mean(2), self.smooth, 1, self.smooth // 2, count_include_pad=False)
        return Output(self.classify(steps.transpose(1, 2)), self.classify(maps.mean((2, 3))))

    def feature_clock(self) -> tuple[float, float]:
        return 0.0, self.features_front.hop / self.rate_hz

    def layers(self) -> tuple[MapLayer, ...]:
        """Paddings are even on both sides, so the first cell is centred on the first band and the first frame."""
        found, stride = {}, 2.0
        for number, row in enumerate(ROWS, 1):
            stride *= row.stride
            found[number] = MapLayer(f"block {number}", self.body[number], stride, stride)
        last = MapLayer("last", self.body[-1], stride, stride)
        return (last, *(found[number] for number in reversed(READ_AFTER)))

    def classify(self, pooled: torch.Tensor) -> torch.Tensor:
        """(…, channels) -> (…, classes), logits"""
        out: torch.Tensor = self.classifier[5](self.classifier[3](self.classifier[2](pooled)))
        return out

    def feature_frequencies_hz(self) -> list[float]:
        return self.features_front.centres_hz()


def from_published(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The published names as ours: there, `features` are the layers."""
    return {f"body.{name[9:]}" if name.startswith("features.") else name: value for name, value in state.items()}


def published_name(name: str) -> str:
    """Ours as in the published file."""
    return f"features.{name[5:]}" if name.startswith("body.") else name
