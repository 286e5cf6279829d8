"""Weights to begin from: a model that is there, a file of weights, or what ImageNet taught the encoder of `lite`."""

from __future__ import annotations

from pathlib import Path

from core.console import Console
from core.errors import UsageError
from core.models import registry
from core.models.checkpoint import read_tensors
from core.models.detector import Detector
from core.models.locator import Locator

IMAGENET = "imagenet"
PICTURE_WEIGHTS = (".pth", ".pt")  # as others publish what ImageNet taught


def begin_from(network: Detector | Locator, start: str, console: Console) -> None:
    """Layers whose names and shapes agree are taken over. Raises `UsageError` where none does."""
    if not start:
        return
    if start == IMAGENET:
        _from_imagenet(network)
        return
    path = Path(start)
    if isinstance(network, Locator) and path.suffix in PICTURE_WEIGHTS:
        network.start_from(read_tensors(path))
        console.say(f"Its picture encoder begins as in “{start}”.")
        return
    given = registry.read_weights(path if path.suffix == ".safetensors" else registry.entry(start).weights)
    own = network.state_dict()
    fitting = {name: values for name, values in given.items() if name in own and own[name].shape == values.shape}
    if not fitting:
        raise UsageError(f"no layer of “{start}” fits this network; start from a model of the same architecture.")
    network.load_state_dict(fitting, strict=False)
    console.say(f"{len(fitting)} of {len(own)} arrays of weights begin as in “{start}”.")


def _from_imagenet(network: Detector | Locator) -> None:
    from core.models.efficientnet import imagenet_weights
    from core.models.lite import LiteDetector

    if isinstance(network, Locator):
        network.start_from(imagenet_weights())
        return
    if not isinstance(network, LiteDetector):
        raise UsageError("ImageNet's weights are for the architecture “lite”; leave network.start empty.")
    network.body.start_from(imagenet_weights())
