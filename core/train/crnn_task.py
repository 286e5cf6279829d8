"""The CRNN from labels of whole clips: each frame is taught the clip's labels, and the clip itself (SPEC: Adavanne and
Virtanen, arXiv 1710.02998). Deviation from the paper: padded frames do not count (`mask_padding`)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from pydantic import Field

from core.models.crnn import Crnn
from core.train.config import BatchConfig, NetworkConfig, Part, RunConfig, TrainConfig
from core.train.example import Batch
from core.train.listening import ListeningLesson
from core.train.losses import bce


class CrnnLossConfig(Part):
    lambda_strong: float = Field(default=1.0, ge=0.0)
    lambda_weak: float = Field(default=1.0, ge=0.0)
    mask_padding: bool = True
    learning_rate: float = Field(default=1e-3, gt=0.0)


class CrnnConfig(TrainConfig):
    network: NetworkConfig = NetworkConfig(architecture="crnn")
    batch: BatchConfig = BatchConfig(weak=32)
    run: RunConfig = RunConfig(epochs=100, patience=25, monitor="segment_er")
    loss: CrnnLossConfig = CrnnLossConfig()


class CrnnLesson(ListeningLesson):
    Config = CrnnConfig
    config: CrnnConfig

    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]:
        settings = self.config.loss
        valid = batch.valid if settings.mask_padding else torch.ones_like(batch.valid)
        features = batch.with_features(self.network)
        masked = isinstance(self.network, Crnn) and settings.mask_padding
        output = self.network(features, batch.valid) if masked else self.network(features)
        everywhere = batch.weak[:, None].expand_as(output.strong)
        strong, weak = bce(output.strong, everywhere, valid[..., None]), bce(output.weak, batch.weak)
        return {"loss": settings.lambda_strong * strong + settings.lambda_weak * weak, "strong": strong, "weak": weak}

    def optimiser(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.network.parameters(), lr=self.config.loss.learning_rate)
