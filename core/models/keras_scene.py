"""Weights of the scene network as Keras writes them (HDF5), under the names that they have here.

A file of Keras names its layers by the order in which they were made and says nothing of their place, so the order is
what tells: low and high path in turn, from the stem to the judgement. Only arrays are read, never the layers' code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import torch
from numpy.typing import NDArray

from core.errors import ModelError
from core.models.scene import BLOCKS

LAYERS_OF_STACK = 4 * BLOCKS  # two convolutions in a block, in two paths
LAYERS_BESIDE = 4  # two stems, the wide layer, the judgement
PATHS = ("low", "high")
NORM = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}
NORM_ORDER = tuple(NORM)  # in which Keras 3 numbers them; without scale and shift only the last two
DCASE_ORDER = ("airport", "bus", "metro_station", "metro", "park", "public_square", "shopping_mall",
               "street_pedestrian", "street_traffic", "tram")  # of the published weights; not alphabetical

Layer = dict[str, NDArray[Any]]


def read_scene(path: Path) -> tuple[dict[str, Any], int, dict[str, torch.Tensor]]:
    """Settings of the network, how many classes it tells apart, and its weights. Raises `ModelError`."""
    layers = _layers(path)
    kernels = [layer["kernel"] for layer in layers if "kernel" in layer]
    norms = [layer for layer in layers if "moving_mean" in layer]
    stacks, left = divmod(len(kernels) - LAYERS_BESIDE, LAYERS_OF_STACK)
    planes = all(kernel.ndim == 4 for kernel in kernels) and not any("bias" in layer for layer in layers)
    if left or stacks < 1 or len(norms) != len(kernels) + 1 or not planes or kernels[0].shape[2] not in (3, 6):
        raise ModelError(f"“{path}” holds {len(kernels)} layers with kernels and {len(norms)} norms of Keras, which "
                         "are not those of McDonnell and Gao's scene network (36 and 37): no other network of Keras is "
                         "known here. A tagger of your own can be imported as ONNX or TorchScript.")
    settings = {"channels": kernels[0].shape[2] // 3, "wide": kernels[-2].shape[-1],
                "widths": [kernels[2 + LAYERS_OF_STACK * stack].shape[-1] for stack in range(stacks)]}
    tensors: dict[str, torch.Tensor] = {}
    for (conv, norm), kernel, layer in zip(_places(stacks), kernels, norms, strict=False):
        tensors[f"{conv}.weight"] = _tensor(kernel.transpose(3, 2, 0, 1))
        tensors |= _norm(norm, layer)
    return settings, int(kernels[-1].shape[-1]), tensors | _norm("judge_norm", norms[-1])


def _places(stacks: int) -> Iterator[tuple[str, str]]:
    """The names of each convolution and of the norm before it, in Keras' order."""
    for side in PATHS:
        yield f"stem.{side}.1", f"stem.{side}.0"
    for stack in range(stacks):
        for block in range(BLOCKS):
            for number in (1, 2):
                for side in PATHS:
                    place = f"stacks.{stack}.{side}.{block}"
                    yield f"{place}.conv{number}", f"{place}.norm{number}"
    yield "wide", "norm"
    yield "judge", "wide_norm"


def _norm(name: str, layer: Layer) -> dict[str, torch.Tensor]:
    found = {f"{name}.{ours}": _tensor(layer[theirs]) for theirs, ours in NORM.items() if theirs in layer}
    return {**found, f"{name}.num_batches_tracked": torch.tensor(0)}


def _tensor(values: NDArray[Any]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, np.float32))


def _layers(path: Path) -> list[Layer]:
    """The arrays of each layer by name, in Keras' order. Raises `ModelError`."""
    try:
        with h5py.File(path, "r") as file:
            root = file.get("model_weights", file)
            if "layer_names" in root.attrs:
                return [_named(root[_text(name)]) for name in root.attrs["layer_names"]]
            if "layers" in root:  # Keras 3, weights alone
                return [_numbered(root["layers"][name]) for name in sorted(root["layers"], key=_natural)]
    except (OSError, KeyError, RuntimeError, TypeError, AttributeError) as error:
        raise ModelError(f"“{path}” is damaged or cut off ({str(error).strip()[:120]}): copy or download it again."
                         ) from error
    raise ModelError(f"“{path}” is HDF5, but no file of Keras: it has neither layer_names nor layers.")


def _named(group: Any) -> Layer:
    names = [_text(name) for name in group.attrs["weight_names"]]
    return {name.split("/")[-1].split(":")[0]: group[name][()] for name in names}


def _numbered(group: Any) -> Layer:
    values = [group["vars"][name][()] for name in sorted(group["vars"], key=_natural)] if "vars" in group else []
    if not values:
        return {}
    if len(values) in (2, 4) and all(one.ndim == 1 for one in values):
        return dict(zip(NORM_ORDER[-len(values) :], values, strict=True))
    return dict(zip(("kernel", "bias"), values, strict=False))


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


def _natural(name: str) -> tuple[str, int]:
    found = re.fullmatch(r"(.*?)_?(\d*)", name)
    assert found is not None
    return found[1], int(found[2] or 0)
