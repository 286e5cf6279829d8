"""What trainings of detectors share: a network of the registry, clips or soundscapes, and figures of what it finds."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import torch
from lightning.pytorch import Trainer
from torch import nn
from torch.utils.data import DataLoader

from core.errors import UsageError
from core.models import registry
from core.models.card import Task
from core.models.detector import Detector
from core.train.config import TrainConfig
from core.train.data.layouts import read_data
from core.train.example import Batch, TargetGrid, target_grid
from core.train.lesson import Lesson, Prepared, Setting, counts_of, seed_all
from core.train.materials import Gathering, Materials
from core.train.model_folder import write_model
from core.train.plan import Plan, batches
from core.train.start import begin_from
from core.train.validation import validate

SOUNDSCAPE_STEPS = 100  # in an epoch of data without end


class ListeningLesson(Lesson):
    """Its network is a `Detector`."""

    config: TrainConfig
    network: Detector
    finds: ClassVar[Task] = "events"
    passes: ClassVar[int] = 1  # over the data in an epoch

    @classmethod
    def needs_sound(cls, config: TrainConfig) -> bool:
        """Whether it learns from the sound itself: then features that a pool has kept do not serve it."""
        return False

    @abstractmethod
    def losses(self, batch: Batch) -> Mapping[str, torch.Tensor]: ...

    @classmethod
    def prepare(cls, setting: Setting) -> Prepared:
        config: TrainConfig = setting.config
        found = read_data(Path(config.data.folder), config.data)
        counts = counts_of(config.batch)
        if not counts:
            raise UsageError("a batch of no clips teaches nothing; set batch.strong, synthetic, weak or unlabelled.")
        seed_all(config.seed, 0)
        network = _network(config, len(found.classes))
        begin_from(network, config.network.start, setting.console)
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch has it; it spares time
        grid = target_grid(network, found.classes)
        gathering = Gathering(config, grid, network, counts, setting.folder, setting.console, cls.needs_sound(config),
                              setting.first)
        materials = gathering.gather(found)
        together = next(iter(counts.values())) * setting.processes
        steps = config.run.steps_per_epoch or math.ceil(cls.passes * materials.length / together) or SOUNDSCAPE_STEPS
        lesson = cls(config, network, steps)

        def loader(trainer: Trainer) -> DataLoader[Any]:
            plan = Plan(counts, lambda: trainer.global_step, lesson.steps,
                        lambda: (trainer.global_rank, trainer.world_size))
            return batches(materials.train, plan, config.run.workers)

        return Prepared(lesson, Listened(setting, grid, materials, cls.finds), loader)


class Listened:
    """The figures of a detector; the best becomes the model of the run."""

    def __init__(self, setting: Setting, grid: TargetGrid, materials: Materials, finds: Task) -> None:
        self._setting, self._grid, self._materials, self._finds = setting, grid, materials, finds

    def figures(self, network: nn.Module) -> dict[str, float]:
        assert isinstance(network, Detector)
        return validate(network, self._materials.validation, self._grid, self._materials.references)

    def keep(self, network: nn.Module, figures: Mapping[str, float]) -> None:
        config, folder = self._setting.config, self._setting.folder
        name = folder.path.absolute().name
        write_model(folder.model, network, self._grid.classes, config, config.task, figures, name, self._finds)


def _network(config: TrainConfig, classes: int) -> Detector:
    builder = registry.builder(config.network.architecture)
    try:
        return builder(n_classes=classes, **config.network.settings)
    except TypeError as error:
        raise UsageError(f"network.settings do not fit the architecture “{config.network.architecture}”: {error}."
                         ) from error
