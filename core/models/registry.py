"""Which models there are: those that ship with the program and those that a person imported or trained.

A model is a folder with a card and weights. Weights are read as safetensors and never unpickled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import paths
from core.errors import ModelError
from core.models.card import CARD_FILE, Card, Task, read_card

if TYPE_CHECKING:
    from core.models.detector import Detector

# name of the architecture -> module and builder `(n_classes, **settings) -> Detector`; loaded when first asked for
ARCHITECTURES: Mapping[str, str] = {
    "crnn": "core.models.crnn:Crnn",
    "ast": "core.models.ast:AstTagger",
    "ast-sed": "core.models.ast_sed:AstSed",
    "lite": "core.models.lite:LiteDetector",
    "efficientat": "core.models.efficientat:EfficientAt",
}

DEFAULT_DETECTOR = "listener"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model that is there: its card, and the folder it lies in."""

    card: Card
    folder: Path
    embedded: bool

    @property
    def weights(self) -> Path:
        return self.folder / self.card.weights


def embedded_folder() -> Path:
    from resources import path

    return path("models")


def entries(task: Task | None = None) -> list[Entry]:
    """All models, the embedded ones first. A folder without a sound card is left out; `check` says why."""
    found: list[Entry] = []
    for root, embedded in ((embedded_folder(), True), (paths.models_dir(), False)):
        for folder in sorted(root.iterdir()) if root.is_dir() else []:
            if not (folder / CARD_FILE).is_file():
                continue
            try:
                card = read_card(folder)
            except ModelError:
                continue
            if (task is None or card.task == task) and all(card.id != entry.card.id for entry in found):
                found.append(Entry(card, folder, embedded))
    return found


def entry(name: str) -> Entry:
    """The model with this id, or the one in this folder. Raises `ModelError`."""
    for found in entries():
        if found.card.id == name:
            return found
    folder = Path(name)
    if (folder / CARD_FILE).is_file():
        return Entry(read_card(folder), folder, embedded=False)
    known = ", ".join(found.card.id for found in entries()) or "none"
    raise ModelError(f"there is no model “{name}”; there are: {known}. `auralens models list` tells more of each.")


def build(card: Card) -> Detector:
    """The network of a card, with random weights. Raises `ModelError`."""
    return builder(card.architecture)(n_classes=len(card.classes), **card.settings)


def builder(architecture: str) -> Callable[..., Detector]:
    try:
        module, name = ARCHITECTURES[architecture].split(":")
    except KeyError:
        known = ", ".join(ARCHITECTURES)
        raise ModelError(f"there is no architecture “{architecture}”; there are: {known}.") from None
    made: Callable[..., Detector] = getattr(import_module(module), name)
    return made


def load(found: Entry) -> Detector:
    """The network with its weights, in evaluation mode. Raises `ModelError`."""
    network = build(found.card)
    network.load_state_dict(read_weights(found.weights), strict=True)
    return network.eval()


def read_weights(path: Path) -> dict[str, Any]:
    """Tensors by name, from safetensors. Raises `ModelError`."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise ModelError(f"“{path}” is no whole safetensors file ({error}): copy or download it again.") from error


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
