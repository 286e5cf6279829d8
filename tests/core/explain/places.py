"""Where a cell of a layer really looks, found without its strides: the middle of what in the features moves it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from core.models.detector import Detector
from core.models.map_layer import MapLayer

PASSED = (nn.BatchNorm2d, nn.ReLU, nn.ReLU6, nn.Hardswish)


def make_even(network: nn.Module) -> None:
    """All weights of a convolution alike and positive, and no norm or activation in the way: what a cell sees is as
    strong on either side of it."""
    for module in list(network.modules()):
        for name, part in list(module.named_children()):
            if isinstance(part, PASSED):
                setattr(module, name, nn.Identity())
            elif isinstance(part, nn.MaxPool2d):
                setattr(module, name, nn.AvgPool2d(part.kernel_size))
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Linear):  # what weighs channels by the whole map
                module.weight.zero_()
            elif isinstance(module, nn.Conv2d):
                module.weight.fill_(1.0 / module.weight[0].numel())
                if module.bias is not None:
                    module.bias.zero_()


def middle_of(network: Detector, layer: MapLayer, features: torch.Tensor, plane: Callable[[torch.Tensor], torch.Tensor],
              row: int, column: int) -> tuple[float, float]:
    """(band, frame), as the weighed mean of the slopes of one cell by the features; `plane` -> (bands, frames)."""
    found: list[torch.Tensor] = []
    handle = layer.module.register_forward_hook(lambda _module, _given, output: found.append(output))
    try:
        leaf = features.clone().requires_grad_(True)
        network(leaf)
    finally:
        handle.remove()
    cell = layer.arrange(found[0])[0, :, row, column].sum()
    (slope,) = torch.autograd.grad(cell, leaf)
    weights = plane(slope).abs().double()
    bands, frames = torch.arange(weights.shape[0]), torch.arange(weights.shape[1])
    return (float((weights.sum(1) * bands).sum() / weights.sum()),
            float((weights.sum(0) * frames).sum() / weights.sum()))
