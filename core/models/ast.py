"""The Audio Spectrogram Transformer as a tagger, as its authors published it, with a look at single moments besides.

The published head reads two tokens that stand for the whole clip; here it reads the patches of each moment as well,
which it was not trained for: where a sound is shows roughly.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from core.models.ast_layers import STEP_S, AstDetector, Backbone, initialise, size_of
from core.models.detector import Output
from core.models.map_layer import MapLayer


class AstTagger(AstDetector):
    """A strong step is a column of patches."""

    def __init__(self, n_classes: int, size: str = "base", **changes: Any) -> None:
        sizes = size_of(size, changes)
        super().__init__(sizes)
        self.n_classes, self.frame_s = n_classes, sizes.stride * STEP_S
        self.v = Backbone(sizes)
        self.mlp_head = nn.Sequential(nn.LayerNorm(sizes.dim), nn.Linear(sizes.dim, n_classes))
        self.mlp_head.apply(initialise)

    def forward(self, features: torch.Tensor) -> Output:
        return self.probabilities(self.evidence(features))

    def evidence(self, features: torch.Tensor) -> Output:
        tokens = self.v(features)
        moments = self.v.grid(tokens).mean(1)  # (batch, columns, dim)
        kept = self.kept(features.shape[1], moments.shape[1])
        clip = (tokens[:, 0] + tokens[:, 1]) / 2
        return Output(self.mlp_head(moments[:, :kept]), self.mlp_head(clip))

    def layers(self) -> tuple[MapLayer, ...]:
        return self.v.layers()
