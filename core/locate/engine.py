"""A locator that is ready to run: pictures and sounds in, maps out, by the fastest way this machine has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from core.detect.runner import DeviceName, pick_device, threads_of_torch
from core.errors import ModelError
from core.locate.graphs import Graph, Hearing, Sight, graph_of
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
        self._sight: Graph | None = None
        self._hearing: Graph | None = None
        if self._device.type == "cpu":
            picture = torch.rand(1, 3, self.side_px, self.side_px, generator=torch.Generator().manual_seed(0))
            sound = torch.randn(1, round(self.sound_s * self.rate_hz), generator=torch.Generator().manual_seed(0)) * 0.1
            self._sight = graph_of(entry, Sight(self.network), picture, running.threads)
            if self.network.exports_hearing:
                self._hearing = graph_of(entry, Hearing(self.network), sound, running.threads)

    @property
    def threshold(self) -> float:
        """The calibrated confidence under which it abstains."""
        return float(self.entry.card.decoding.get("abstain_below", 0.0))

    @property
    def kind(self) -> str:
        """What runs it, in words."""
        graphs = sum(graph is not None for graph in (self._sight, self._hearing))
        return f"torch {self._device.type}" if not graphs else "onnxruntime cpu" if graphs == 2 else "mixed cpu"

    def sight(self, pictures: Sequence[NDArray[np.uint8]]) -> Array:
        """RGB pictures of any size -> (batch, heads, dim, rows, columns)"""
        return self._encoded(self._sight, self.network.sight, squares(pictures, self.side_px))

    def hearing(self, sounds: Array) -> Array:
        """(batch, samples) -> (batch, heads, dim)"""
        return self._encoded(self._hearing, self.network.hearing, torch.from_numpy(np.ascontiguousarray(sounds)))

    def maps(self, sight: Array, hearing: Array) -> Array:
        """(batch, rows, columns) of (cosine + 1) / 2. Raises `ModelError`."""
        with torch.inference_mode():
            cosines: Array = self.network.maps(torch.from_numpy(sight), torch.from_numpy(hearing)).numpy()
        if not np.isfinite(cosines).all():
            raise ModelError(f"“{self.entry.card.id}” gives maps that are no numbers: its weights are damaged; "
                             "import it again.")
        return (cosines + np.float32(1.0)) / np.float32(2.0)

    def _encoded(self, graph: Graph | None, encode: object, values: torch.Tensor) -> Array:
        if graph is not None:
            return graph(values.numpy())
        with torch.inference_mode(), threads_of_torch(self._threads):
            found: torch.Tensor = encode(values.to(self._device))  # type: ignore[operator]
        return found.float().cpu().numpy()
