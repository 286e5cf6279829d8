"""Explains what a model hears in one recording: map, mask, kept and removed sound, and how faithful they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.domain import Selection
from core.errors import UsageError
from core.explain.heat_map import Target
from core.explain.stretch import Stretch
from core.listen.choice import Span, asked_span, surest_class, surest_span
from core.listen.curves import Curves, curves
from core.listen.drawn import box_mask
from core.listen.faithfulness import Faithfulness, controlled, with_controls
from core.listen.judge import Judge, heard_by
from core.listen.masking import Threshold
from core.listen.part import Part
from core.listen.projection import mask_on, projected, threshold
from core.listen.second import Second, open_second
from core.listen.split import Splitter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.detect.infer import Engine
    from core.detect.runner import DeviceName
    from core.explain.heat_map import HeatMap
    from core.listen.wish import Wish
    from core.media.audio import TrackReader
    from core.models.registry import Entry
    from core.progress import Progress


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Of one recording. `shown` (frames, bins) is the map on the spectrum, or the mask where one was drawn."""

    splitter: Splitter
    span: Span
    label: str
    heat_map: HeatMap | None
    shown: NDArray[np.float32]
    mask: NDArray[np.float32]
    threshold: Threshold
    faithful: dict[str, Faithfulness]
    second: dict[str, Faithfulness] | None
    curves: Curves | None
    notes: tuple[str, ...]


class Explainer:
    """A model that is ready, and a second one where that is wished. Raises `AuralensError`."""

    def __init__(self, entry: Entry, wish: Wish, device: DeviceName = "auto") -> None:
        from core.detect.runner import pick_device
        from core.models.registry import entry as named
        from core.models.registry import load

        self.entry, self.wish, self._device = entry, wish, device
        self.classes = entry.card.classes
        if wish.label is not None and wish.label not in self.classes:
            raise UsageError(f"“{entry.card.id}” knows no class “{wish.label}”; `auralens models show {entry.card.id}` "
                             "lists its classes.")
        place = pick_device(device)
        self.network = load(entry).to(place)
        self._judge = Judge(self.network)
        self.second: Second | None = None
        if wish.second:
            self.second = open_second(named(wish.second), self.classes, wish.second_map, place)
        self._engine: Engine | None = None

    def explain(self, path: Path, progress: Progress) -> Explained:
        from core.media.audio import open_audio

        with open_audio(path, self.wish.track) as reader:
            notes = list(reader.notes)
            label, span = self._choose(reader, path.name, Part(progress, 0.0, 0.3))
            first = round(span.start_s * reader.rate_hz)
            sound = reader.read(first, max(round(span.end_s * reader.rate_hz) - first, 1))
            splitter = Splitter(sound, reader.rate_hz, first / reader.rate_hz)
        if label is None:
            label = int(self._judge.score(splitter.samples, splitter.geometry.rate_hz).argmax())
        name = self.classes[label]
        heat_map, mask, found = self._mask(splitter, label, Part(progress, 0.3, 0.6))
        shown = mask if heat_map is None else projected(heat_map, splitter.geometry)
        if heat_map is not None and heat_map.empty:
            notes.append(f"Nothing in this stretch speaks for “{name}”, so nothing is kept.")
        faithful, second = self._faithful(splitter, mask, label, Part(progress, 0.6, 0.8))
        if self.second is not None and second is None:
            notes.append(f"“{self.second.entry.card.id}” has no class for “{name}”.")
        curve = None
        if self.wish.curves:
            curve = curves(self._judge, splitter, shown, label, progress=Part(progress, 0.8, 1.0))
        return Explained(splitter, span, name, heat_map, shown[: splitter.geometry.inside], mask, found, faithful,
                         second, curve, tuple(notes))

    def _choose(self, reader: TrackReader, name: str, progress: Progress) -> tuple[int | None, Span]:
        """Class and stretch. The class stays open where the stretch is heard as one: it is asked itself."""
        wish = self.wish
        label = None if wish.label is None else self.classes.index(wish.label)
        span = asked_span(wish.start_s, wish.end_s, reader.frames / reader.rate_hz, name)
        if span.end_s - span.start_s <= self.network.window_s + 0.5 / reader.rate_hz:
            return label, span
        scores = self._listening().scores_of(reader, span.start_s, span.end_s, progress, name)
        label = surest_class(scores) if label is None else label
        return label, surest_span(scores, label, self.network.window_s)

    def _listening(self) -> Engine:
        from core.detect.infer import Running, open_engine

        if self._engine is None:
            self._engine = open_engine(self.entry, Running(device=self._device))
        return self._engine

    def _mask(self, splitter: Splitter, label: int, progress: Progress
              ) -> tuple[HeatMap | None, NDArray[np.float32], Threshold]:
        wish, geometry = self.wish, splitter.geometry
        if wish.drawn:
            boxes = list(wish.boxes)
            if wish.band_hz:
                end_s = geometry.start_s + geometry.samples / geometry.rate_hz
                boxes.append(Selection(geometry.start_s, end_s + geometry.hop / geometry.rate_hz, *wish.band_hz))
            return None, box_mask(geometry, boxes), Threshold(0.5, "mask")
        from core.explain.explanation import explain

        heard = heard_by(self.network, splitter.samples, geometry.rate_hz)
        stretch = Stretch(geometry.start_s, geometry.samples / geometry.rate_hz, heard)
        found = explain(self.network, stretch, Target(label), wish.method, wish.layers or None, progress,
                        **wish.settings)
        mask, _ = mask_on(found, geometry, wish.masking)
        return found, mask, threshold(found, geometry, wish.masking)

    def _faithful(self, splitter: Splitter, mask: NDArray[np.float32], label: int, progress: Progress
                  ) -> tuple[dict[str, Faithfulness], dict[str, Faithfulness] | None]:
        masks = with_controls(mask, splitter, self.wish.seed)
        own = controlled(self._judge, splitter, masks, label, Part(progress, 0.0, 0.5))
        name = self.classes[label]
        if self.second is None or name not in self.second.labels:
            return own, None
        other = self.second.labels.index(name)
        return own, controlled(self.second.judge, splitter, masks, other, Part(progress, 0.5, 1.0))
