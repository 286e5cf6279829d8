"""What comes of a training: a folder with card and weights, as the registry opens it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from torch import nn

from core.models.card import WEIGHTS_FILE, Card, Task, write_card
from core.models.registry import sha256
from core.models.weights import save
from core.train.config import LessonConfig


def write_model(folder: Path, network: nn.Module, classes: tuple[str, ...], config: LessonConfig, task: str,
                figures: Mapping[str, float], run: str, finds: Task = "events") -> None:
    """Weights first: a card without them would be a model that is none."""
    save(network, folder / WEIGHTS_FILE)
    told = config.model
    name = told.id or re.sub(r"[^a-z0-9._-]+", "-", run.lower()).strip("-._")[:64] or task
    write_card(folder, Card(
        id=name, title=told.title or name, task=finds, architecture=config.network.architecture,
        settings=config.network.settings, classes=classes,
        parameters=sum(values.numel() for values in network.parameters()), licence=told.licence,
        sha256=sha256(folder / WEIGHTS_FILE), summary=told.summary, data=told.data,
        recipe=f"auralens train {task}, seed {config.seed}", command=f"auralens train {task} --config config.toml",
        figures={"validation": dict(figures)},
    ))
