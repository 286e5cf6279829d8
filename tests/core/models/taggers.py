"""Taggers of a person's own, as files: ONNX graphs and scripts whose scores can be reckoned by hand."""

from pathlib import Path

import torch
from torch import nn

RATE_HZ = 1000


class Levels(nn.Module):
    """How loud a clip is on the whole, and one minus that."""

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        level = samples.abs().mean(-1, keepdim=True)
        return torch.cat([level, 1.0 - level], dim=-1)


class Steps(nn.Module):
    """How loud each fifth of a clip of 500 samples is, and one minus that."""

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        level = samples.reshape(-1, 5, 100).abs().mean(-1, keepdim=True)
        return torch.cat([level, 1.0 - level], dim=-1)


class Logits(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor([40.0, -40.0]))

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        return (samples.abs().mean(-1, keepdim=True) - 0.5) * self.scale


def script(network: nn.Module, path: Path) -> Path:
    torch.jit.script(network).save(str(path))
    return path


def graph(network: nn.Module, path: Path, free: bool = True, samples: int = 500) -> Path:
    """Of any number of clips, or of one only; of `samples` samples."""
    torch.onnx.export(network, (torch.zeros(1, samples),), path, input_names=["sound"], output_names=["scores"],
                      dynamic_axes={"sound": {0: "clips"}, "scores": {0: "clips"}} if free else None,
                      opset_version=17, dynamo=False)
    return path
