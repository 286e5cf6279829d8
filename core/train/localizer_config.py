"""What a training of a locator is told: SLAVC's recipe by default, and what class-aware learning adds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.train.config import LessonConfig, NetworkConfig, Part, RunConfig, SourceConfig

LossName = Literal["slavc", "a", "b1", "b2", "c", "lvs", "ez-vsl", "fnac"]
PositivesName = Literal["auto", "none", "argmax", "gated", "soft", "audio"]


class PairsConfig(SourceConfig):
    """Which part of the data is used, and how it is read."""

    classes: tuple[str, ...] = ()  # only these; empty: all there are
    validation_pairs: int = Field(default=200, ge=1)
    anywhere: bool = False  # sound from a random place of its file, not from its middle
    cache_mb: int = Field(default=2000, ge=0)  # memory for decoded pictures and sounds


class PairsBatchConfig(Part):
    pairs: int = Field(default=128, ge=2)  # of one process; all others in it are negatives
    balanced: bool = False  # every class of the data equally often

    @property
    def size(self) -> int:
        return self.pairs


class LocalizerLossConfig(Part):
    """`a`, `b1`, `b2` and `c` are class-aware; `slavc` is their baseline, the others are for comparison."""

    name: LossName = "slavc"
    tau: float = Field(default=0.0, ge=0.0)  # temperature; 0: the loss's own
    momentum: float = Field(default=0.999, ge=0.0, lt=1.0)  # how slowly the slow encoders follow


class ClassesConfig(Part):
    """Which pairs of a batch are positives of each other."""

    positives: PositivesName = "auto"  # auto: argmax for class-aware losses, none for the others
    classifier: str = "imagenet"  # imagenet, imagenet@PIXELS, the file of a ResNet-18, or labels: those of the data
    sure: float = Field(default=0.5, ge=0.0, le=1.0)  # gated: a class counts from this probability on
    close: float = Field(default=0.5, ge=-1.0, le=1.0)  # audio: the cosine from which two sounds are of one kind
    listener: str = "listener"  # audio: the model that tells sounds apart


class LocalizerOptimiserConfig(Part):
    learning_rate: float = Field(default=1e-4, gt=0.0)
    encoder_share: float = Field(default=1.0, ge=0.0, le=1.0)  # of that rate for the picture encoder; 0: it rests
    weight_decay: float = Field(default=0.0, ge=0.0)
    warm_up_steps: int = Field(default=0, ge=0)
    schedule: Literal["constant", "cosine"] = "constant"
    clip: float = Field(default=0.0, ge=0.0)  # greatest norm of the gradient; 0: any


class LocalizerRunConfig(RunConfig):
    epochs: int = Field(default=20, ge=1)
    monitor: Literal["last", "mosaic", "loss"] = "last"
    judged: Literal["online", "momentum"] = "online"  # which of the two becomes the model


class LocalizerConfig(LessonConfig):
    network: NetworkConfig = NetworkConfig(architecture="slavc")
    data: PairsConfig = PairsConfig()
    batch: PairsBatchConfig = PairsBatchConfig()
    run: LocalizerRunConfig = LocalizerRunConfig()
    loss: LocalizerLossConfig = LocalizerLossConfig()
    classes: ClassesConfig = ClassesConfig()
    optimiser: LocalizerOptimiserConfig = LocalizerOptimiserConfig()

    @property
    def positives(self) -> str:
        """The kind of positives, with `auto` decided."""
        if self.loss.name == "slavc":
            return "none"
        if self.classes.positives != "auto":
            return self.classes.positives
        return "argmax" if self.loss.name in ("a", "b1", "b2", "c") else "none"
