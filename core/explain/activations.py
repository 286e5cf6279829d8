"""The maps inside a network and how a class moves with them, from one pass forward and one back.

The graph of gradients begins at the first layer that is read: what lies before it is computed without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from core.errors import ModelError
from core.explain.feature_plane import check_gradient

if TYPE_CHECKING:
    from torch import nn

    from core.models.map_layer import MapLayer


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Of one layer, (channels, rows, columns)."""

    maps: torch.Tensor
    gradients: torch.Tensor


def read(layers: Sequence[MapLayer], ask: Callable[[], torch.Tensor]) -> list[Reading]:
    """`ask` runs the network over one sound and gives the logit. Hooks are gone afterwards, whatever happens."""
    with _heard(layers) as found:
        logit = ask()
    for layer, output in zip(layers, found, strict=True):
        if output is None:
            raise ModelError(f"the layer “{layer.name}” takes no part in this model's judgement: choose another.")
    outputs = [output for output in found if output is not None]
    check_gradient(logit)
    gradients = torch.autograd.grad(logit, outputs, allow_unused=True)
    return [_arranged(layer, output, gradient)
            for layer, output, gradient in zip(layers, outputs, gradients, strict=True)]


@contextmanager
def _heard(layers: Sequence[MapLayer]) -> Iterator[list[torch.Tensor | None]]:
    found: list[torch.Tensor | None] = [None] * len(layers)

    def hook(place: int) -> Callable[[nn.Module, Any, torch.Tensor], torch.Tensor]:
        def heard(_module: nn.Module, _given: Any, output: torch.Tensor) -> torch.Tensor:
            found[place] = output if output.requires_grad else output.detach().requires_grad_(True)
            return found[place].clone()  # type: ignore[union-attr]  # what follows may write into what it is given
        return heard

    handles = []
    try:
        for place, layer in enumerate(layers):
            handles.append(layer.module.register_forward_hook(hook(place)))
        yield found
    finally:
        for handle in handles:
            handle.remove()


def _arranged(layer: MapLayer, output: torch.Tensor, gradient: torch.Tensor | None) -> Reading:
    """Where a layer has no part in what was asked, nothing moves with it."""
    slope = torch.zeros_like(output) if gradient is None else gradient
    return Reading(layer.arrange(output.detach())[0], layer.arrange(slope)[0])
