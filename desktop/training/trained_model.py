"""A trained model becomes one of the person's own: copied whole or not at all, under a name that is free."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from core.errors import ModelError
from core.models.card import read_card, write_card
from core.models.registry import entries
from core.paths import models_dir


def free_name(wanted: str) -> str:
    """As an id may look, and not that of a model there is."""
    base = re.sub(r"[^a-z0-9._-]+", "-", wanted.lower()).strip("-._")[:56] or "model"
    taken = {entry.card.id for entry in entries()} | {folder.name for folder in models_dir().iterdir()}
    return next(name for name in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if name not in taken)


def keep_model(folder: Path, name: str) -> Path:
    """Copy the model of a run into the person's models. Raises `ModelError`."""
    target = models_dir() / name
    if name != free_name(name):
        raise ModelError(f"there is a model “{name}” already; choose another name.")
    card = read_card(folder)
    work = Path(tempfile.mkdtemp(dir=models_dir(), prefix=".copy-"))
    try:
        for path in folder.iterdir():
            if path.is_file():
                shutil.copyfile(path, work / path.name)
        write_card(work, card.model_copy(update={"id": name, "title": card.title if card.title != card.id else name}))
        work.rename(target)
    except OSError as error:
        raise ModelError(f"the model could not be copied to “{target}”: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target
