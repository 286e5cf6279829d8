"""What every network that finds sounds in time can do, so that training, inference and the window know no other."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import NamedTuple

import torch
from torch import nn

from core.models.map_layer import MapLayer

SUREST = 1e-6  # a probability nearer to 0 or 1 has no logit worth naming
ROUNDING = 1e-6  # lengths in frames are quotients of measured numbers


class Output(NamedTuple):
    """Probabilities, not logits: of each class in each frame, and of each class in the clip."""

    strong: torch.Tensor  # (batch, frames, classes)
    weak: torch.Tensor  # (batch, classes)


class Detector(nn.Module, ABC):
    """Sound in, features, probabilities out. Frame i of the output covers [i, i + 1) * `frame_s` of the sound."""

    rate_hz: int  # of the sound it takes
    one_of_many: bool = False  # its classes are whole places, of which a recording is one
    channels: int = 1  # 1: `samples` are (batch, samples); more: (batch, channels, samples)
    frame_s: float  # step of the strong output
    window_s: float  # the length it was trained on; longer sound goes through in windows
    any_length: bool = False  # shorter sound goes through as it is; else it is filled up with silence, as in training
    n_classes: int

    @abstractmethod
    def features(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, samples) in -1..1 -> exactly what `forward` takes, differentiable: the model's-eye view."""

    @abstractmethod
    def forward(self, features: torch.Tensor) -> Output:
        """Features -> probabilities."""

    @abstractmethod
    def feature_frequencies_hz(self) -> list[float]:
        """The centre of each band of the features, lowest first."""

    def evidence(self, features: torch.Tensor) -> Output:
        """Logits in the place of probabilities: what grows without an end as a class grows sure, so that explanations
        have a slope to follow. A network that has better ones than those of its probabilities says so."""
        strong, weak = self(features)
        return Output(torch.logit(strong, SUREST), torch.logit(weak, SUREST))

    def probabilities(self, evidence: Output) -> Output:
        """What `forward` gives, of what `evidence` gave: one pass is enough for both."""
        return Output(evidence.strong.sigmoid(), evidence.weak.sigmoid())

    def feature_clock(self) -> tuple[float, float] | None:
        """The middle of the first frame of the features, and the step from frame to frame, in seconds. None: nobody has
        said them, and they have to be found by listening."""
        return None

    def layers(self) -> tuple[MapLayer, ...]:
        """Where maps of evidence can be read, the best first. None: only its features can be asked."""
        return ()

    def detect(self, samples: torch.Tensor) -> Output:
        output: Output = self(self.features(samples))
        return output

    def sound_shape(self, batch: int, samples: int) -> tuple[int, ...]:
        """Of what `features` takes."""
        return (batch, samples) if self.channels == 1 else (batch, self.channels, samples)

    def steps_of(self, samples: int) -> int:
        """How many frames cover this many samples; at least one."""
        return max(1, math.ceil(samples / self.rate_hz / self.frame_s - ROUNDING))
