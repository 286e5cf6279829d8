"""Turning a file of weights into a model: recognised by its tensors, checked, and kept with a card.

What does not fit is refused with the reason before anything is written. Programs are taken only on a person's word.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import paths
from core.errors import ModelError
from core.files import replacing
from core.models import class_names
from core.models.card import WEIGHTS_FILE, Card, Task, read_card, write_card
from core.models.catalogue import published_as
from core.models.registry import Entry, build, build_locator, check, entries, sha256

if TYPE_CHECKING:
    import torch

UNKNOWN_LICENCE = "unknown"
AUDIOSET_CLASSES = 527
NAMELESS = ("model", "pytorch_model", "weights", "checkpoint")  # such files are called after their folder
EFFICIENTAT_HIDDEN = 1280  # of the classifier at width 1
EFFICIENTAT_DECODING = {  # its scores of AudioSet's classes are low and waver; chosen with mn04 on composed soundscapes
    "threshold": 0.1, "low_ratio": 0.3, "median_s": 2.0}


@dataclass(frozen=True, slots=True)
class Request:
    """What a person says about the file; None where the file, or what lies beside it, shall tell."""

    path: Path
    id: str | None = None
    title: str | None = None
    licence: str | None = None
    classes: Path | None = None
    rate_hz: int | None = None  # the rest is for taggers that are programs
    clip_s: float | None = None
    hop_s: float | None = None
    logits: bool = False
    trust: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A model that is about to be written: its card, and how its weights come to lie in a folder."""

    card: Card
    write: Callable[[Path], None]


def import_model(request: Request) -> Entry:
    """The model, in the folder of models. Raises `ModelError`."""
    from core.models.checkpoint import kind_of, read_tensors

    if request.path.is_dir():
        draft = _from_folder(request)
    else:
        kind = kind_of(request.path)
        if kind in ("onnx", "torchscript"):
            from core.models.program_import import draft_of

            draft = draft_of(request, kind)
        elif kind == "hdf5":
            draft = _scene(request)
        else:
            draft = _from_tensors(request, read_tensors(request.path))
    return _kept(request, draft)


def card_for(request: Request, architecture: str, settings: dict[str, Any], classes: tuple[str, ...], parameters: int,
             licence: str, title: str, weights: str = WEIGHTS_FILE, task: Task = "tags") -> Card:
    """What is known of an imported file, and what the person said."""
    known = published_as(sha256(request.path))
    name = request.id or (known.id if known else _slug(request.path))
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name):
        raise ModelError(f"“{name}” cannot be the id of a model: small letters, digits, dots, dashes and underscores "
                         "can, from a letter or digit on.")
    return Card(id=name, title=request.title or (known.title if known else title), task=task,
                architecture=architecture, settings=settings, classes=classes, parameters=parameters, weights=weights,
                licence=request.licence or (known.licence if known else licence),
                source=known.address if known else request.path.name, summary=f"Imported from {request.path.name}.")


def _from_tensors(request: Request, tensors: Mapping[str, torch.Tensor]) -> Draft:
    from core.models.ast_weights import is_ast

    if is_ast(tensors):
        return _ast(request, tensors)
    if "imgnet.conv1.weight" in tensors and "audnet.conv1.weight" in tensors:
        return _slavc(request, tensors)
    if "features.0.0.weight" in tensors and "classifier.2.weight" in tensors:
        return _efficientat(request, tensors)
    first = ", ".join(f"“{name}”" for name in sorted(tensors)[:3])
    raise ModelError(f"“{request.path}” holds weights of no network that is known here (AST, EfficientAT, SLAVC): it "
                     f"has {first}. A tagger of your own can be imported as ONNX or TorchScript.")


def _ast(request: Request, tensors: Mapping[str, torch.Tensor]) -> Draft:
    from core.models.ast_weights import renamed, settings_of

    own = renamed(tensors)
    settings = settings_of(own, request.path)
    count = _classes_in(own, "mlp_head.1.weight", request.path)
    published = settings == {"size": "base"} and count == AUDIOSET_CLASSES
    licence = "BSD-3-Clause" if published else UNKNOWN_LICENCE
    return _network(request, "ast", settings, own, count, licence, "Audio Spectrogram Transformer")


def _efficientat(request: Request, tensors: Mapping[str, torch.Tensor]) -> Draft:
    from core.models.efficientat import from_published, published_name

    count = _classes_in(tensors, "classifier.5.weight", request.path)
    settings = {"width": tensors["classifier.2.weight"].shape[0] / EFFICIENTAT_HIDDEN}
    published = count == AUDIOSET_CLASSES
    licence = "MIT" if published else UNKNOWN_LICENCE
    draft = _network(request, "efficientat", settings, from_published(dict(tensors)), count, licence, "EfficientAT",
                     theirs=published_name)
    return replace(draft, card=draft.card.model_copy(update={"decoding": EFFICIENTAT_DECODING})) if published else draft


def _slavc(request: Request, tensors: Mapping[str, torch.Tensor]) -> Draft:
    """Its momentum encoders are kept, to be asked in the place of the others."""
    from core.models.slavc import from_published
    from core.models.weights import fit, save

    settings, own = from_published(tensors, request.path)
    if request.rate_hz:
        settings["rate_hz"] = request.rate_hz
    told = card_for(request, "slavc", settings, (), 0, UNKNOWN_LICENCE, "SLAVC", task="localization")
    network = build_locator(told)
    fit(network, own, request.path, "a whole SLAVC")
    parameters = sum(values.numel() for values in network.parameters())
    return Draft(told.model_copy(update={"parameters": parameters}),
                 lambda folder: save(network, folder / WEIGHTS_FILE))


def _scene(request: Request) -> Draft:
    """Unless a file of classes says another order, ten classes are TAU's in the order of the published weights."""
    from core.models.keras_scene import DCASE_ORDER, read_scene

    settings, count, tensors = read_scene(request.path)
    if request.rate_hz:
        settings["rate_hz"] = request.rate_hz
    published = DCASE_ORDER if count == len(DCASE_ORDER) and request.classes is None else None
    return _network(request, "scene", settings, tensors, count, UNKNOWN_LICENCE, "Scene network", "scenes", published)


def _network(request: Request, architecture: str, settings: dict[str, Any], tensors: Mapping[str, torch.Tensor],
             count: int, licence: str, title: str, task: Task = "tags", known: tuple[str, ...] | None = None,
             theirs: Callable[[str], str] = str) -> Draft:
    """`known`: names of the classes, where the file need not be asked for them; `theirs`: our layers' names there."""
    from core.models.weights import fit, save

    blank = card_for(request, architecture, settings, tuple(map(str, range(count))), 0, licence, title, task=task)
    network = build(blank)
    fit(network, tensors, request.path, f"a whole {title}", theirs)
    parameters = sum(values.numel() for values in network.parameters())
    classes = known or class_names.find(request.path, request.classes, count)
    card = blank.model_copy(update={"classes": classes, "parameters": parameters})
    return Draft(card, lambda folder: save(network, folder / WEIGHTS_FILE))


def _from_folder(request: Request) -> Draft:
    """A model that was trained here or elsewhere, or a program of somebody's with a card."""
    card = read_card(request.path)
    if card.architecture == "torchscript" and not request.trust:
        raise ModelError(needs_trust(request.path / card.weights))
    if Path(card.weights).name != card.weights:
        raise ModelError(f"the card of “{card.id}” names weights outside its folder; put them beside it.")
    told = {"id": request.id, "title": request.title, "licence": request.licence}
    weights = request.path / card.weights
    card = card.model_copy(update={name: value for name, value in told.items() if value} | {"sha256": _hash(weights)})
    problems = check(Entry(card, request.path, embedded=False))
    if problems:
        raise ModelError(f"“{request.path}” cannot be used as a model: {problems[0]}")
    return Draft(card, lambda folder: copy(weights, folder / card.weights))


def needs_trust(path: Path) -> str:
    return (f"“{path}” is TorchScript, which is a program: opening it runs what its author wrote, with all you may do. "
            "If you trust where it came from, say so with --trust.")


def copy(source: Path, target: Path) -> None:
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)


def _kept(request: Request, draft: Draft) -> Entry:
    """Written beside the models, checked there, and only then moved among them."""
    name = draft.card.id
    taken = next((found for found in entries() if found.card.id == name), None)
    if taken is not None and (taken.embedded or not request.replace):
        raise ModelError(f"there is a model “{name}” already; name this one with --id"
                         + (", or say --replace." if not taken.embedded else "."))
    target = paths.models_dir() / name
    fresh = target.with_name(f".{name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        draft.write(fresh)
        card = draft.card.model_copy(update={"sha256": sha256(fresh / draft.card.weights)})
        write_card(fresh, card)
        problems = check(Entry(card, fresh, embedded=False))
        if problems:
            raise ModelError(f"“{request.path}” cannot be used as a model: {problems[0]}")
        if taken is not None and taken.folder != target:
            shutil.rmtree(taken.folder)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    except OSError as error:
        raise ModelError(f"the model cannot be written to “{target}” ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Entry(card, target, embedded=False)


def _classes_in(tensors: Mapping[str, torch.Tensor], name: str, path: Path) -> int:
    if name not in tensors or tensors[name].ndim != 2:
        raise ModelError(f"“{path}” has no classifier (“{name}”): it knows sounds, but no classes.")
    return int(tensors[name].shape[0])


def _slug(path: Path) -> str:
    stem = path.resolve().parent.name if path.stem.lower() in NAMELESS else path.stem
    return re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._")[:64] or "imported"


def _hash(path: Path) -> str:
    try:
        return sha256(path)
    except OSError as error:
        raise ModelError(f"“{path}” cannot be read ({error.strerror or error}).") from error
