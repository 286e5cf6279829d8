"""Where AST-SED itself looks: from the token of each moment, through its blocks, to the positions of frequency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.models.ast_layers import Attention, Size
    from core.models.ast_sed import FrequencyEncoder
    from core.models.detector import Detector


@dataclass(frozen=True, slots=True, eq=False)
class BandAttention:
    """Position p looks at the feature bands from `cuts[p]` to `cuts[p + 1]`; its weights sum to 1 over positions."""

    weights: NDArray[np.float64]  # (moments, positions)
    step_s: float  # from moment to moment
    cuts: NDArray[np.int64]


def band_attention(network: Detector, features: torch.Tensor) -> BandAttention | None:
    """Of one sound (1, frames, bands). None: the network has no encoder over frequency."""
    from core.models.ast_layers import STEP_S
    from core.models.ast_sed import AstSed

    if not isinstance(network, AstSed) or network.frequency is None:
        return None
    with torch.no_grad():
        grid = network.v.grid(network.norm(network.v(features)))
        weights = token_attention(network.frequency, grid[0].transpose(0, 1))
    size = network.v.size
    return BandAttention(weights.double().cpu().numpy(), size.stride * STEP_S, patch_cuts(size))


def token_attention(encoder: FrequencyEncoder, moments: torch.Tensor) -> torch.Tensor:
    """(moments, positions, dim) -> (moments, positions).

    What the token takes of each position over all blocks: of every block the mean over its heads, half of it the
    residual, multiplied in the order in which they act; then only what goes to positions, as shares.
    """
    token = encoder.token(moments.new_ones(1, 1, 1)).expand(len(moments), -1, -1)
    tokens = torch.cat([token, moments], dim=1)
    taken = torch.eye(tokens.shape[1], device=tokens.device).expand(len(tokens), -1, -1)
    for block in encoder.blocks:
        mixed = _mean_over_heads(block.attn, block.norm1(tokens))  # type: ignore[operator,arg-type]
        taken = (taken + mixed @ taken) / 2
        tokens = block(tokens)
    looked = taken[:, 0, 1:]
    return looked / looked.sum(dim=1, keepdim=True)


def patch_cuts(size: Size) -> NDArray[np.int64]:
    """Patches overlap, so the bands between two of them belong to the one whose middle is nearer."""
    middles = np.arange(size.rows) * size.stride + size.patch / 2
    end = (size.rows - 1) * size.stride + size.patch
    return np.concatenate([[0], (middles[:-1] + middles[1:]) // 2, [end]]).astype(np.int64)


def _mean_over_heads(attention: Attention, tokens: torch.Tensor) -> torch.Tensor:
    batch, count, dim = tokens.shape
    width = dim // attention.heads
    asked, offered = attention.qkv(tokens).reshape(batch, count, 3, attention.heads, width).permute(2, 0, 3, 1, 4)[:2]
    weights: torch.Tensor = (asked @ offered.transpose(-2, -1) / width**0.5).softmax(dim=-1).mean(dim=1)
    return weights
