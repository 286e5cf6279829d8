"""A locator's eye and ear as ONNX graphs, kept beside the scores: on a CPU they run faster there than in torch."""

from __future__ import annotations

import hashlib
import inspect
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core import graph_cache

if TYPE_CHECKING:
    from core.models.locator import Locator
    from core.models.registry import Entry

log = logging.getLogger(__name__)
OPSET = 17
SAME = 1e-4  # the largest difference that rounding can explain, of cosines, or of the largest value where that is more
Array = NDArray[np.float32]


class Eye(nn.Module):
    """Of a locator that shares its eye with others, that part alone."""

    def __init__(self, network: Locator) -> None:
        super().__init__()
        self.network = network
        self.eval()  # else the export, once done, puts the network back to learning

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.network.seen(pictures)


class Ear(nn.Module):
    def __init__(self, network: Locator) -> None:
        super().__init__()
        self.network = network
        self.eval()

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        return self.network.heard(samples)


class Graph:
    """One encoder in ONNX Runtime."""

    def __init__(self, path: Path, threads: int | None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, values: Array) -> Array:
        found: Array = self._session.run(None, {self._input: values})[0]
        return found


def graph_of(entry: Entry, encoder: Eye | Ear, example: torch.Tensor, threads: int | None) -> Graph | None:
    """Written once for each version of weights and code. None where it cannot be had or gives something else."""
    key = _key(entry, encoder)
    try:
        path = graph_cache.find(key)
        return Graph(path, threads) if path else _made(encoder, example, key, threads)
    except Exception:  # each library raises kinds of its own, and torch gives the same maps
        log.warning("%s of “%s” does not run in ONNX Runtime and runs in torch", type(encoder).__name__,
                    entry.card.id, exc_info=True)
        return None


def _made(encoder: Eye | Ear, example: torch.Tensor, key: str, threads: int | None) -> Graph | None:
    fresh = graph_cache.place(f"{key}-{os.getpid()}")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(encoder, (example,), fresh, input_names=["input"], output_names=["output"],
                              dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}}, opset_version=OPSET,
                              dynamo=False)
            made, pair = Graph(fresh, threads), torch.cat([example, example.flip(-1)])
            wanted = encoder(pair).numpy()
            gap = float(np.abs(made(pair.numpy()) - wanted).max() / max(1.0, np.abs(wanted).max()))
        if gap <= SAME:
            graph_cache.keep(fresh, key)
            return made
    finally:
        fresh.unlink(missing_ok=True)
    log.warning("the ONNX graph of %s differs by %g and is not used", type(encoder.network).__name__, gap)
    return None


def _key(entry: Entry, encoder: Eye | Ear) -> str:
    from core.cli import version

    module: Any = sys.modules[type(encoder.network).__module__]
    try:
        code = inspect.getsource(module)
    except OSError:  # a frozen program has no source, and its version tells
        code = ""
    parts = (type(encoder).__name__, entry.card.sha256, entry.card.architecture,
             repr(sorted(entry.card.settings.items())), version(), code)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:40]
