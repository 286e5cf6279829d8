"""Which models there are: those that ship with the program and those that a person imported or trained.

A model is a folder with a card and weights. Weights are read as safetensors and never unpickled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core import paths
from core.errors import ModelError
from core.models.card import CARD_FILE, Card, Task, read_card

if TYPE_CHECKING:
    from torch import nn

    from core.models.detector import Detector
    from core.models.locator import Locator

# name of the architecture -> module and builder `(n_classes, **settings) -> Detector`; loaded when first asked for
ARCHITECTURES: Mapping[str, str] = {
    "crnn": "core.models.crnn:Crnn",
    "ast": "core.models.ast:AstTagger",
    "ast-sed": "core.models.ast_sed:AstSed",
    "lite": "core.models.lite:LiteDetector",
    "efficientat": "core.models.efficientat:EfficientAt",
    "scene": "core.models.scene:SceneNet",
    "onnx": "core.models.onnx_tagger:OnnxTagger",
    "torchscript": "core.models.script_tagger:ScriptTagger",
}

# the same for what finds sounds in pictures: `(**settings) -> Locator`
LOCATORS: Mapping[str, str] = {
    "slavc": "core.models.slavc:Slavc",
    "lite-locator": "core.models.lite_locator:LiteLocator",
}

Network = TypeVar("Network")

DEFAULT_DETECTOR = "listener"
DEFAULT_SCENES = "scenes"
LOOKS = ("“{}” finds where in a picture a sound comes from, not which sounds there are: use it with `auralens localize`"
         ", or name another model.")
LISTENS = ("“{}” finds which sounds there are, not where in a picture they come from: name a model with the task "
           "localization; `auralens models list` shows which there are.")
CHANGED = "“{}” is not the file that was imported (its SHA-256 differs from the card's); import it again."


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
            if folder.name.startswith(".") or not (folder / CARD_FILE).is_file():
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
    if card.task == "localization":
        raise ModelError(LOOKS.format(card.id))
    make = builder(card.architecture)
    return _made(card, lambda: make(n_classes=len(card.classes), **card.settings))


def build_locator(card: Card) -> Locator:
    """The same for a model that finds sounds in pictures. Raises `ModelError`."""
    if card.task != "localization":
        raise ModelError(LISTENS.format(card.id))
    make = locator_builder(card.architecture)
    return _made(card, lambda: make(**card.settings))


def _made(card: Card, make: Callable[[], Network]) -> Network:
    try:
        return make()
    except (TypeError, ValueError) as error:
        raise ModelError(f"the card of “{card.id}” has settings that “{card.architecture}” cannot be built from "
                         f"({error}); correct its card or import it again.") from error


def builder(architecture: str) -> Callable[..., Detector]:
    made: Callable[..., Detector] = _found(ARCHITECTURES, architecture)
    return made


def locator_builder(architecture: str) -> Callable[..., Locator]:
    made: Callable[..., Locator] = _found(LOCATORS, architecture)
    return made


def _found(table: Mapping[str, str], architecture: str) -> Callable[..., Any]:
    if architecture not in table:
        raise ModelError(f"there is no architecture “{architecture}”; there are: {', '.join(table)}.")
    module, name = table[architecture].split(":")
    made: Callable[..., Any] = getattr(import_module(module), name)
    return made


def load(found: Entry) -> Detector:
    """The network with its weights, in evaluation mode. Raises `ModelError`."""
    from core.models.foreign import ForeignTagger

    network = build(found.card)
    if isinstance(network, ForeignTagger):  # a program: only the very file that was imported may run
        if _hash(found) != found.card.sha256:
            raise ModelError(CHANGED.format(found.weights))
        network.open(found.weights)
    else:
        _fill(network, found)
    return network.eval()


def load_locator(found: Entry) -> Locator:
    """The same for a model that finds sounds in pictures. Raises `ModelError`."""
    network = build_locator(found.card)
    _fill(network, found)
    return network.eval()


def _fill(network: nn.Module, found: Entry) -> None:
    from core.models.weights import fit

    fit(network, read_weights(found.weights), found.weights, f"what the card of “{found.card.id}” describes")


def check(found: Entry) -> list[str]:
    """What is wrong with a model, in sentences: none, if it can be used."""
    try:
        problems = [] if _hash(found) == found.card.sha256 else [CHANGED.format(found.weights)]
        network, faults = _tried(found)
        problems += faults
    except ModelError as error:
        return [str(error)]
    parameters = sum(values.numel() for values in network.parameters())
    if parameters not in (0, found.card.parameters):
        problems.append(f"it has {parameters} weights, not {found.card.parameters} as its card says.")
    return problems


def _tried(found: Entry) -> tuple[nn.Module, list[str]]:
    """The network, and what is wrong with what it says of noise."""
    from core.models import trial

    if found.card.task == "localization":
        locator = load_locator(found)
        return locator, trial.on_noise_and_colours(locator)
    detector = load(found)
    return detector, trial.on_noise(detector, len(found.card.classes))


def broken() -> list[tuple[Path, str]]:
    """Folders of models whose card cannot be read, and why."""
    found: list[tuple[Path, str]] = []
    for root in (embedded_folder(), paths.models_dir()):
        for folder in sorted(root.iterdir()) if root.is_dir() else []:
            try:
                if (folder / CARD_FILE).is_file():
                    read_card(folder)
            except ModelError as error:
                found.append((folder, str(error)))
    return found


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


def _hash(found: Entry) -> str:
    try:
        return sha256(found.weights)
    except OSError as error:
        raise ModelError(f"“{found.weights}” cannot be read ({error.strerror or error}): the model has lost its "
                         "weights; import it again.") from error
