"""The scene network by its authors' recipe (McDonnell and Gao, DCASE 2019): pairs of clips mixed, cut and turned, and a
learning rate that falls and begins anew. An epoch hears each clip twice, as theirs do."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from pydantic import Field, field_validator
from torch import nn
from torch.nn import functional

from core.errors import UsageError
from core.models.detector import Detector
from core.train.config import BatchConfig, DataConfig, NetworkConfig, Part, RunConfig, TrainConfig
from core.train.example import Batch
from core.train.listening import ListeningLesson
from core.train.losses import check_numbers

FIRST_CYCLE = 2  # epochs; each cycle is twice as long as the one before, so they end after 2, 6, 14, 30, 62 … epochs


class SceneOptimiserConfig(Part):
    learning_rate: float = Field(default=0.1, gt=0.0)  # at the begin of each cycle
    least_rate: float = Field(default=1e-5, ge=0.0)  # at its end
    momentum: float = Field(default=0.9, ge=0.0, lt=1.0)
    weight_decay: float = Field(default=2e-3, ge=0.0)  # of kernels alone: Keras' l2(1e-3), whose slope is twice that


class SceneAugmentConfig(Part):
    mix_up: float = Field(default=0.4, ge=0.0)  # alpha of the Beta distribution; 0: each clip for itself
    crop_frames: int = Field(default=400, ge=0)  # of 461, another stretch of each clip; 0: the whole clip
    swap: float = Field(default=0.5, ge=0.0, le=1.0)  # how often left and right are exchanged


class SceneConfig(TrainConfig):
    network: NetworkConfig = NetworkConfig(architecture="scene")
    data: DataConfig = DataConfig(validation_clips=1000)  # their features stay in memory: 1.4 MB each
    batch: BatchConfig = BatchConfig(weak=64)  # of which 32 mixtures are made
    run: RunConfig = RunConfig(epochs=62, monitor="accuracy")
    optimiser: SceneOptimiserConfig = SceneOptimiserConfig()
    augment: SceneAugmentConfig = SceneAugmentConfig()

    @field_validator("batch")
    @classmethod
    def _pairs(cls, batch: BatchConfig) -> BatchConfig:
        if batch.weak != batch.size or batch.weak % 2:
            raise ValueError("scenes are learnt from an even number of weak clips alone, two for each mixture")
        return batch


class SceneLesson(ListeningLesson):
    Config = SceneConfig
    config: SceneConfig
    passes = 2
    finds = "scenes"

    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]:
        augment = self.config.augment
        _check_single(batch.weak)
        features = turned(cut(batch.with_features(self.network), augment.crop_frames), self.network, augment.swap)
        features, targets = mixed(features, batch.weak, augment.mix_up)
        logits = self.network.evidence(features).weak
        check_numbers(logits)
        found = functional.cross_entropy(logits.float(), targets)
        return {"loss": found}

    def optimiser(self) -> torch.optim.Optimizer:
        settings = self.config.optimiser
        kernels = [module.weight for module in self.network.modules() if isinstance(module, nn.Conv2d)]
        those = set(map(id, kernels))
        rest = [values for values in self.network.parameters() if id(values) not in those]
        return torch.optim.SGD([{"params": rest, "weight_decay": 0.0},
                                {"params": kernels, "weight_decay": settings.weight_decay}],
                               lr=settings.learning_rate, momentum=settings.momentum)

    def rate_at(self, step: int) -> float:
        settings = self.config.optimiser
        share = settings.least_rate / settings.learning_rate
        return share + 0.5 * (1.0 - share) * (1.0 + math.cos(math.pi * place_in_cycle(step / self.steps_per_epoch)))


def place_in_cycle(epochs: float) -> float:
    """How far the cycle is that is under way after so many epochs, from 0 to 1."""
    begin, length = 0.0, float(FIRST_CYCLE)
    while epochs >= begin + length:
        begin, length = begin + length, 2.0 * length
    return (epochs - begin) / length


def cut(features: torch.Tensor, frames: int) -> torch.Tensor:
    """A random stretch of each clip's (batch, channels, bands, frames)."""
    spare = features.shape[-1] - frames
    if not frames or spare <= 0:
        return features
    starts = torch.randint(spare + 1, (len(features),)).tolist()
    return torch.stack([one[..., start : start + frames] for one, start in zip(features, starts, strict=True)])


def turned(features: torch.Tensor, network: Detector, share: float) -> torch.Tensor:
    """Left and right exchanged in some of the clips: in the levels, in the differences and in theirs."""
    if network.channels != 2 or not share:
        return features
    chosen = (torch.rand(len(features)) < share).to(features.device)
    other = features[:, [channel ^ 1 for channel in range(features.shape[1])]]  # 1, 0, 3, 2, 5, 4
    return torch.where(chosen[:, None, None, None], other, features)


def mixed(features: torch.Tensor, targets: torch.Tensor, alpha: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Clip i of the first half with clip i of the second, each pair in a proportion of its own."""
    if not alpha:
        return features, targets
    half = len(features) // 2
    shares = torch.distributions.Beta(alpha, alpha).sample((half,)).to(features)
    return (torch.lerp(features[half:], features[:half], shares[:, None, None, None]),
            torch.lerp(targets[half:], targets[:half], shares[:, None]))


def _check_single(targets: torch.Tensor) -> None:
    """Raises `UsageError`."""
    if not bool((targets.sum(1) == 1.0).all()):
        raise UsageError("a scene is one of its classes, but some clips have several labels or none; train with "
                         "“crnn” or “detector” on such data.")
