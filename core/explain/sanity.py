"""Whether a map depends on what the model has learned: weights are made random from the end on, and maps compared.

A method whose map stays while the weights go shows the sound, not the model (Adebayo et al., 2018).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy.stats import spearmanr

from core.errors import ModelError
from core.explain.explanation import DEFAULT_METHOD, Layers, explain
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn

    from core.explain.heat_map import Target
    from core.explain.stretch import Stretch
    from core.models.detector import Detector


@dataclass(frozen=True, slots=True)
class Randomised:
    """After so many of the modules with weights were made random, the last of the network first."""

    modules: int
    deepest: str  # the one nearest to the sound
    correlation: float  # of ranks, with the map of the model as it is; 0 where the map has no order


def sanity(network: Detector, stretch: Stretch, target: Target, method: str = DEFAULT_METHOD, layer: Layers = None,
           stages: int = 6, seed: int = 0, progress: Progress | None = None, **settings: Any) -> list[Randomised]:
    """In about as many stages as asked. The network itself is not touched. Raises `ModelError`."""
    progress = progress or Silent()
    if not any(True for _ in network.parameters()):
        raise ModelError("This model has no weights that could be made random, as imported ONNX models have not.")
    copied = deepcopy(network)
    learned = [(name, module) for name, module in copied.named_modules() if list(module.parameters(recurse=False))]
    learned.reverse()
    ends = sorted({round(end) for end in np.linspace(0, len(learned), max(stages, 1) + 1)[1:]} - {0})
    whole = explain(copied, stretch, target, method, layer, **settings).raw
    random = torch.Generator().manual_seed(seed)
    found, done = [], 0
    for end in ends:
        progress.step(done, len(learned))
        for _, module in learned[done:end]:
            _scramble(module, random)
        done = end
        changed = explain(copied, stretch, target, method, layer, **settings).raw
        found.append(Randomised(done, learned[done - 1][0], rank_correlation(whole, changed)))
    return found


def rank_correlation(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Spearman's; 0 where one of the maps is the same everywhere."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(spearmanr(first, second, axis=None).statistic)


def _scramble(module: nn.Module, random: torch.Generator) -> None:
    """Each weight becomes one of a normal distribution with the mean and spread that they had together."""
    with torch.no_grad():
        for values in module.parameters(recurse=False):
            spread, mean = (values.std(), values.mean()) if values.numel() > 1 else (values.abs(), values.mean() * 0)
            noise = torch.randn(values.shape, generator=random).to(values)
            values.copy_(mean + spread * noise)
