"""Says where in time and frequency the evidence for a class is, by any of the methods, for any model.

One call for all of them: command line, window and measures choose a method by its name and know no formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import ModelError, UsageError
from core.explain.activations import read
from core.explain.attribution import integrated_gradients, occlusion
from core.explain.cam import FORMULAS, Scaling, scaled
from core.explain.evidence import NO_NUMBERS, Question, question, score_of
from core.explain.feature_plane import find_plane, leaf_of, untouched
from core.explain.heat_map import HeatMap, Target
from core.explain.placed import Placed, merged, place_map
from core.explain.refined_mask import Refining, refined_mask, refining_of
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.explain.stretch import Stretch
    from core.models.detector import Detector
    from core.models.map_layer import MapLayer

Layers = str | Sequence[str] | None
Shown = Callable[[HeatMap], None]


@dataclass(frozen=True, slots=True)
class Method:
    title: str
    looks_inside: bool  # it reads layers, so the model must have some
    follows_slopes: bool  # it needs gradients, which imported ONNX models do not give
    settings: tuple[str, ...] = ()


METHODS: Mapping[str, Method] = {
    "gradcam": Method("Grad-CAM", True, True, ("scaling",)),
    "gradcam++": Method("Grad-CAM++", True, True, ("scaling",)),
    "hirescam": Method("HiResCAM", True, True, ("scaling",)),
    "layercam": Method("LayerCAM", True, True, ("scaling",)),
    "gradients": Method("Integrated gradients", False, True, ("scaling", "steps")),
    "occlusion": Method("Occlusion", False, False, ("scaling", "cell_s", "rows")),
    "refined": Method("Refined mask", False, True, tuple(field.name for field in fields(Refining))),
}
DEFAULT_METHOD = "gradcam"


def explain(network: Detector, stretch: Stretch, target: Target, method: str = DEFAULT_METHOD, layer: Layers = None,
            progress: Progress | None = None, shown: Shown | None = None, **settings: Any) -> HeatMap:
    """`layer` names one of `network.layers()`, or several that are fused; None is the best. `shown` is given what the
    refined mask is on the way. Raises `UsageError` and `ModelError`."""
    known = _known(method, settings)
    progress = progress or Silent()
    scaling: Scaling = settings.pop("scaling", "minmax")
    with untouched(network):
        asked = question(network, stretch, target)
        layers = chosen(network, layer) if known.looks_inside or (method == "refined" and network.layers()) else ()

        def made(placed: Placed) -> HeatMap:
            return _heat_map(placed, target, method, layers, scaling)

        if method in FORMULAS:
            return made(_cam(asked, stretch, method, layers))
        if method == "gradients":
            return made(integrated_gradients(asked, stretch, progress, **settings))
        if method == "occlusion":
            return made(occlusion(asked, stretch, progress, **settings))
        refining = refining_of(network, settings)
        if refining.start not in FORMULAS:
            raise UsageError(f"a mask can start from the map of {', '.join(FORMULAS)}, not of “{refining.start}”.")
        first = _cam(asked, stretch, refining.start, layers) if layers else None
        tell = None if shown is None else (lambda placed: shown(made(placed)))
        return made(refined_mask(asked, stretch, first, progress, refining, tell))


def kept_score(network: Detector, stretch: Stretch, samples: NDArray[np.float32], target: Target) -> float:
    """The probability of the target in a sound that was made of the stretch, as what a mask keeps."""
    with untouched(network):
        return score_of(network, samples, question(network, stretch, target))


def chosen(network: Detector, layer: Layers = None) -> tuple[MapLayer, ...]:
    """The layers by these names. Raises `UsageError` for one that is not there, `ModelError` where there are none."""
    known = {one.name: one for one in network.layers()}
    if not known:
        raise ModelError("This model lets nobody look inside, as imported programs do not: choose occlusion.")
    if layer is None:
        return (next(iter(known.values())),)
    names = [layer] if isinstance(layer, str) else list(layer)
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None or not names:
        raise UsageError(f"this model has no layer “{unknown or ''}”; it has: {', '.join(known)}.")
    return tuple(known[name] for name in names)


def _known(method: str, settings: Mapping[str, Any]) -> Method:
    if method not in METHODS:
        raise UsageError(f"there is no method “{method}”; there are: {', '.join(METHODS)}.")
    unknown = next((name for name in settings if name not in METHODS[method].settings), None)
    if unknown is not None:
        raise UsageError(f"{METHODS[method].title} has no setting “{unknown}”; it has: "
                         f"{', '.join(METHODS[method].settings)}.")
    return METHODS[method]


def _cam(asked: Question, stretch: Stretch, method: str, layers: Sequence[MapLayer]) -> Placed:
    network = asked.network
    plane = find_plane(network)
    features = leaf_of(network, stretch.samples).detach()
    score = 0.0

    def ask() -> Any:
        nonlocal score
        logit, score = asked.logit_and_score(features)
        return logit

    readings = read(layers, ask)
    frames = features.shape[1 + plane.time_axis]
    maps = [place_map(FORMULAS[method](one.maps, one.gradients).float().cpu().numpy(), layer, plane, stretch, frames,
                      score) for layer, one in zip(layers, readings, strict=True)]
    return maps[0] if len(maps) == 1 else merged(maps)


def _heat_map(placed: Placed, target: Target, method: str, layers: Sequence[MapLayer], scaling: Scaling) -> HeatMap:
    if not np.isfinite(placed.raw).all():
        raise ModelError(NO_NUMBERS)
    mask = method == "refined"
    values = placed.raw if mask else scaled(placed.raw, scaling)
    return HeatMap(placed.times_s, placed.frequencies_hz, values, placed.raw, target, method,
                   "+".join(layer.name for layer in layers), placed.score, "mask" if mask else "evidence")
