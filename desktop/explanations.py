"""What was explained in one recording, without Qt: up to two maps of evidence, the mask they make, what it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from psygnal import Signal

from core.listen.masking import Masking
from desktop.class_names import spoken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.explain.heat_map import HeatMap
    from core.listen.faithfulness import Faithfulness
    from core.listen.judge import Judge
    from core.listen.masking import Threshold
    from core.listen.split import Splitter
    from core.models.registry import Entry

Place = Literal["first", "second"]
PLACES: tuple[Place, ...] = ("first", "second")


@dataclass(frozen=True, slots=True, eq=False)
class Masked:
    """What a mask does: `mask` (frames, bins), the sound that it keeps, and by which rule."""

    masking: Masking
    mask: NDArray[np.float32]
    kept: NDArray[np.float32]  # (n, channels)
    threshold: Threshold


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One explanation. `scores` come later than the sound, and are of `scored`."""

    entry: Entry
    label: str
    method: str
    method_title: str
    heat_map: HeatMap
    splitter: Splitter
    judge: Judge
    masked: Masked
    first_sample: int
    scores: Mapping[str, Faithfulness] = field(default_factory=dict)
    scored: Masked | None = None
    is_final: bool = True  # False while a mask is still being refined

    @property
    def title(self) -> str:
        return f"{self.entry.card.title} · {spoken(self.label)} · {self.method_title}"

    @property
    def span_s(self) -> tuple[float, float]:
        geometry = self.splitter.geometry
        return geometry.start_s, geometry.start_s + geometry.samples / geometry.rate_hz

    @property
    def is_scored(self) -> bool:
        return self.scored is self.masked


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """How a map lies over the spectrogram."""

    visible: bool = True
    opacity: float = 0.65
    colours: str = "inferno"
    contour: bool = True
    grey: bool = True  # the spectrogram under it


class Explanations:
    """Lives on the main thread."""

    changed = Signal()  # anything below
    masking_changed = Signal()  # a new mask is to be made

    def __init__(self) -> None:
        self.shown: dict[Place, Shown] = {}
        self.heard: Place = "first"  # whose mask is played
        self.masking = Masking()
        self.drawing = MapDrawing()

    @property
    def active(self) -> Shown | None:
        return self.shown.get(self.heard) or self.shown.get("first")

    def put(self, place: Place, shown: Shown) -> None:
        self.shown = {**self.shown, place: shown}
        self.heard = place
        self.changed.emit()

    def put_masked(self, place: Place, of: Shown, masked: Masked) -> None:
        """A mask that was made elsewhere, if what it was made of is still there."""
        now = self.shown.get(place)
        if now is not None and now.heat_map is of.heat_map:
            self.shown = {**self.shown, place: replace(now, masked=masked)}
            self.changed.emit()

    def put_scores(self, place: Place, masked: Masked, scores: Mapping[str, Faithfulness]) -> None:
        now = self.shown.get(place)
        if now is not None and now.masked is masked:
            self.shown = {**self.shown, place: replace(now, scores=scores, scored=masked)}
            self.changed.emit()

    def remove(self, place: Place) -> None:
        """Without the first there is no second."""
        if place in self.shown:
            self.shown = {} if place == "first" else {"first": self.shown["first"]}
            self.heard = "first"
            self.changed.emit()

    def listen(self, place: Place) -> None:
        if place in self.shown and place != self.heard:
            self.heard = place
            self.changed.emit()

    def set_masking(self, masking: Masking) -> None:
        if masking != self.masking:
            self.masking = masking
            self.masking_changed.emit()
            self.changed.emit()

    def draw(self, drawing: MapDrawing) -> None:
        if drawing != self.drawing:
            self.drawing = drawing
            self.changed.emit()


def masked_of(heat_map: HeatMap, splitter: Splitter, masking: Masking) -> Masked:
    """On the thread to which the splitter belongs."""
    from core.listen.projection import mask_on, threshold

    mask, _ = mask_on(heat_map, splitter.geometry, masking)
    return Masked(masking, mask, splitter.kept(mask), threshold(heat_map, splitter.geometry, masking))
