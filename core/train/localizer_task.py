"""A locator from pictures with their sounds: each against all others of a batch, and encoders that follow slowly.

With a class-aware loss, pairs of one class are positives of each other, as a frozen classifier of pictures has it.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Trainer
from torch import nn
from torch.utils.data import DataLoader

from core.errors import DataError, UsageError
from core.locate.loss_table import LOSSES
from core.locate.positives import members
from core.models import registry
from core.models.lite_locator import LiteLocator
from core.models.locator import Locator
from core.train.data.audio_visual import AudioVisual, Item, read_audio_visual
from core.train.data.labelled import Kind
from core.train.kinship import Kinship, kinship_of
from core.train.lesson import Lesson, Prepared, Setting, seed_all
from core.train.localizer_config import LocalizerConfig
from core.train.mosaics import Sighted
from core.train.pairs import Drawn, PairBatch, PairDraws, Pairs, Reading, collate
from core.train.plan import Plan
from core.train.start import begin_from

HELD = 10


class LocalizerLesson(Lesson):
    Config = LocalizerConfig
    config: LocalizerConfig
    network: Locator

    def __init__(self, config: LocalizerConfig, network: Locator, steps_per_epoch: int, kinship: Kinship) -> None:
        super().__init__(config, network, steps_per_epoch)
        self.slow = copy.deepcopy(network).requires_grad_(False)
        self._kinship = kinship
        encoder = network.picture_encoder()
        if encoder is not None and not config.optimiser.encoder_share:
            encoder.requires_grad_(False)

    @classmethod
    def prepare(cls, setting: Setting) -> Prepared:
        config: LocalizerConfig = setting.config
        found = read_audio_visual(Path(config.data.folder))
        learnt_from, held_out = parts(found, config.data.classes)
        seed_all(config.seed, 0)
        network = _network(config)
        begin_from(network, config.network.start, setting.console)
        reading = Reading(network.picture_px, network.rate_hz, network.sound_s, config.data.cache_mb,
                          config.data.anywhere)

        def skip(path: Path, reason: str) -> None:
            if setting.first:
                setting.folder.add_skipped(path, reason)
            setting.console.say(f"“{path}” is skipped: {reason}")

        if setting.first:
            setting.folder.write_skipped(found.skipped)
        train, held = (Pairs(some, found.sounds, reading, skip) for some in (learnt_from, held_out))
        kinship = kinship_of(train, config, setting.console)
        size = config.batch.pairs
        steps = config.run.steps_per_epoch or max(1, len(train) // (size * setting.processes))
        lesson, drawn = cls._begun(config, network, steps, kinship, train, setting)
        draws = PairDraws(drawn, config.seed, config.batch.balanced)

        def loader(trainer: Trainer) -> DataLoader[Any]:
            plan = Plan({Kind.STRONG: size}, lambda: trainer.global_step, lesson.steps,
                        lambda: (trainer.global_rank, trainer.world_size))
            return DataLoader(draws, batch_sampler=plan, collate_fn=collate,
                              num_workers=config.run.workers)

        return Prepared(lesson, Sighted(setting, held, _labels(learnt_from)), loader)

    @classmethod
    def _begun(cls, config: LocalizerConfig, network: Locator, steps: int, kinship: Kinship, train: Pairs,
               setting: Setting) -> tuple[LocalizerLesson, Drawn]:
        """The lesson, and what is drawn in it: where eyes and ears never learn, what they have seen and heard."""
        if isinstance(network, LiteLocator):
            from core.train.frozen_pairs import FrozenLesson, FrozenPairs

            drawn = FrozenPairs(train, network, setting.console)
            return FrozenLesson(config, network, steps, kinship, drawn.quiet), drawn
        return cls(config, network, steps, kinship), train

    def losses(self, batch: PairBatch) -> Mapping[str, torch.Tensor]:
        self._follow()
        self._let_rest()
        sight, hearing = self.network.sight(batch.pictures), self.network.hearing(batch.samples)
        with torch.no_grad():
            slow_sight, slow_hearing = self.slow.sight(batch.pictures), self.slow.hearing(batch.samples)
        return self.compared(batch, (sight, hearing), (slow_sight, slow_hearing))

    def compared(self, batch: PairBatch, quick: tuple[torch.Tensor, torch.Tensor],
                 slow: tuple[torch.Tensor, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The loss of pictures and sounds as vectors, those that learn and those that follow."""
        positives = self._kinship.among(batch.places, batch.sounds).to(quick[1].device)
        settings = self.config.loss
        words: dict[str, Any] = {"tau": settings.tau} if settings.tau else {}
        loss = LOSSES[settings.name](*quick, *slow, positives, **words)
        return {"loss": loss, "positives": members(positives).mean()}

    def judged(self) -> Mapping[str, Locator]:
        return {"": self.network if self.config.run.judged == "online" else self.slow}

    def optimiser(self) -> torch.optim.Optimizer:
        settings = self.config.optimiser
        encoder = self.network.picture_encoder()
        early = {id(values) for values in encoder.parameters()} if encoder is not None else set()
        learnt = [values for values in self.network.parameters() if values.requires_grad]
        groups = [{"params": [values for values in learnt if id(values) not in early], "lr": settings.learning_rate},
                  {"params": [values for values in learnt if id(values) in early],
                   "lr": settings.learning_rate * settings.encoder_share}]
        kind = torch.optim.AdamW if settings.weight_decay else torch.optim.Adam
        return kind([group for group in groups if group["params"]], weight_decay=settings.weight_decay)

    def rate_at(self, step: int) -> float:
        settings = self.config.optimiser
        rise = min(1.0, (step + 1) / settings.warm_up_steps) if settings.warm_up_steps else 1.0
        if settings.schedule == "constant":
            return rise
        return rise * 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / max(1, self.steps))))

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        if self.config.optimiser.clip:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.config.optimiser.clip)

    def _let_rest(self) -> None:
        """What does not learn keeps the statistics of its norms too."""
        if not self.config.optimiser.encoder_share:
            for network in (self.network, self.slow):
                encoder = network.picture_encoder()
                if encoder is not None:
                    encoder.eval()

    @torch.no_grad()
    def _follow(self) -> None:
        """At the start of a step, weights only; the statistics of its norms are those of what it sees itself."""
        for slow, fast in zip(self.slow.parameters(), self.network.parameters(), strict=True):
            slow.lerp_(fast, 1.0 - self.config.loss.momentum)


def parts(found: AudioVisual, classes: tuple[str, ...]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What to learn from and what to look at after each epoch; without a validation part, every tenth is held out.
    Raises `DataError`."""
    def wanted(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item for item in items if item.sounding and (not classes or item.label in classes))

    train, held = wanted(found.of("train")), wanted(found.of("validation"))
    if train and not held:
        train, held = tuple(item for place, item in enumerate(train) if place % HELD), train[::HELD]
    if len(train) < 2 or not held:
        raise DataError(f"the data have {len(train)} pairs of picture and sound to learn from; at least two are "
                        "needed, and one more to validate on.")
    return train, held


def _labels(items: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(sorted({item.label for item in items if item.label}))


def _network(config: LocalizerConfig) -> Locator:
    builder = registry.locator_builder(config.network.architecture)
    try:
        return builder(**config.network.settings)
    except TypeError as error:
        raise UsageError(f"network.settings do not fit the architecture “{config.network.architecture}”: {error}."
                         ) from error
