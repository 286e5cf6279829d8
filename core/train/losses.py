"""Losses on probabilities, as networks give them; means are over what counts."""

from __future__ import annotations

import torch
from torch.nn import functional

from core.errors import UsageError


def bce(probabilities: torch.Tensor, targets: torch.Tensor, counted: torch.Tensor | None = None) -> torch.Tensor:
    """Binary cross-entropy, its mean over the entries where `counted` (of a shape that broadcasts) is true. Raises
    `UsageError` where the network says what is no number."""
    check_numbers(probabilities)
    with torch.autocast(probabilities.device.type, enabled=False):  # probabilities in half precision round to 0 and 1
        each = functional.binary_cross_entropy(probabilities.float().clamp(0.0, 1.0), targets.float(),
                                               reduction="none")
        return masked_mean(each, counted)


def check_numbers(values: torch.Tensor) -> None:
    """Raises `UsageError`."""
    if not bool(torch.isfinite(values).all()):
        raise UsageError("the training has come apart (its figures are no numbers any more): begin again with a "
                         "smaller learning rate.")


def mse(one: torch.Tensor, other: torch.Tensor, counted: torch.Tensor | None = None) -> torch.Tensor:
    return masked_mean((one.float() - other.float()).square(), counted)


def masked_mean(values: torch.Tensor, counted: torch.Tensor | None) -> torch.Tensor:
    """0 where nothing counts."""
    if counted is None:
        return values.mean()
    weights = counted.to(values).expand_as(values)
    return (values * weights).sum() / weights.sum().clamp(min=1.0)
