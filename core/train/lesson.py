"""What all trainings share: one network that learns, random numbers that depend on the step alone, one optimiser."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import torch
from lightning.pytorch import LightningModule

from core.models.detector import Detector
from core.train.config import BatchConfig, TrainConfig
from core.train.data.labelled import Kind
from core.train.example import Batch

PRIME = 1_000_003


def seed_all(seed: int, step: int, rank: int = 0) -> None:
    """Every source of random numbers, from the step: what is drawn in a step never depends on the steps before it, so
    a run that goes on from a checkpoint draws what an unbroken one draws."""
    mixed = (seed * PRIME + step) * PRIME + rank
    torch.manual_seed(mixed % 2**63)
    np.random.seed(mixed % 2**32)
    random.seed(mixed)


class Lesson(LightningModule):
    """A task. `Config` are its settings, `losses` what it learns from a batch."""

    Config: ClassVar[type[TrainConfig]]

    def __init__(self, config: TrainConfig, network: Detector, steps_per_epoch: int) -> None:
        super().__init__()
        self.config, self.network, self.steps_per_epoch = config, network, steps_per_epoch
        self.steps = steps_per_epoch * config.run.epochs
        self.last: dict[str, torch.Tensor] = {}

    @classmethod
    def needs_sound(cls, config: TrainConfig) -> bool:
        """Whether it learns from the sound itself: then features that a pool has kept do not serve it."""
        return False

    @abstractmethod
    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]:
        """`loss` is what is minimised; the others are for whoever watches."""

    @abstractmethod
    def optimiser(self) -> torch.optim.Optimizer: ...

    def rate_at(self, step: int) -> float:
        """The learning rate of a step as a share of the greatest."""
        return 1.0

    def judged(self) -> Mapping[str, Detector]:
        """The networks that a validation looks at; the best of them becomes the model."""
        return {"": self.network}

    def training_step(self, batch: Batch, batch_idx: int) -> torch.Tensor:
        seed_all(self.config.seed, self.global_step, self.global_rank)
        losses = self.losses(batch)
        self.last = {name: value.detach() for name, value in losses.items()}
        return losses["loss"]

    def configure_optimizers(self) -> Any:
        optimiser = self.optimiser()
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, self.rate_at)
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


def counts_of(batch: BatchConfig) -> dict[Kind, int]:
    counts = {Kind.STRONG: batch.strong, Kind.SYNTHETIC: batch.synthetic, Kind.WEAK: batch.weak,
              Kind.UNLABELLED: batch.unlabelled}
    return {kind: count for kind, count in counts.items() if count}
