"""From probabilities of frames to those of the clip: the ways that published systems pool over time."""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import nn

from core.errors import ModelError

PoolingName = Literal["max", "mean", "linear_softmax", "exp_softmax", "attention"]
LEAST = 1e-7


class Pooling(nn.Module):
    """`attention` learns which frames count for which class from what the frames were judged by."""

    def __init__(self, name: PoolingName, inputs: int, n_classes: int) -> None:
        """`inputs` is the width of the evidence that `attention` looks at."""
        super().__init__()
        if name not in get_args(PoolingName):
            raise ModelError(f"there is no pooling “{name}”; there are: {', '.join(get_args(PoolingName))}.")
        self.name = name
        self.attention = nn.Linear(inputs, n_classes) if name == "attention" else None

    def forward(self, frames: torch.Tensor, evidence: torch.Tensor, valid: torch.Tensor | None = None) -> torch.Tensor:
        """(batch, time, classes), (batch, time, inputs), (batch, time) of bool -> (batch, classes)"""
        present = torch.ones_like(frames[..., :1]) if valid is None else valid[..., None].to(frames)
        if self.name == "max":
            return (frames * present).amax(1)  # probabilities are never below 0
        weights = self._weights(frames, evidence) * present
        return ((frames * weights).sum(1) / weights.sum(1).clamp(min=LEAST)).clamp(LEAST, 1.0)

    def _weights(self, frames: torch.Tensor, evidence: torch.Tensor) -> torch.Tensor:
        if self.name == "linear_softmax":
            return frames
        if self.name == "exp_softmax":
            return frames.exp()
        if self.attention is not None:
            attention: torch.Tensor = self.attention(evidence).softmax(-1)
            return attention.clamp(min=LEAST)
        return torch.ones_like(frames)
