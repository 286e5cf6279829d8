"""What every network that finds sounds in pictures can do, so that training, inference and the window know no other."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import nn

from core.errors import ModelError


class Locator(nn.Module, ABC):
    """Pictures and sounds become vectors of length 1; where they agree, there the sound comes from.

    A model may have several heads, whose cosines are averaged.
    """

    rate_hz: int  # of the mono sound it takes
    sound_s: float = 3.0
    picture_px: int = 224  # pictures are squares of this side
    exports_hearing: bool = True  # whether ONNX can say what it does with sound

    @abstractmethod
    def sight(self, pictures: torch.Tensor) -> torch.Tensor:
        """(batch, 3, side, side), RGB from 0 to 1 -> (batch, heads, dim, rows, columns), of length 1 along dim."""

    @abstractmethod
    def hearing(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, samples) in -1..1 -> (batch, heads, dim), of length 1 along dim."""

    def eye_mark(self) -> str:
        """Tells what `seen` depends on: models of the same mark see the same, so once is enough. Empty: nobody else's.

        A model that has a mark divides `sight` into `seen` and `sight_of`; likewise for the ear."""
        return ""

    def ear_mark(self) -> str:
        return ""

    def seen(self, pictures: torch.Tensor) -> torch.Tensor:
        """What the part that others may have too makes of pictures."""
        return self.sight(pictures)

    def sight_of(self, seen: torch.Tensor) -> torch.Tensor:
        return seen

    def heard(self, samples: torch.Tensor) -> torch.Tensor:
        return self.hearing(samples)

    def hearing_of(self, heard: torch.Tensor) -> torch.Tensor:
        return heard

    def maps(self, sight: torch.Tensor, hearing: torch.Tensor) -> torch.Tensor:
        """Each picture with its sound -> cosines (batch, rows, columns) in -1..1."""
        return torch.einsum("bhdyx,bhd->byx", sight, hearing) / sight.shape[1]

    def forward(self, pictures: torch.Tensor, samples: torch.Tensor) -> torch.Tensor:
        return self.maps(self.sight(pictures), self.hearing(samples))

    def picture_encoder(self) -> nn.Module | None:
        """The part that may begin with what ImageNet taught, and learns more slowly then; None: there is none."""
        return None

    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        """ImageNet weights of the picture encoder, by their published names. Raises `ModelError`."""
        raise ModelError("this network has no picture encoder that ImageNet's weights fit; leave network.start empty.")

    def object_map(self, pictures: torch.Tensor) -> torch.Tensor | None:
        """Where an object is, whatever is heard: (batch, rows, columns), not bounded; None without such a prior."""
        return None

    def object_map_of(self, seen: torch.Tensor) -> torch.Tensor | None:
        """The same from what has been seen; None where that does not tell."""
        return None
