"""The default detector from soundscapes whose onsets are known, and, where one is named, from a teacher: what it says
of the clip, and the features of its frames."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import torch
from pydantic import Field
from torch import nn
from torch.nn import functional

from core.errors import UsageError
from core.models import registry
from core.models.detector import Detector
from core.models.efficientat import EfficientAt
from core.models.lite import LiteDetector
from core.train.augment import filter_bands, mixed_up
from core.train.config import BatchConfig, NetworkConfig, Part, RunConfig, TrainConfig
from core.train.data.labelled import Kind
from core.train.example import Batch
from core.train.lesson import Lesson
from core.train.losses import bce


class DetectorLossConfig(Part):
    strong: float = Field(default=1.0, ge=0.0)
    weak: float = Field(default=0.5, ge=0.0)
    teacher: str = ""  # a model of the registry or a folder of one; empty: no teacher
    teacher_tags: float = Field(default=0.0, ge=0.0)  # weight of its probabilities; needs the same classes
    teacher_features: float = Field(default=1.0, ge=0.0)  # weight of the distance to its frames' features


class DetectorOptimiserConfig(Part):
    learning_rate: float = Field(default=1e-3, gt=0.0)
    weight_decay: float = Field(default=1e-4, ge=0.0)
    warm_up: float = Field(default=0.05, ge=0.0, lt=1.0)  # share of the steps in which the rate rises
    clip: float = Field(default=5.0, gt=0.0)  # greatest norm of the gradient


class DetectorAugmentConfig(Part):
    mix_up: float = Field(default=0.0, ge=0.0)  # alpha of the Beta distribution; 0: none
    filter_db: float = Field(default=0.0, ge=0.0)  # random gain of frequency bands, up to so much up or down


class DetectorConfig(TrainConfig):
    network: NetworkConfig = NetworkConfig(architecture="lite")
    batch: BatchConfig = BatchConfig(synthetic=16)
    run: RunConfig = RunConfig(epochs=60)
    loss: DetectorLossConfig = DetectorLossConfig()
    optimiser: DetectorOptimiserConfig = DetectorOptimiserConfig()
    augment: DetectorAugmentConfig = DetectorAugmentConfig()


class DetectorLesson(Lesson):
    Config = DetectorConfig
    config: DetectorConfig

    def __init__(self, config: DetectorConfig, network: Detector, steps_per_epoch: int) -> None:
        super().__init__(config, network, steps_per_epoch)
        teacher = _teacher(config.loss.teacher, network)
        self._teacher = [] if teacher is None else [teacher]  # in a list: no part of what is saved
        self.projection: nn.Linear | None = None
        if teacher is not None and config.loss.teacher_features:
            silence = torch.zeros(1, round(network.window_s * network.rate_hz))
            with torch.no_grad():
                mine = frame_features(network, network.features(silence))[1]
                theirs = teacher.maps(teacher.features(silence)).mean(2)
            self.projection = nn.Linear(mine.shape[1], theirs.shape[1])

    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]:
        settings, augment = self.config.loss, self.config.augment
        if augment.mix_up:
            batch = mixed_up(batch, augment.mix_up)
        features = batch.with_features(self.network)
        if augment.filter_db:
            features = filter_bands(features, (-augment.filter_db, augment.filter_db), _band_axis(self.network))
        found = self._judged(features)
        framed, labelled = batch.of(Kind.STRONG, Kind.SYNTHETIC), ~batch.of(Kind.UNLABELLED)
        strong = bce(found[0], batch.strong, (batch.valid & framed[:, None])[..., None])
        weak = bce(found[1], batch.weak, labelled[:, None])
        losses = {"loss": settings.strong * strong + settings.weak * weak, "strong": strong, "weak": weak}
        if self._teacher:
            for name, (weight, value) in self._taught(batch, found).items():
                losses["loss"], losses[name] = losses["loss"] + weight * value, value
        return losses

    def optimiser(self) -> torch.optim.Optimizer:
        settings = self.config.optimiser
        return torch.optim.AdamW(_learning(self), lr=settings.learning_rate, weight_decay=settings.weight_decay)

    def rate_at(self, step: int) -> float:
        rise = max(1, round(self.config.optimiser.warm_up * self.steps))
        if step < rise:
            return (step + 1) / rise
        return 0.5 * (1.0 + math.cos(math.pi * min(1.0, (step - rise) / max(1, self.steps - rise))))

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        nn.utils.clip_grad_norm_(self.parameters(), self.config.optimiser.clip)

    def on_fit_start(self) -> None:
        for teacher in self._teacher:
            teacher.to(self.device)

    def _judged(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        if self.projection is not None:
            output, deep = frame_features(self.network, features)
            return output[0], output[1], deep
        output = self.network(features)
        return output.strong, output.weak, output.strong

    def _taught(self, batch: Batch, found: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
                ) -> dict[str, tuple[float, torch.Tensor]]:
        teacher, settings = self._teacher[0], self.config.loss
        with torch.no_grad():
            features = teacher.features(batch.samples)
            theirs = teacher.maps(features).mean(2)
            tags = teacher(features).weak if settings.teacher_tags else None
        parts: dict[str, tuple[float, torch.Tensor]] = {}
        if self.projection is not None:
            fitted = functional.interpolate(found[2], size=theirs.shape[2], mode="linear")
            mine = self.projection(fitted.transpose(1, 2))
            apart = 1.0 - functional.cosine_similarity(mine, theirs.transpose(1, 2), dim=2)
            parts["teacher_features"] = settings.teacher_features, apart.mean()
        if tags is not None:
            parts["teacher_tags"] = settings.teacher_tags, bce(found[1], tags)
        return parts


def frame_features(network: Detector, features: torch.Tensor) -> tuple[tuple[torch.Tensor, torch.Tensor], torch.Tensor]:
    """(strong, weak) and the deep features (batch, channels, steps) of one pass. Raises `UsageError`."""
    if not isinstance(network, LiteDetector):
        raise UsageError("only the architecture “lite” shows its features to a teacher; set loss.teacher_features = 0.")
    strong, attention, deep = network.logits(features)
    scores = torch.sigmoid(strong)
    weights = torch.softmax(attention.clamp(-10.0, 10.0), dim=1)
    return (scores, (weights * scores).sum(1).clamp(0.0, 1.0)), deep


def _teacher(name: str, network: Detector) -> EfficientAt | None:
    if not name:
        return None
    teacher = registry.load(registry.entry(name))
    if not isinstance(teacher, EfficientAt):
        raise UsageError(f"“{name}” cannot teach: only models of the architecture “efficientat” can.")
    if teacher.rate_hz != network.rate_hz:
        raise UsageError(f"“{name}” listens at {teacher.rate_hz} Hz and the network at {network.rate_hz} Hz.")
    return teacher.requires_grad_(False)


def _learning(lesson: nn.Module) -> Iterator[nn.Parameter]:
    return (values for values in lesson.parameters() if values.requires_grad)


def _band_axis(network: Detector) -> int:
    """Where the bands lie in what the network takes."""
    with torch.no_grad():
        shape = network.features(torch.zeros(1, round(network.window_s * network.rate_hz))).shape
    return list(shape).index(len(network.feature_frequencies_hz()), 1)
