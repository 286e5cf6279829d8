"""Taggers that came as a program of their own (ONNX, TorchScript): sound in, scores of classes out.

Such a tagger takes clips of one length. It hears one around each step of time, or, if it gives scores of steps itself,
one clip after the other.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from pathlib import Path

import torch
from torch.nn import functional

from core.errors import ModelError
from core.models.detector import Detector, Output

SHORTEST_WINDOW_S = 10.0
CLIPS_TOGETHER = 16


class ForeignTagger(Detector):
    """Its features are the samples themselves, so it has no bands."""

    def __init__(self, n_classes: int, rate_hz: int, clip_s: float, hop_s: float, logits: bool = False, steps: int = 0,
                 together: int = CLIPS_TOGETHER) -> None:
        """`steps`: how many steps a clip's scores have, 0 if they are of the whole clip; `together`: clips at once."""
        super().__init__()
        times = math.isfinite(hop_s) and math.isfinite(clip_s) and hop_s > 0 and clip_s * rate_hz >= 1
        if min(rate_hz, n_classes, together) < 1 or not times or steps < 0:
            raise ModelError(f"a tagger cannot hear clips of {clip_s:g} s at {rate_hz} Hz every {hop_s:g} s.")
        self.n_classes, self.rate_hz, self.logits = n_classes, rate_hz, logits
        self.steps, self.together = steps, together
        self.clip = round(clip_s * rate_hz)
        self.hop = self.clip if steps else max(1, round(hop_s * rate_hz))
        self.frame_s = clip_s / steps if steps else self.hop / rate_hz
        self.window_s = max(SHORTEST_WINDOW_S, clip_s)

    @abstractmethod
    def open(self, path: Path) -> None:
        """Read the program. Raises `ModelError`."""

    @abstractmethod
    def judge(self, clips: torch.Tensor) -> torch.Tensor:
        """(batch, samples) -> (batch, classes) or (batch, steps, classes), as the program has it. Or `ModelError`."""

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        return samples

    def forward(self, features: torch.Tensor) -> Output:
        batch, samples = features.shape
        count = max(1, -(-samples // self.hop))
        before = 0 if self.steps else (self.clip - self.hop) // 2
        after = (count - 1) * self.hop + self.clip - before - samples  # below 0 where a clip is shorter than a hop
        clips = functional.pad(features, (before, after)).unfold(1, self.clip, self.hop).reshape(-1, self.clip)
        scores = torch.cat([self._scores(some) for some in torch.split(clips, self.together)])
        strong = scores.reshape(batch, -1, self.n_classes)
        strong = strong[:, : self.steps_of(samples)]
        return Output(strong, strong.amax(1))

    def feature_frequencies_hz(self) -> list[float]:
        return []

    def _scores(self, clips: torch.Tensor) -> torch.Tensor:
        found = self.judge(clips)
        wanted = (len(clips), self.steps, self.n_classes) if self.steps else (len(clips), self.n_classes)
        if tuple(found.shape) != wanted:
            raise ModelError(f"the tagger gives scores of shape {list(found.shape)}, not {list(wanted)}: "
                             f"clips, {'steps, ' if self.steps else ''}classes.")
        return found.sigmoid() if self.logits else found.clamp(0.0, 1.0)
