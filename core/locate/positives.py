"""Which pairs of a batch are positives of each other, and how much: a matrix from 0 to 1 with ones on its diagonal.

Classes are those of a frozen classifier of pictures; it errs, so it can be asked only where it is sure, or softly.
"""

from __future__ import annotations

import torch
from torch.nn import functional

UNSURE = -1  # the class of what shares none with anybody
SURE = 0.5
CLOSE = 0.5  # cosine of two sounds that are of one kind


def own_only(count: int, device: torch.device | None = None) -> torch.Tensor:
    return torch.eye(count, device=device)


def same_class(classes: torch.Tensor) -> torch.Tensor:
    """(pairs,) of whole numbers."""
    alike = (classes[:, None] == classes[None]) & (classes[:, None] != UNSURE)
    return _with_oneself(alike.float())


def same_sure_class(classes: torch.Tensor, confidence: torch.Tensor, least: float = SURE) -> torch.Tensor:
    """Where the classifier is less sure, a picture has a class of its own."""
    return same_class(classes.masked_fill(confidence < least, UNSURE))


def same_by_chance(probabilities: torch.Tensor) -> torch.Tensor:
    """(pairs, classes): how likely two pictures are of one class, if the classifier is right about its doubts."""
    return _with_oneself((probabilities @ probabilities.T).clamp(0.0, 1.0).float())


def same_class_and_sound(classes: torch.Tensor, voices: torch.Tensor, least: float = CLOSE) -> torch.Tensor:
    """(pairs,) and (pairs, dim): one class to the eye, and close to the ear."""
    heard = functional.normalize(voices.float(), dim=1)
    return _with_oneself(same_class(classes) * (heard @ heard.T >= least))


def members(positives: torch.Tensor) -> torch.Tensor:
    """(pairs,): how many positives each pair has, itself among them."""
    return positives.sum(1)


def _with_oneself(positives: torch.Tensor) -> torch.Tensor:
    return positives.fill_diagonal_(1.0)
