"""Frozen classifiers of ImageNet's thousand classes, from weights that are at hand: they say what pictures show.

The one that comes with a package may look at smaller pictures, and errs more then: a classifier of another accuracy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from core.errors import ModelError
from core.models.checkpoint import read_tensors
from core.models.efficientnet import BN_EPS, LAST, PIXEL_MEAN, PIXEL_SPREAD, EfficientNetLite0, imagenet_weights
from core.models.resnet import CLASSIFIER, ResNet18
from core.models.slavc import IMAGENET_MEAN, IMAGENET_SPREAD

NAME = "imagenet"
SIDE_PX, LEAST_PX = 224, 32
WIDE = 1280  # channels before the classifier of EfficientNet-Lite0


class Classifier(nn.Module):
    """(batch, 3, side, side) from 0 to 1 -> logits (batch, classes). `mark` changes with its weights and settings."""

    mean: torch.Tensor
    spread: torch.Tensor

    def __init__(self, body: nn.Module, head: nn.Module, classes: int, side_px: int,
                 mean: Sequence[float] = IMAGENET_MEAN, spread: Sequence[float] = IMAGENET_SPREAD) -> None:
        super().__init__()
        self.body, self.head, self.classes, self.side_px = body, head, classes, side_px
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.register_buffer("spread", torch.tensor(spread)[:, None, None])
        self.mark = ""

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        if pictures.shape[-1] != self.side_px:
            size = (self.side_px, self.side_px)
            pictures = functional.interpolate(pictures, size, mode="bicubic", antialias=True).clamp(0.0, 1.0)
        found: torch.Tensor = self.head(self.body((pictures - self.mean) / self.spread))
        return found


def classifier_named(name: str) -> Classifier:
    """`imagenet`, `imagenet@128` at another size, or the file of a whole ResNet-18. Raises `ModelError`."""
    kind, _, size = name.partition("@")
    if kind == NAME:
        made = _lite0(_side(size, name))
    elif Path(name).is_file():
        made = _resnet18(Path(name))
    else:
        raise ModelError(f"there is no classifier of pictures “{name}”: it is {NAME}, {NAME}@ with a size in pixels, "
                         "labels, or a file with the weights of a ResNet-18.")
    digest = hashlib.sha256(str(made.side_px).encode())
    for values in made.state_dict().values():
        digest.update(values.numpy().tobytes())
    made.mark = digest.hexdigest()
    return made.eval().requires_grad_(False)


def _lite0(side_px: int) -> Classifier:
    weights = imagenet_weights()
    body = EfficientNetLite0()
    body.start_from(weights)
    conv, norm = nn.Conv2d(LAST, WIDE, 1, bias=False), nn.BatchNorm2d(WIDE, BN_EPS)
    linear = nn.Linear(WIDE, len(weights["_fc.bias"]))
    for part, name in ((conv, "_conv_head"), (norm, "_bn1"), (linear, "_fc")):
        part.load_state_dict({key.removeprefix(f"{name}."): values for key, values in weights.items()
                              if key.startswith(f"{name}.")})
    head = nn.Sequential(conv, norm, nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), linear)
    return Classifier(body, head, linear.out_features, side_px, (PIXEL_MEAN,) * 3, (PIXEL_SPREAD,) * 3)


def _resnet18(path: Path) -> Classifier:
    weights = read_tensors(path)
    body = ResNet18()
    body.start_from(weights)
    weight, bias = weights.get(f"{CLASSIFIER}weight"), weights.get(f"{CLASSIFIER}bias")
    if weight is None or bias is None:
        raise ModelError(f"“{path}” has no classifier (“{CLASSIFIER}weight”): the whole ResNet-18 is needed.")
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    linear.load_state_dict({"weight": weight, "bias": bias})
    return Classifier(body, nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), linear), len(bias), SIDE_PX)


def _side(size: str, name: str) -> int:
    if not size:
        return SIDE_PX
    if not size.isdigit() or int(size) < LEAST_PX:
        raise ModelError(f"“{name}” names no size that the classifier can look at; {LEAST_PX} pixels are the least.")
    return int(size)
