"""AST-SED by mean teacher: an averaged copy of the network judges other views of the same clips, labelled or not
(Li et al., arXiv 2303.03689; losses and augmentation as in the public code of its group and of FDY-SED)."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

import torch
from pydantic import Field
from torch import nn

from core.models.ast_sed import AstSed
from core.models.detector import Detector, Output
from core.train.augment import filter_bands, mixed_up, rolled, time_masked
from core.train.config import BatchConfig, NetworkConfig, Part, RunConfig, TrainConfig
from core.train.data.labelled import Kind
from core.train.example import Batch
from core.train.feature_scale import band_axis, per_db
from core.train.listening import ListeningLesson
from core.train.losses import bce, mse


class MeanTeacherLossConfig(Part):
    weak: float = Field(default=0.5, ge=0.0)  # 1 in DESED's baseline
    consistency: float = Field(default=2.0, ge=0.0)  # its greatest weight
    consistency_weak: float = Field(default=1.0, ge=0.0)  # of the clip's part in it; 0.5 in MAT-SED
    ramp_up_epochs: float = Field(default=3.0, gt=0.0)
    decay: float = Field(default=0.999, gt=0.0, lt=1.0)  # of the teacher's average
    teacher_trains: bool = True  # the teacher judges with dropout, as in the reference


class MeanTeacherOptimiserConfig(Part):
    learning_rate: float = Field(default=1e-4, gt=0.0)
    backbone_rate: float = Field(default=5e-6, gt=0.0)
    layer_decay: float = Field(default=1.0, gt=0.0, le=1.0)  # each layer of the backbone learns so much slower
    weight_decay: float = Field(default=1e-4, ge=0.0)
    constant_epochs: float = Field(default=5.0, ge=0.0)
    fall: float = Field(default=0.5, ge=0.0)  # then exp(-fall x²), x from 0 to 1
    clip: float = Field(default=20.0, gt=0.0)  # greatest norm of the gradient


class MeanTeacherAugmentConfig(Part):
    shift_s: float = Field(default=1.44, ge=0.0)  # 90 frames of 16 ms; 0.9 reads them as frames of 10 ms
    mix_up: float = Field(default=0.2, ge=0.0)  # alpha of the Beta distribution
    mix_up_chance: float = Field(default=1.0, ge=0.0, le=1.0)  # 0.5 in DESED's baseline
    time_mask: bool = True
    filter_db: tuple[float, float] = (-4.5, 6.0)


class MeanTeacherConfig(TrainConfig):
    network: NetworkConfig = NetworkConfig(architecture="ast-sed")
    batch: BatchConfig = BatchConfig(strong=4, synthetic=4, weak=8, unlabelled=8)
    run: RunConfig = RunConfig(epochs=10)
    loss: MeanTeacherLossConfig = MeanTeacherLossConfig()
    optimiser: MeanTeacherOptimiserConfig = MeanTeacherOptimiserConfig()
    augment: MeanTeacherAugmentConfig = MeanTeacherAugmentConfig()


class MeanTeacherLesson(ListeningLesson):
    Config = MeanTeacherConfig
    config: MeanTeacherConfig

    def __init__(self, config: MeanTeacherConfig, network: Detector, steps_per_epoch: int) -> None:
        super().__init__(config, network, steps_per_epoch)
        self.teacher = copy.deepcopy(network).requires_grad_(False)

    @classmethod
    def needs_sound(cls, config: TrainConfig) -> bool:
        """Clips are turned round and mixed before anything else."""
        return True

    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]:
        settings = self.config.loss
        batch = self._augmented(batch)
        features = batch.with_features(self.network)
        mine: Output = self.network(self._filtered(features))
        self.teacher.train(settings.teacher_trains)
        with torch.no_grad():
            theirs: Output = self.teacher(self._filtered(features))
        framed, weak_only = batch.of(Kind.STRONG, Kind.SYNTHETIC), batch.of(Kind.WEAK)
        strong = bce(mine.strong, batch.strong, (batch.valid & framed[:, None])[..., None])
        weak = bce(mine.weak, batch.weak, weak_only[:, None])
        agreed = mse(mine.strong, theirs.strong) + settings.consistency_weak * mse(mine.weak, theirs.weak)
        weight = settings.consistency * ramp_up(self.global_step / self.steps_per_epoch, settings.ramp_up_epochs)
        return {"loss": strong + settings.weak * weak + weight * agreed, "strong": strong, "weak": weak,
                "consistency": agreed}

    def judged(self) -> Mapping[str, Detector]:
        return {"student": self.network, "teacher": self.teacher}

    def optimiser(self) -> torch.optim.Optimizer:
        settings = self.config.optimiser
        groups = rate_groups(self.network, settings.learning_rate, settings.backbone_rate, settings.layer_decay)
        return torch.optim.AdamW(groups, lr=settings.learning_rate, weight_decay=settings.weight_decay)

    def rate_at(self, step: int) -> float:
        constant = self.config.optimiser.constant_epochs * self.steps_per_epoch
        if step <= constant:
            return 1.0
        gone = min(1.0, (step - constant) / max(1.0, self.steps - constant))
        return math.exp(-self.config.optimiser.fall * gone**2)

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.optimiser.clip)

    def optimizer_step(self, *words: Any, **named: Any) -> None:
        """The teacher follows within the step, so that no checkpoint falls between the two."""
        super().optimizer_step(*words, **named)
        follow(self.teacher, self.network, self.global_step, self.config.loss.decay)

    def _augmented(self, batch: Batch) -> Batch:
        settings = self.config.augment
        if settings.shift_s:
            batch = rolled(batch, settings.shift_s, self.network.rate_hz, self.network.frame_s)
        if settings.mix_up and float(torch.rand(())) < settings.mix_up_chance:
            batch = mixed_up(batch, settings.mix_up)
        return time_masked(batch) if settings.time_mask else batch

    def _filtered(self, features: torch.Tensor) -> torch.Tensor:
        """Another draw at each call: student and teacher hear different colours."""
        low, high = self.config.augment.filter_db
        if low == high == 0.0:
            return features
        return filter_bands(features, (low, high), band_axis(features, self.network), per_db(self.network))


def ramp_up(epoch: float, length: float) -> float:
    """exp(-5 (1 - t)²) up to 1, then constant."""
    return math.exp(-5.0 * (1.0 - min(1.0, epoch / length)) ** 2)


@torch.no_grad()
def follow(teacher: nn.Module, student: nn.Module, step: int, decay: float) -> None:
    """The mean of all weights so far in the beginning, a moving one later. Buffers are those of the student."""
    share = min(1.0 - 1.0 / max(1, step), decay)
    for theirs, mine in zip(teacher.parameters(), student.parameters(), strict=True):
        theirs.mul_(share).add_(mine, alpha=1.0 - share)
    for kept, given in zip(teacher.buffers(), student.buffers(), strict=True):
        kept.copy_(given)


def rate_groups(network: Detector, rate: float, backbone_rate: float, layer_decay: float) -> list[dict[str, Any]]:
    """Parameters with their learning rates: the new layers, and those of the backbone, slower towards the sound."""
    groups: dict[float, list[nn.Parameter]] = {}
    depths = _depths(network.v) if isinstance(network, AstSed) else {}
    deepest = max(depths.values(), default=0)
    for values in network.parameters():
        depth = depths.get(id(values))
        own = rate if depth is None else backbone_rate * layer_decay ** (deepest - depth)
        groups.setdefault(own, []).append(values)
    return [{"params": some, "lr": own} for own, some in sorted(groups.items())]


def _depths(backbone: nn.Module) -> dict[int, int]:
    """How many blocks come before each parameter: 0 for what embeds the patches."""
    found = {id(values): 0 for values in backbone.parameters()}
    for name, values in backbone.named_parameters():
        numbers = [int(part) for part in name.split(".") if part.isdigit()]
        if numbers:
            found[id(values)] = numbers[0] + 1
    return found
