"""Importing a tagger that is a program of its own: what it takes and gives is found by letting it hear noise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from core.errors import ModelError
from core.models import class_names
from core.models.importing import UNKNOWN_LICENCE, Draft, Request, card_for, copy, needs_trust

if TYPE_CHECKING:
    import torch

    from core.models.foreign import ForeignTagger

DEFAULT_CLIP_S = 1.0
HOPS_IN_CLIP = 4  # unless said, a clip is heard every quarter of its length
FILES = {"onnx": "model.onnx", "torchscript": "model.pt"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the file itself says: how many clips and samples it is fixed to, how many weights it has."""

    together: int | None
    samples: int | None
    parameters: int


def draft_of(request: Request, kind: Literal["onnx", "torchscript"]) -> Draft:
    """Raises `ModelError`."""
    if kind == "torchscript" and not request.trust:
        raise ModelError(needs_trust(request.path))
    seen = _onnx(request.path) if kind == "onnx" else _script(request.path)
    if request.rate_hz is None or request.rate_hz < 1:
        raise ModelError(f"“{request.path.name}” does not say what rate of samples it takes; say --rate HZ.")
    settings = _settings(request, request.rate_hz, seen)
    scores = _heard(kind, request.path, settings)
    if scores.ndim == 3:
        settings["steps"] = int(scores.shape[1])
    classes = class_names.find(request.path, request.classes, int(scores.shape[-1]))
    if not request.logits and bool(((scores < 0) | (scores > 1)).any()):
        raise ModelError(f"“{request.path}” gives scores below 0 or above 1, so they are no probabilities; "
                         "if they are logits, say --logits.")
    card = card_for(request, kind, settings, classes, seen.parameters, UNKNOWN_LICENCE, request.path.stem, FILES[kind])
    return Draft(card, lambda folder: copy(request.path, folder / card.weights))


def _settings(request: Request, rate_hz: int, seen: _Seen) -> dict[str, Any]:
    if seen.samples is not None:
        clip_s = seen.samples / rate_hz
        if request.clip_s is not None and round(request.clip_s * rate_hz) != seen.samples:
            raise ModelError(f"“{request.path.name}” takes {seen.samples} samples, {clip_s:g} s at {rate_hz} Hz, "
                             f"not {request.clip_s:g} s.")
    else:
        clip_s = DEFAULT_CLIP_S if request.clip_s is None else request.clip_s
    hop_s = clip_s / HOPS_IN_CLIP if request.hop_s is None else request.hop_s
    settings: dict[str, Any] = {"rate_hz": rate_hz, "clip_s": clip_s, "hop_s": hop_s, "logits": request.logits}
    return settings if seen.together is None else settings | {"together": seen.together}


def _heard(kind: str, path: Path, settings: dict[str, Any]) -> torch.Tensor:
    """The scores of clips of noise, two where the program takes any number."""
    import torch

    from core.models.registry import builder

    network: ForeignTagger = builder(kind)(n_classes=1, **settings)  # type: ignore[assignment]
    network.open(path)
    together = settings.get("together", 2)
    noise = torch.randn(together, network.clip, generator=torch.Generator().manual_seed(0)) * 0.1
    with torch.no_grad():
        try:
            scores = network.judge(noise)
        except ModelError:
            if "together" in settings:
                raise
            settings["together"] = together = 1  # some programs take one clip only and do not say so
            scores = network.judge(noise[:1])
    if scores.ndim not in (2, 3) or scores.shape[0] != together or 0 in scores.shape:
        raise ModelError(f"“{path}” gives scores of shape {list(scores.shape)} for {together} clips; a tagger gives "
                         "(clips, classes) or (clips, steps, classes).")
    if not bool(scores.isfinite().all()):
        raise ModelError(f"“{path}” gives scores of noise that are no numbers.")
    return scores


def _onnx(path: Path) -> _Seen:
    from core.models.onnx_tagger import fixed, session_of, weights_in

    clips, samples = fixed(session_of(path))
    return _Seen(clips, samples, weights_in(path))


def _script(path: Path) -> _Seen:
    from core.models.script_tagger import ScriptTagger

    found = ScriptTagger(1, rate_hz=1, clip_s=1.0, hop_s=1.0)
    found.open(path)
    return _Seen(None, None, sum(values.numel() for values in found.parameters()))
