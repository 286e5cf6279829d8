"""AST-SED: frame-wise judgement on top of the Audio Spectrogram Transformer (Li et al., arXiv 2303.03689).

A transformer over frequency gathers the patches of each moment (FTE), and a GRU on steps repeated over time finds the
edges (LGD). Without both it is the paper's baseline, AST-GRU.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from core.models.ast_layers import STEP_S, AstDetector, Backbone, Block, initialise, size_of
from core.models.detector import Output
from core.models.map_layer import MapLayer
from core.models.pooling import Pooling, PoolingName
from core.models.recurrence import both_ways

FTE_BLOCKS, FTE_HEADS, GRU_LAYERS = 2, 4, 2
BLOCKS, UPSAMPLE = {"base": 10}, {"base": 10}  # the paper's; of other sizes all blocks, and steps in fives
NEW_EPS = 1e-5  # of the LayerNorms that the published checkpoint does not have


class FrequencyEncoder(nn.Module):
    """FTE: a learned token attends to the patches of its own moment only, and comes out in their place."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.token = nn.Linear(1, dim)
        self.blocks = nn.Sequential(*(Block(dim, FTE_HEADS, bias=False, eps=NEW_EPS) for _ in range(FTE_BLOCKS)))
        self.norm = nn.LayerNorm(dim, eps=NEW_EPS)

    def forward(self, grid: torch.Tensor) -> torch.Tensor:
        """(batch, rows, columns, dim) -> (batch, columns, dim)"""
        batch, rows, columns, dim = grid.shape
        moments = grid.transpose(1, 2).reshape(batch * columns, rows, dim)
        token = self.token(grid.new_ones(1, 1, 1)).expand(batch * columns, -1, -1)
        tokens = self.blocks(torch.cat([token, moments], dim=1))
        out: torch.Tensor = self.norm(tokens[:, 0]).reshape(batch, columns, dim)
        return out


class AstSed(AstDetector):
    """What may come from a published checkpoint is `v`, named as in `AstTagger`; all else is new."""

    def __init__(self, n_classes: int, size: str = "base", fte: bool = True, lgd: bool = True,
                 upsample: int | None = None, blocks: int | None = None, pooling: PoolingName = "linear_softmax",
                 units: int | None = None, dropout: float = 0.0, **changes: Any) -> None:
        """`upsample`: steps that LGD makes of one; `blocks`: how many of the size's blocks are used (of base, 10
        of 12); `units`: of each direction of the GRU, as wide as the transformer unless said; `dropout` acts before the
        GRU and the classifier."""
        sizes = size_of(size, changes)
        super().__init__(sizes)
        self.n_classes = n_classes
        self.upsample = (upsample or UPSAMPLE.get(size, 5)) if lgd else 1
        self.frame_s = sizes.stride * STEP_S / self.upsample
        self.v = Backbone(sizes, min(sizes.depth, blocks or BLOCKS.get(size, sizes.depth)), norm=False)
        self.norm = nn.LayerNorm(sizes.dim, eps=NEW_EPS)
        self.frequency = FrequencyEncoder(sizes.dim) if fte else None
        units = units or sizes.dim
        self.recurrent = nn.GRU(sizes.dim, units, GRU_LAYERS, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(2 * units, n_classes)
        self.pooling = Pooling(pooling, 2 * units, n_classes)
        for part in (self.frequency, self.classifier):
            if part is not None:
                part.apply(initialise)

    def layers(self) -> tuple[MapLayer, ...]:
        return self.v.layers()

    def forward(self, features: torch.Tensor) -> Output:
        grid = self.v.grid(self.norm(self.v(features)))
        moments = grid.mean(1) if self.frequency is None else self.frequency(grid)
        steps = moments.repeat_interleave(self.upsample, dim=1) if self.upsample > 1 else moments
        hidden = self.dropout(both_ways(self.recurrent, self.dropout(steps)))
        hidden = hidden[:, : self.kept(features.shape[1], steps.shape[1])]
        strong = self.classifier(hidden).sigmoid()
        return Output(strong, self.pooling(strong, hidden))
