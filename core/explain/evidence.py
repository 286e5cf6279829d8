"""What a model is asked when a map is made: one class, in the clip or between two times, as a logit that has a slope.

Everything that explains asks here, so that all of it means the same by a frame range and by a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from core.errors import ModelError, UsageError
from core.explain.feature_plane import sound_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.explain.heat_map import Target
    from core.explain.stretch import Stretch
    from core.models.detector import Detector, Output

NO_NUMBERS = ("The model gives scores that are no numbers: its weights are damaged. Check it with `auralens models "
              "check`, or import it again.")
NO_SOUND = "The sound holds values that are no numbers, so nothing can be explained: repair it first."


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A target as a network's output is read for it."""

    network: Detector
    target: Target
    begins_s: float  # of the frames that are asked, from the start of the stretch
    ends_s: float

    def logits(self, features: torch.Tensor) -> torch.Tensor:
        """(batch,)"""
        return self.read(self.network.evidence(features))

    def read(self, evidence: Output) -> torch.Tensor:
        """Of frames their mean: it grows with the evidence in each of them."""
        if self.target.clip:
            return evidence.weak[:, self.target.label]
        inside = frames_within(self.begins_s, self.ends_s, self.network.frame_s, evidence.strong.shape[1])
        return evidence.strong[:, inside, self.target.label].mean(dim=1)

    def logit_and_score(self, features: torch.Tensor) -> tuple[torch.Tensor, float]:
        """Both from one pass through the network. Raises `ModelError` where they are no numbers."""
        evidence = self.network.evidence(features)
        logit = self.read(evidence)[0]
        with torch.no_grad():
            score = float(self.read(self.network.probabilities(evidence))[0])
        if not (bool(logit.isfinite()) and np.isfinite(score)):
            raise ModelError(NO_NUMBERS)
        return logit, score


def question(network: Detector, stretch: Stretch, target: Target) -> Question:
    """Raises `UsageError` where it makes no sense."""
    if not 0 <= target.label < network.n_classes:
        raise UsageError(f"the model has classes 0 to {network.n_classes - 1}, not {target.label}.")
    if not np.isfinite(stretch.samples).all():
        raise UsageError(NO_SOUND)
    begins_s, ends_s = 0.0, stretch.duration_s
    if not target.clip:
        begins_s = (target.start_s or 0.0) - stretch.start_s
        ends_s = ends_s if target.end_s is None else target.end_s - stretch.start_s
        if ends_s <= begins_s or ends_s <= 0.0 or begins_s >= stretch.duration_s:
            raise UsageError("the times that are asked for do not lie in the stretch that the model hears.")
    return Question(network, target, begins_s, ends_s)


def frames_within(begins_s: float, ends_s: float, frame_s: float, count: int) -> slice:
    """The frames that some of this time lies in; at least one."""
    first = min(max(int(begins_s / frame_s + 1e-6), 0), count - 1)
    return slice(first, max(min(int(np.ceil(ends_s / frame_s - 1e-6)), count), first + 1))


def score_of(network: Detector, samples: NDArray[np.float32], asked: Question) -> float:
    """The probability of the target in a changed sound of the same length."""
    with torch.no_grad():
        return asked.logit_and_score(network.features(sound_of(network, samples)))[1]
