"""Losses of other papers, to compare with: Hard-Way (LVS), EZ-VSL and FNAC, on the same encoders (SPEC 4.9).

They know no slow encoders. Positives change them too: LVS takes them out of its negatives, the others look for all.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from core.locate.losses import (
    TAU,
    all_positives_rows,
    exact,
    joined_heads,
    kept_in,
    mean_of_told_apart,
)

LVS_TAU = 0.07  # of its logits
LVS_SURE, LVS_NOT, LVS_EDGE = 0.65, 0.4, 0.03  # above, what sounds; below, what does not; how soft the borders are
FNAC_WEIGHT = 100.0
FNAC_FOREGROUND = 0.6  # of a map from its least to its greatest value
FLAT = 1e-5


@exact
def lvs(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
        positives: torch.Tensor, tau: float = LVS_TAU) -> torch.Tensor:
    """Places that surely sound against the rest of the own picture and against other sounds, by soft masks."""
    similar = _similar(sight, hearing)
    own = similar.diagonal().T
    sounding = _weighted(own, (own - LVS_SURE) / LVS_EDGE)
    rest = _weighted(own, (LVS_NOT - own) / LVS_EDGE)  # 1 - sigmoid(x) is sigmoid(-x)
    others = _weighted(similar, (similar - LVS_SURE) / LVS_EDGE) / tau + kept_in(positives).log()
    others = others.masked_fill(torch.eye(len(own), dtype=torch.bool, device=own.device), -torch.inf)
    logits = torch.cat([sounding[:, None] / tau, others, rest[:, None] / tau], dim=1)
    losses = torch.logsumexp(logits, 1) - logits[:, 0]
    return losses.mean()  # its own background is a negative that every pair has


@exact
def ez_vsl(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
           positives: torch.Tensor, tau: float = TAU) -> torch.Tensor:
    """The best place of each picture for each sound; pictures are told apart as well as sounds."""
    return _ez_vsl(_similar(sight, hearing).amax(2) / tau, positives)


@exact
def fnac(sight: torch.Tensor, hearing: torch.Tensor, slow_sight: torch.Tensor, slow_hearing: torch.Tensor,
         positives: torch.Tensor, tau: float = TAU) -> torch.Tensor:
    """EZ-VSL, and what sounds alike, or looks alike, is to be found alike: no classes are needed for that."""
    place, voice = joined_heads(sight, hearing)
    similar = _similar(sight, hearing)
    logits = similar.amax(2) / tau
    own = similar.diagonal().T
    low, high = own.amin(1, keepdim=True), own.amax(1, keepdim=True)
    foreground = ((own - low) / (high - low + FLAT) > FNAC_FOREGROUND).to(place.dtype)
    sounds, looks = _alike(voice, tau), _alike(place.mean(2), tau)
    shown = _alike((place * foreground[:, None]).mean(2), tau)
    found = logits.softmax(1)
    apart = functional.l1_loss(sounds, found) + functional.l1_loss(looks, found) + functional.l1_loss(sounds, shown)
    return _ez_vsl(logits, positives) + FNAC_WEIGHT * apart


def _ez_vsl(logits: torch.Tensor, positives: torch.Tensor) -> torch.Tensor:
    return (mean_of_told_apart(all_positives_rows(logits, positives), positives)
            + mean_of_told_apart(all_positives_rows(logits.T, positives.T), positives.T))


def _similar(sight: torch.Tensor, hearing: torch.Tensor) -> torch.Tensor:
    """Cosines (pictures, sounds, places)."""
    place, voice = joined_heads(sight, hearing)
    return torch.einsum("ndp,md->nmp", place, voice)


def _weighted(values: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    """Means under masks sigmoid(logits), even where the whole mask is next to nothing."""
    return (functional.logsigmoid(logits).softmax(-1) * values).sum(-1)


def _alike(vectors: torch.Tensor, tau: float) -> torch.Tensor:
    return (vectors @ vectors.T / tau).softmax(1)
