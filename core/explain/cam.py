"""The formulas of the Grad-CAM family: from maps and their gradients to one map of evidence.

Each takes (channels, rows, columns) twice and gives (rows, columns) before negative evidence is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray

Formula = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
Scaling = Literal["minmax", "max"]
SMALL = 1e-6  # against a division by nothing, as the authors of Grad-CAM++ have it


def grad_cam(maps: torch.Tensor, gradients: torch.Tensor) -> torch.Tensor:
    """Each channel weighs as much as the class moves with it on the whole (Selvaraju et al., 2017)."""
    return _weighed(maps, gradients.mean(dim=(1, 2)))


def grad_cam_plus_plus(maps: torch.Tensor, gradients: torch.Tensor) -> torch.Tensor:
    """Positive slopes weigh by how much each place is needed for the class (Chattopadhyay et al., 2018)."""
    squares = gradients.square()
    below = 2 * squares + maps.sum(dim=(1, 2), keepdim=True) * squares * gradients
    shares = torch.where(gradients != 0, squares / (below + SMALL), 0.0)
    return _weighed(maps, (shares * gradients.clamp(min=0)).sum(dim=(1, 2)))


def hires_cam(maps: torch.Tensor, gradients: torch.Tensor) -> torch.Tensor:
    """Each place by its own slope: what a linear rest of the network adds up (Draelos and Carin, 2020)."""
    return (maps * gradients).sum(dim=0)


def layer_cam(maps: torch.Tensor, gradients: torch.Tensor) -> torch.Tensor:
    """Each place by its own slope where that is positive: holds in early layers too (Jiang et al., 2021)."""
    return (maps * gradients.clamp(min=0)).sum(dim=0)


def _weighed(maps: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    return (weights[:, None, None] * maps).sum(dim=0)


FORMULAS: Mapping[str, Formula] = {
    "gradcam": grad_cam, "gradcam++": grad_cam_plus_plus, "hirescam": hires_cam, "layercam": layer_cam,
}


def scaled(raw: NDArray[np.float32], scaling: Scaling = "minmax") -> NDArray[np.float32]:
    """What speaks for the class, from 0 to 1. Where nothing does, 0 everywhere; the same everywhere is 1."""
    towards = np.maximum(raw, 0.0)
    highest = float(towards.max(initial=0.0))
    if not highest > 0.0:
        return np.zeros_like(raw)
    lowest = float(towards.min()) if scaling == "minmax" else 0.0
    if not highest > lowest:
        return np.ones_like(raw)
    found: NDArray[np.float32] = ((towards - np.float32(lowest)) / np.float32(highest - lowest)).astype(np.float32)
    return found
