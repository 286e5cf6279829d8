"""What all trainings share: one network that learns, random numbers that depend on the step alone, one optimiser."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import torch
from lightning.pytorch import LightningModule, Trainer
from torch import nn
from torch.utils.data import DataLoader

from core.console import Console
from core.train.config import BatchConfig, LessonConfig
from core.train.data.labelled import Kind
from core.train.run_folder import RunFolder

PRIME = 1_000_003


def seed_all(seed: int, step: int, rank: int = 0) -> None:
    """Every source of random numbers, from the step: what is drawn in a step never depends on the steps before it, so
    a run that goes on from a checkpoint draws what an unbroken one draws."""
    mixed = (seed * PRIME + step) * PRIME + rank
    torch.manual_seed(mixed % 2**63)
    np.random.seed(mixed % 2**32)
    random.seed(mixed)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and how a training takes place; `first`: of several processes, the one that writes and speaks."""

    config: Any  # the task's own settings
    folder: RunFolder
    console: Console
    processes: int
    first: bool


class Examination(Protocol):
    """What is measured after each epoch, and what becomes of the network that is the best so far."""

    def figures(self, network: nn.Module) -> dict[str, float]: ...

    def keep(self, network: nn.Module, figures: Mapping[str, float]) -> None: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """`batches` from the step at which the trainer stands to the last."""

    lesson: Lesson
    examination: Examination
    batches: Callable[[Trainer], DataLoader[Any]]


class Lesson(LightningModule):
    """A task. `Config` are its settings, `losses` what it learns from a batch."""

    Config: ClassVar[type[LessonConfig]]

    def __init__(self, config: LessonConfig, network: nn.Module, steps_per_epoch: int) -> None:
        super().__init__()
        self.config, self.network, self.steps_per_epoch = config, network, steps_per_epoch
        self.steps = steps_per_epoch * config.run.epochs
        self.last: dict[str, torch.Tensor] = {}

    @classmethod
    @abstractmethod
    def prepare(cls, setting: Setting) -> Prepared:
        """Network, data and examination, as the settings want them. Raises `DataError`, `ModelError`, `UsageError`."""

    @abstractmethod
    def losses(self, batch: Any) -> Mapping[str, torch.Tensor]:
        """`loss` is what is minimised; the others are for whoever watches."""

    @abstractmethod
    def optimiser(self) -> torch.optim.Optimizer: ...

    def rate_at(self, step: int) -> float:
        """The learning rate of a step as a share of the greatest."""
        return 1.0

    def judged(self) -> Mapping[str, nn.Module]:
        """The networks that a validation looks at; the best of them becomes the model."""
        return {"": self.network}

    def training_step(self, batch: Any, batch_idx: int) -> torch.Tensor:
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
