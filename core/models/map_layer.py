"""Where in a network its maps of activation are, and where in the sound each cell of such a map lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn


def as_it_is(values: torch.Tensor) -> torch.Tensor:
    return values


@dataclass(frozen=True, slots=True, eq=False)
class MapLayer:
    """Cell (row i, column j) is centred on feature band `first_band + i * bands` and on feature frame
    `first_frame + j * frames`, both counted in cells of the features: by its strides and paddings, never by stretching.
    """

    name: str
    module: nn.Module  # its output is read
    frames: float  # of the features from column to column
    bands: float  # of the features from row to row
    first_frame: float = 0.0
    first_band: float = 0.0
    arrange: Callable[[torch.Tensor], torch.Tensor] = as_it_is  # its output -> (batch, channels, rows, columns)
    first_frame_by_length: Callable[[int], float] | None = None  # where paddings depend on how many frames there are

    def first_frame_of(self, frames: int) -> float:
        """`first_frame` for features of so many frames; the field itself is for those of the network's window."""
        return self.first_frame if self.first_frame_by_length is None else float(self.first_frame_by_length(frames))
