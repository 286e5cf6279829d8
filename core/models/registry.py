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
    "scene": "core.models.scene:SceneNet",
    "onnx": "core.models.onnx_tagger:OnnxTagger",
    "torchscript": "core.models.script_tagger:ScriptTagger",
}

DEFAULT_DETECTOR = "listener"
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
    try:
        return builder(card.architecture)(n_classes=len(card.classes), **card.settings)
    except (TypeError, ValueError) as error:
        raise ModelError(f"the card of “{card.id}” has settings that “{card.architecture}” cannot be built from "
                         f"({error}); correct its card or import it again.") from error


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
    from core.models.foreign import ForeignTagger
    from core.models.weights import fit

    network = build(found.card)
    if isinstance(network, ForeignTagger):  # a program: only the very file that was imported may run
        if _hash(found) != found.card.sha256:
            raise ModelError(CHANGED.format(found.weights))
        network.open(found.weights)
    else:
        fit(network, read_weights(found.weights), found.weights, f"what the card of “{found.card.id}” describes")
    return network.eval()


def check(found: Entry) -> list[str]:
    """What is wrong with a model, in sentences: none, if it can be used."""
    try:
        problems = [] if _hash(found) == found.card.sha256 else [CHANGED.format(found.weights)]
        network = load(found)
        problems += _on_noise(network, found.card)
    except ModelError as error:
        return [str(error)]
    parameters = sum(values.numel() for values in network.parameters())
    if parameters not in (0, found.card.parameters):
        problems.append(f"it has {parameters} weights, not {found.card.parameters} as its card says.")
    return problems


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


def _on_noise(network: Detector, card: Card) -> list[str]:
    """What is wrong with the scores of a second of noise."""
    import torch

    noise = torch.randn(network.sound_shape(1, network.rate_hz), generator=torch.Generator().manual_seed(0)) * 0.1
    with torch.no_grad():
        strong, weak = network.detect(noise)
    classes = len(card.classes)
    if strong.ndim != 3 or strong.shape[0] != 1 or strong.shape[2] != classes or tuple(weak.shape) != (1, classes):
        return [f"it gives scores of shape {list(strong.shape)} and {list(weak.shape)} for {classes} classes."]
    if not (bool(strong.isfinite().all()) and bool(weak.isfinite().all())):
        return ["it gives scores that are no numbers: its weights are damaged."]
    if abs(strong.shape[1] * network.frame_s - 1.0) > network.frame_s + 1e-6:
        return [f"it gives {strong.shape[1]} frames of {network.frame_s:g} s for one second."]
    return []
