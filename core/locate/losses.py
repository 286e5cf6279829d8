"""What locators learn from a batch of pairs: SLAVC's loss, and class-aware forms of it in which pairs of one class are
positives of each other. All take what a `Locator` gives, so that any encoder works.

A loss is a function of sight (pairs, heads, dim, rows, columns) and hearing (pairs, heads, dim), of the same from
encoders that follow slowly, and of positives (pairs, pairs): how much the sound of column j belongs to the picture of
row i, from 0 to 1, itself always 1. A pair without any negative in its batch teaches nothing: it does not count in the
mean, and a batch of such pairs has the loss 0. Everything is reckoned with logarithms, in single precision or better.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol

import torch
from torch.nn import functional

TAU = 0.03
LEAST_NEGATIVE = 1e-6  # of a row of positives that leaves something to be told apart


class Loss(Protocol):
    def __call__(self, sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor,
                 slow_hearing: torch.Tensor, positives: torch.Tensor, tau: float = ...) -> torch.Tensor: ...


Given = ParamSpec("Given")
Rows = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def exact(loss: Callable[Given, torch.Tensor]) -> Callable[Given, torch.Tensor]:
    """In single precision even where the encoders work in half."""

    @wraps(loss)
    def reckoned(*given: Given.args, **named: Given.kwargs) -> torch.Tensor:
        with torch.autocast("cpu", enabled=False), torch.autocast("cuda", enabled=False):
            return loss(*map(_single, given), **named)  # type: ignore[arg-type]  # each is what it was, but more exact

    return reckoned


def _single(value: object) -> object:
    if isinstance(value, torch.Tensor) and value.dtype in (torch.float16, torch.bfloat16):
        return value.float()
    return value


def log_pairs(sight: torch.Tensor, hearing: torch.Tensor, tau: float) -> torch.Tensor:
    """log P[n, m]: how likely picture n shows what sound m comes from (SPEC 4.4). The first head tells sounds apart at
    each place, the last one places for each sound."""
    which = torch.einsum("ndyx,md->nmyx", sight[:, 0], hearing[:, 0]).flatten(2) / tau
    where = torch.einsum("ndyx,md->nmyx", sight[:, -1], hearing[:, -1]).flatten(2) / tau
    return torch.logsumexp(which.log_softmax(1) + where.log_softmax(2), dim=2)


@exact
def slavc(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
          positives: torch.Tensor, tau: float = TAU) -> torch.Tensor:
    """The baseline: only a pair's own sound is its positive, whatever `positives` say."""
    own = torch.eye(len(sight), dtype=sight.dtype, device=sight.device)
    return _both_ways(any_positive_rows, sight, hearing, slow_sight, slow_hearing, own, tau)


@exact
def any_positive(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
                 positives: torch.Tensor, tau: float = TAU) -> torch.Tensor:
    """B1: one of the positives is to be found; the others are no longer pushed away."""
    return _both_ways(any_positive_rows, sight, hearing, slow_sight, slow_hearing, positives, tau)


@exact
def all_positives(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
                  positives: torch.Tensor, tau: float = TAU) -> torch.Tensor:
    """B2: every positive is to be found (as in supervised contrastive learning, the mean outside the logarithm)."""
    return _both_ways(all_positives_rows, sight, hearing, slow_sight, slow_hearing, positives, tau)


@exact
def elimination(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
                positives: torch.Tensor, tau: float = TAU) -> torch.Tensor:
    """C: positives but the own one are taken out of the negatives."""
    return _both_ways(elimination_rows, sight, hearing, slow_sight, slow_hearing, positives, tau)


@exact
def literal(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
            positives: torch.Tensor, tau: float = 1.0) -> torch.Tensor:
    """A: the paper's equations 1 to 3, the mean similarity of positives against that of negatives over whole maps, from
    pictures to sounds only. With `tau` 1 there is no temperature, as in the paper."""
    place, voice = joined_heads(sight, hearing)
    similar = place.mean(2) @ voice.T
    negatives = 1.0 - positives
    own = (positives * similar).sum(1) / positives.sum(1)
    other = (negatives * similar).sum(1) / negatives.sum(1).clamp(min=LEAST_NEGATIVE)
    return mean_of_told_apart(functional.softplus((other - own) / tau), positives)


def any_positive_rows(pairs: torch.Tensor, positives: torch.Tensor) -> torch.Tensor:
    return torch.logsumexp(pairs, 1) - torch.logsumexp(pairs + positives.log(), 1)


def all_positives_rows(pairs: torch.Tensor, positives: torch.Tensor) -> torch.Tensor:
    return -(positives * pairs.log_softmax(1)).sum(1) / positives.sum(1)


def elimination_rows(pairs: torch.Tensor, positives: torch.Tensor) -> torch.Tensor:
    return torch.logsumexp(pairs + kept_in(positives).log(), 1) - pairs.diagonal()


def kept_in(positives: torch.Tensor) -> torch.Tensor:
    """What stays in the denominator: the own pair, and the others as far as they are no positives."""
    kept = 1.0 - positives
    return kept + torch.diag_embed(1.0 - kept.diagonal())


def joined_heads(sight: torch.Tensor, hearing: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(pairs, dim, places) and (pairs, dim) of length 1, whose cosines are the mean of the heads' cosines."""
    scale = sight.shape[1] ** -0.5
    return sight.flatten(1, 2).flatten(2) * scale, hearing.flatten(1) * scale


def mean_of_told_apart(losses: torch.Tensor, positives: torch.Tensor) -> torch.Tensor:
    """Over the rows that have negatives; 0, with a graph, if none has."""
    counted = ((1.0 - positives).sum(1) > LEAST_NEGATIVE).to(losses.dtype)
    return (losses * counted).sum() / counted.sum().clamp(min=1.0)


def _both_ways(rows: Rows, sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor,
               slow_hearing: torch.Tensor, positives: torch.Tensor, tau: float) -> torch.Tensor:
    """What is learnt is held against what follows slowly, once for pictures and once for sounds; rows are pictures and
    columns sounds both times, as in the published code."""
    seen = rows(log_pairs(sight, slow_hearing, tau), positives)
    heard = rows(log_pairs(slow_sight, hearing, tau), positives)
    return mean_of_told_apart(seen, positives) + mean_of_told_apart(heard, positives)
