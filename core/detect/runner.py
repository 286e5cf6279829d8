"""One batch of sound through a model, by the fastest way this machine has that gives the same scores.

On a GPU that is torch in half precision; on a CPU it is ONNX Runtime where that was measured to win, features included.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from core import graph_cache
from core.errors import ModelError
from core.models.registry import Entry, load, sha256

if TYPE_CHECKING:
    from core.models.detector import Detector

log = logging.getLogger(__name__)

DeviceName = Literal["auto", "cpu", "cuda", "mps"]
DEVICES: tuple[DeviceName, ...] = ("auto", "cpu", "cuda", "mps")
FASTER_IN_ONNX = frozenset({"crnn", "lite", "efficientat", "scene"})  # transformers are products: torch is as fast
SAME = 1e-4  # the largest difference of a probability that rounding can explain
Array = NDArray[np.float32]


class Runner(Protocol):
    """Two steps: windows are prepared one by one, for a batch of sound is large and would have to be copied together,
    and judged in batches. `kind` says what runs them."""

    kind: str
    network: Detector
    torch_threads: int | None

    def prepare(self, samples: Array) -> Array:
        """A window, (samples,) or (channels, samples) -> what `scores` takes, without the axis of the batch."""

    def scores(self, prepared: Array) -> tuple[Array, Array]:
        """(batch, frames, classes) and (batch, classes)"""


class TorchRunner:
    def __init__(self, network: Detector, device: torch.device, threads: int | None = None) -> None:
        self.network = network.to(device)
        self.torch_threads = threads
        self._device, self._half = device, device.type == "cuda"
        self.kind = f"torch {device.type}{' half' if self._half else ''}"

    def prepare(self, samples: Array) -> Array:
        return samples

    def scores(self, prepared: Array) -> tuple[Array, Array]:
        with torch.inference_mode():
            features = self.network.features(torch.from_numpy(prepared).to(self._device))
            with torch.autocast(self._device.type, torch.float16, enabled=self._half):
                strong, weak = self.network(features)
            return strong.float().cpu().numpy(), weak.float().cpu().numpy()


class OnnxRunner:
    """Torch makes the features before, on half of the processors at most: its threads wait actively for more, which
    slows the graph's. Both at once is slower still: the graph's threads wait for the one that lost its processor."""

    kind = "onnxruntime cpu"

    def __init__(self, network: Detector, graph: Path, threads: int | None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3
        self.network = network
        self.torch_threads: int | None = min(threads or torch.get_num_threads(), max(1, (os.cpu_count() or 2) // 2))
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def prepare(self, samples: Array) -> Array:
        with torch.inference_mode():
            features: Array = self.network.features(torch.from_numpy(samples)[None])[0].numpy()
        return features

    def scores(self, prepared: Array) -> tuple[Array, Array]:
        strong, weak = self._session.run(None, {self._input: prepared})
        return strong, weak


def open_runner(entry: Entry, device: DeviceName, threads: int | None) -> Runner:
    """Raises `ModelError`."""
    chosen = pick_device(device)
    network = load(entry)
    if chosen.type == "cpu" and entry.card.architecture in FASTER_IN_ONNX:
        found = _onnx(entry, network, threads)
        if found is not None:
            return found
    return TorchRunner(network, chosen, threads)


def pick_device(name: DeviceName) -> torch.device:
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name == "auto":
        return torch.device(next(kind for kind in ("cuda", "mps", "cpu") if there[kind]))
    if not there.get(name, False):
        raise ModelError(f"there is no device “{name}” on this computer; choose auto or cpu.")
    return torch.device(name)


@contextmanager
def threads_of_torch(threads: int | None) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def weights_hash(entry: Entry) -> str:
    try:
        return entry.card.sha256 or sha256(entry.weights)
    except OSError as error:
        raise ModelError(f"“{entry.weights}” cannot be read ({error.strerror or error}): the model has lost its "
                         "weights; import it again.") from error


def _onnx(entry: Entry, network: Detector, threads: int | None) -> Runner | None:
    """The graph is written once for each version of weights and code; one that gives other scores is not used."""
    key = _graph_key(entry, network)
    try:
        graph = graph_cache.find(key)
        return OnnxRunner(network, graph, threads) if graph else _exported(network, key, threads)
    except Exception:  # each library raises kinds of its own, and torch gives the same scores
        log.warning("“%s” does not run in ONNX Runtime and runs in torch", entry.card.id, exc_info=True)
        return None


def _exported(network: Detector, key: str, threads: int | None) -> Runner | None:
    from core.models.onnx_export import export

    fresh = graph_cache.place(f"{key}-{os.getpid()}")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    try:
        export(network, fresh)
        made = OnnxRunner(network, fresh, threads)
        gap = _gap(network, made)
        if gap <= SAME:
            graph_cache.keep(fresh, key)
            return made
    finally:
        fresh.unlink(missing_ok=True)
    log.warning("the ONNX graph of %s differs by %g and is not used", type(network).__name__, gap)
    return None


def _gap(network: Detector, made: Runner) -> float:
    """The largest difference of a probability between a graph and its network, for noise of two windows."""
    shape = network.sound_shape(2, round(network.window_s * network.rate_hz))
    noise = np.random.default_rng(0).normal(0.0, 0.1, shape)
    samples = noise.astype(np.float32)
    plain = TorchRunner(network, torch.device("cpu"))
    prepared = np.stack([made.prepare(one) for one in samples])
    pairs = zip(made.scores(prepared), plain.scores(samples), strict=True)
    return max(float(np.abs(one - other).max()) for one, other in pairs)


def _graph_key(entry: Entry, network: Detector) -> str:
    module: Any = sys.modules[type(network).__module__]
    try:
        code = inspect.getsource(module)
    except OSError:  # a frozen program has no source, and its version tells
        code = ""
    from core.cli import version

    parts = (weights_hash(entry), entry.card.architecture, repr(sorted(entry.card.settings.items())), version(), code)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:40]
