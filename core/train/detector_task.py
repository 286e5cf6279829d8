"""The default detector from soundscapes whose onsets are known, and, where one is named, from a teacher: from the
features of its frames, and from what its own classifier says when it is given ours."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

import torch
from pydantic import Field
from torch import nn
from torch.nn import functional

from core.errors import UsageError
from core.models import registry
from core.models.detector import Detector
from core.models.efficientat import EfficientAt
from core.models.lite import LiteDetector
from core.train.augment import bands_masked, filter_bands, mixed_up
from core.train.config import BatchConfig, NetworkConfig, Part, RunConfig, TrainConfig
from core.train.data.labelled import Kind
from core.train.example import Batch
from core.train.feature_scale import band_axis, per_db
from core.train.listening import ListeningLesson
from core.train.losses import bce
from core.train.mean_teacher_task import follow

SURVEYED_STEPS = 200  # in which mean and spread of the teacher's features are found
LEAST_SPREAD = 0.05


class DetectorLossConfig(Part):
    """Cross-entropies are sums over the classes: of fifty classes few sound at a time, and a mean would hardly move."""

    strong: float = Field(default=1.0, ge=0.0)
    weak: float = Field(default=0.5, ge=0.0)
    teacher: str = ""  # a model of the registry or a folder of one; empty: no teacher
    teacher_features: float = Field(default=2.0, ge=0.0)  # weight of the distance to its frames' features
    teacher_tags: float = Field(default=0.1, ge=0.0)  # weight of what its classifier says of our features


class DetectorOptimiserConfig(Part):
    learning_rate: float = Field(default=2e-3, gt=0.0)
    body_rate: float = Field(default=6e-4, gt=0.0)  # of the encoder
    weight_decay: float = Field(default=2e-2, ge=0.0)
    warm_up_steps: int = Field(default=150, ge=1)  # in which the rate rises; then a cosine falls
    freeze_after: int = Field(default=600, ge=0)  # steps after which the first layers rest; they cost most; 0: never
    clip: float = Field(default=5.0, gt=0.0)  # greatest norm of the gradient
    decay: float = Field(default=0.999, ge=0.0, lt=1.0)  # of the average of weights that becomes the model; 0: none


class DetectorAugmentConfig(Part):
    mix_up: float = Field(default=0.0, ge=0.0)  # alpha of the Beta distribution; 0: none
    filter_db: float = Field(default=8.0, ge=0.0)  # random gain of frequency bands, up to so much up or down
    masks: float = Field(default=0.25, ge=0.0, le=1.0)  # how often a stretch of bands, or of time, is made silent


class DetectorConfig(TrainConfig):
    network: NetworkConfig = NetworkConfig(architecture="lite", start="")
    batch: BatchConfig = BatchConfig(synthetic=16)
    run: RunConfig = RunConfig(epochs=32)
    loss: DetectorLossConfig = DetectorLossConfig()
    optimiser: DetectorOptimiserConfig = DetectorOptimiserConfig()
    augment: DetectorAugmentConfig = DetectorAugmentConfig()


class DetectorLesson(ListeningLesson):
    Config = DetectorConfig
    config: DetectorConfig

    def __init__(self, config: DetectorConfig, network: Detector, steps_per_epoch: int) -> None:
        super().__init__(config, network, steps_per_epoch)
        self.averaged = copy.deepcopy(network).requires_grad_(False) if config.optimiser.decay else None
        teacher = _teacher(config.loss.teacher, network)
        self.lecture = Lecture(teacher, network) if teacher else None

    @classmethod
    def needs_sound(cls, config: TrainConfig) -> bool:
        assert isinstance(config, DetectorConfig)
        return bool(config.loss.teacher or config.augment.mix_up)

    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]:
        settings, augment = self.config.loss, self.config.augment
        if augment.mix_up:
            batch = mixed_up(batch, augment.mix_up)
        features = self._changed(batch.with_features(self.network))
        if self.lecture is not None:
            found, deep = frame_features(self.network, features)
        else:
            output = self.network(features)
            found, deep = (output.strong, output.weak), output.strong
        framed, labelled = batch.of(Kind.STRONG, Kind.SYNTHETIC), ~batch.of(Kind.UNLABELLED)
        classes = batch.weak.shape[1]
        strong = classes * bce(found[0], batch.strong, (batch.valid & framed[:, None])[..., None])
        weak = classes * bce(found[1], batch.weak, labelled[:, None])
        losses = {"loss": settings.strong * strong + settings.weak * weak, "strong": strong, "weak": weak}
        if self.lecture is not None:
            apart, tags = self.lecture(batch.samples, deep, self.global_step)
            losses["loss"] = losses["loss"] + settings.teacher_features * apart + settings.teacher_tags * tags
            losses |= {"teacher_features": apart, "teacher_tags": tags}
        return losses

    def judged(self) -> Mapping[str, Detector]:
        return {"": self.network if self.averaged is None else self.averaged}

    def optimiser(self) -> torch.optim.Optimizer:
        settings = self.config.optimiser
        early = set(map(id, _encoder(self.network)))
        body = [values for values in self.network.parameters() if id(values) in early]
        rest = [values for values in self.network.parameters() if id(values) not in early]
        if self.lecture is not None:
            rest += list(self.lecture.projection.parameters())
        groups = [{"params": rest, "lr": settings.learning_rate}]
        groups += [{"params": body, "lr": settings.body_rate}] if body else []
        return torch.optim.AdamW(groups, weight_decay=settings.weight_decay)

    def rate_at(self, step: int) -> float:
        rise = min(1.0, (step + 1) / self.config.optimiser.warm_up_steps)
        return rise * (0.5 * (1.0 + math.cos(math.pi * min(1.0, step / max(1, self.steps)))) + 0.005)

    def on_train_batch_start(self, batch: Batch, batch_idx: int) -> None:
        after = self.config.optimiser.freeze_after
        if after and self.global_step >= after and isinstance(self.network, LiteDetector):
            for part in self.network.body.early():
                part.requires_grad_(False).eval()

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.optimiser.clip)

    def optimizer_step(self, *words: Any, **named: Any) -> None:
        """The average follows within the step, so that no checkpoint falls between the two."""
        super().optimizer_step(*words, **named)
        if self.averaged is not None:
            follow(self.averaged, self.network, self.global_step, self.config.optimiser.decay)

    def on_fit_start(self) -> None:
        if self.lecture is not None:
            self.lecture.teacher.to(self.device)

    def _changed(self, features: torch.Tensor) -> torch.Tensor:
        settings = self.config.augment
        axis = band_axis(features, self.network)
        if settings.filter_db:
            features = filter_bands(features, (-settings.filter_db, settings.filter_db), axis, per_db(self.network))
        return bands_masked(features, axis, settings.masks) if settings.masks else features


class Lecture(nn.Module):
    """A teacher listens to the same sound, unchanged; ours are to be found in its features and to mean the same."""

    mean: torch.Tensor
    variance: torch.Tensor

    def __init__(self, teacher: EfficientAt, network: Detector) -> None:
        super().__init__()
        silence = torch.zeros(1, round(network.window_s * network.rate_hz))
        with torch.no_grad():
            mine = frame_features(network, network.features(silence))[1]
        self._teacher = [teacher.eval().requires_grad_(False)]  # in a list: no part of what is saved
        self.projection = nn.Linear(mine.shape[1], teacher.map_channels)
        self.register_buffer("mean", torch.zeros(teacher.map_channels))
        self.register_buffer("variance", torch.ones(teacher.map_channels))

    @property
    def teacher(self) -> EfficientAt:
        return self._teacher[0]

    def forward(self, samples: torch.Tensor, deep: torch.Tensor, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Distance between the features of frames, and between what the teacher's classifier says of them."""
        with torch.no_grad():
            theirs = self.teacher.maps(self.teacher.features(samples)).mean(2)  # (batch, channels, steps)
            said = torch.sigmoid(self.teacher.classify(theirs.mean(2)))
            if step < SURVEYED_STEPS:
                self.mean.lerp_(theirs.mean((0, 2)), 1.0 / (step + 1))
                self.variance.lerp_(theirs.var((0, 2)), 1.0 / (step + 1))
        spread = self.variance.sqrt() + LEAST_SPREAD
        steps = functional.interpolate(deep, size=theirs.shape[2], mode="linear").transpose(1, 2)
        mine = self.projection(steps)  # (batch, steps, channels), standardised
        apart = functional.mse_loss(mine, (theirs.transpose(1, 2) - self.mean) / spread)
        guess = self.teacher.classify((mine * spread + self.mean).mean(1))
        return apart, said.shape[1] * functional.binary_cross_entropy_with_logits(guess, said)


def frame_features(network: Detector, features: torch.Tensor) -> tuple[tuple[torch.Tensor, torch.Tensor], torch.Tensor]:
    """(strong, weak) and the deep features (batch, channels, steps) of one pass. Raises `UsageError`."""
    if not isinstance(network, LiteDetector):
        raise UsageError("only the architecture “lite” shows its features to a teacher; leave loss.teacher empty.")
    strong, attention, deep = network.logits(features)
    scores = torch.sigmoid(strong)
    weights = torch.softmax(attention.clamp(-10.0, 10.0), dim=1)
    return (scores, (weights * scores).sum(1).clamp(0.0, 1.0)), deep


def _encoder(network: Detector) -> list[nn.Parameter]:
    return list(network.body.parameters()) if isinstance(network, LiteDetector) else []


def _teacher(name: str, network: Detector) -> EfficientAt | None:
    if not name:
        return None
    teacher = registry.load(registry.entry(name))
    if not isinstance(teacher, EfficientAt):
        raise UsageError(f"“{name}” cannot teach: only models of the architecture “efficientat” can.")
    if teacher.rate_hz != network.rate_hz:
        raise UsageError(f"“{name}” listens at {teacher.rate_hz} Hz and the network at {network.rate_hz} Hz.")
    return teacher
