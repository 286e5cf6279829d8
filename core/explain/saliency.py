"""Which part of what the model sees moved a class: gradients of its frames and of the clip, with respect to features.

The two differ where the clip is judged by its strongest frame: then only what that frame saw has a gradient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from core.explain.feature_plane import check_gradient, find_plane, leaf_of, untouched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.domain import TimeGrid
    from core.explain.stretch import Stretch
    from core.models.detector import Detector

Sign = Literal["both", "towards"]


@dataclass(frozen=True, slots=True, eq=False)
class Saliency:
    """Planes of (frames, bands) on the recording's clock. Gradients have a sign: below 0 speaks against the class."""

    grid: TimeGrid
    frequencies_hz: NDArray[np.float64]
    features: NDArray[np.float32]
    strong: NDArray[np.float32]  # of the sum of the class over all frames
    weak: NDArray[np.float32]  # of the class in the clip
    label: int
    clip: NDArray[np.float32]  # how sure the model is of each class in the stretch


def saliency(network: Detector, stretch: Stretch, label: int | None = None) -> Saliency:
    """Of the class with this number, or of that which the model is surest of. Raises `ModelError`."""
    with untouched(network):
        plane = find_plane(network)
        leaf = leaf_of(network, stretch.samples)
        output = network(leaf)
        check_gradient(output.strong)
        check_gradient(output.weak)
        clip: NDArray[np.float32] = output.weak[0].detach().float().cpu().numpy()
        chosen = int(clip.argmax()) if label is None else label
        (strong,) = torch.autograd.grad(output.strong[0, :, chosen].sum(), leaf, retain_graph=True)
        (weak,) = torch.autograd.grad(output.weak[0, chosen], leaf, allow_unused=False)
    features = plane.flat(leaf)
    grid = plane.grid(stretch.start_s, stretch.duration_s, len(features))
    kept = slice(0, grid.count)
    return Saliency(grid, plane.frequencies_hz, features[kept], plane.flat(strong)[kept], plane.flat(weak)[kept],
                    chosen, clip)


def strength(gradient: NDArray[np.float32], sign: Sign = "both") -> NDArray[np.float32]:
    """From 0 to 1 within the stretch: how much the class moves, or how much it rises (`towards`)."""
    return spread(np.abs(gradient) if sign == "both" else np.maximum(gradient, 0.0))


def spread(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Least to 0 and most to 1; a flat plane is 0."""
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return np.zeros_like(values)
    return (values - np.float32(low)) / np.float32(high - low)
