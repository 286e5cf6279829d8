"""How a network's features lie: where their bands are, and how much one decibel of a band's power is on their scale."""

from __future__ import annotations

import math

import torch

from core.models.ast_layers import AstDetector
from core.models.crnn import Crnn
from core.models.detector import Detector

POWER, MAGNITUDE = math.log(10.0) / 10.0, math.log(10.0) / 20.0  # one decibel in natural logarithms
AST_SCALE, EFFICIENT_AT_SCALE = 2.0 * 4.5689974, 5.0  # what their logarithms are divided by


def band_axis(features: torch.Tensor, network: Detector) -> int:
    """The last axis that has as many entries as there are bands."""
    bands = len(network.feature_frequencies_hz())
    return features.ndim - 1 - list(reversed(features.shape)).index(bands)


def per_db(network: Detector) -> torch.Tensor:
    """One number, or one for each band."""
    if isinstance(network, Crnn):
        return MAGNITUDE / network.statistics.std
    scale = AST_SCALE if isinstance(network, AstDetector) else EFFICIENT_AT_SCALE
    return torch.tensor(POWER / scale)
