"""A locator that is ready to run: pictures and sounds in, maps out, by the fastest way this machine has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from core.detect.runner import DeviceName, pick_device, threads_of_torch
from core.errors import ModelError
from core.locate.graphs import Ear, Eye, Graph, graph_of
from core.locate.squares import squares

if TYPE_CHECKING:
    from core.models.registry import Entry

DEFAULT_LOCATORS = ("locator-baseline", "locator-class-aware")
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Running:
    """How locators are run."""

    device: DeviceName = "auto"
    batch: int = 8
    threads: int | None = None


class LocatorEngine:
    """One model, kept warm from one recording to the next. One thread at a time."""

    def __init__(self, entry: Entry, running: Running = Running()) -> None:
        from core.models.registry import load_locator

        self.entry = entry
        self._device = pick_device(running.device)
        self._threads = running.threads
        self.network = load_locator(entry).to(self._device)
        self.rate_hz, self.sound_s, self.side_px = (self.network.rate_hz, self.network.sound_s,
                                                    self.network.picture_px)
        self.eye = f"{self.network.eye_mark() or entry.card.id} {self.side_px}"
        self.ear = f"{self.network.ear_mark() or entry.card.id} {self.rate_hz} {self.sound_s}"

    @property
    def threshold(self) -> float:
        """The calibrated confidence under which it abstains."""
        return float(self.entry.card.decoding.get("abstain_below", 0.0))

    @property
    def kind(self) -> str:
        """What runs it, in words."""
        graphs = sum(graph is not None for graph in (self._eye_graph, self._ear_graph))
        return f"torch {self._device.type}" if not graphs else "onnxruntime cpu" if graphs == 2 else "mixed cpu"

    def sight(self, pictures: Sequence[NDArray[np.uint8]]) -> Array:
        """RGB pictures of any size -> (batch, heads, dim, rows, columns)"""
        return self.sight_of(self.seen(pictures))

    def hearing(self, sounds: Array) -> Array:
        """(batch, samples) -> (batch, heads, dim)"""
        return self.hearing_of(self.heard(sounds))

    def seen(self, pictures: Sequence[NDArray[np.uint8]]) -> Array:
        """What every engine with the same `eye` sees."""
        values = squares(pictures, self.side_px)
        graph = self._eye_graph
        return graph(values.numpy()) if graph is not None else self._in_torch(self.network.seen, values)

    def sight_of(self, seen: Array) -> Array:
        return self._in_torch(self.network.sight_of, torch.from_numpy(seen))

    def heard(self, sounds: Array) -> Array:
        """What every engine with the same `ear` hears."""
        values, graph = np.ascontiguousarray(sounds), self._ear_graph
        return graph(values) if graph is not None else self._in_torch(self.network.heard, torch.from_numpy(values))

    def hearing_of(self, heard: Array) -> Array:
        return self._in_torch(self.network.hearing_of, torch.from_numpy(heard))

    def objects(self, pictures: Sequence[NDArray[np.uint8]], seen: Array) -> Array | None:
        """Where objects are, whatever is heard: (batch, rows, columns); None where the model has no such prior."""
        with torch.inference_mode(), threads_of_torch(self._threads):
            made = self.network.object_map_of(torch.from_numpy(seen).to(self._device))
            if made is None:
                made = self.network.object_map(squares(pictures, self.side_px).to(self._device))
        return None if made is None else made.float().cpu().numpy()

    def maps(self, sight: Array, hearing: Array) -> Array:
        """(batch, rows, columns) of (cosine + 1) / 2. Raises `ModelError`."""
        with torch.inference_mode():
            cosines: Array = self.network.maps(torch.from_numpy(sight), torch.from_numpy(hearing)).numpy()
        if not np.isfinite(cosines).all():
            raise ModelError(f"“{self.entry.card.id}” gives maps that are no numbers: its weights are damaged; "
                             "import it again.")
        return (cosines + np.float32(1.0)) / np.float32(2.0)

    @cached_property
    def _eye_graph(self) -> Graph | None:
        """Only where it is asked: of engines with the same eye, one looks."""
        if self._device.type != "cpu":
            return None
        picture = torch.rand(1, 3, self.side_px, self.side_px, generator=torch.Generator().manual_seed(0))
        return graph_of(self.entry, Eye(self.network), picture, self._threads)

    @cached_property
    def _ear_graph(self) -> Graph | None:
        if self._device.type != "cpu" or not self.network.exports_hearing:
            return None
        sound = torch.randn(1, round(self.sound_s * self.rate_hz), generator=torch.Generator().manual_seed(0)) * 0.1
        return graph_of(self.entry, Ear(self.network), sound, self._threads)

    def _in_torch(self, encode: Callable[[torch.Tensor], torch.Tensor], values: torch.Tensor) -> Array:
        with torch.inference_mode(), threads_of_torch(self._threads):
            return encode(values.to(self._device)).float().cpu().numpy()
