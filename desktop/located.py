"""What locators saw in a recording, without Qt: maps for each sound that was heard with it, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from psygnal import Signal

from core.locate.readings import JUDGED_PX, enlarged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.locate.located import Located
    from core.locate.painting import Scale
    from core.locate.truth import TrueBox
    from core.models.registry import Entry

HeardKind = Literal["own", "silence", "noise", "file", "masked"]
Layout = Literal["beside", "difference", "first", "second"]
LAYOUTS: tuple[Layout, ...] = ("beside", "difference", "first", "second")
NEAR_S = 0.6  # a moment this far from the nearest map has none


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound that the models got with the picture. `path` is of another file; `version` tells masks apart."""

    kind: HeardKind = "own"
    path: Path | None = None
    version: int = 0


OWN = Heard()


@dataclass(frozen=True, slots=True)
class Drawing:
    """How maps are drawn. `level` is the share of the colour scale above which a place counts as found."""

    opacity: float = 0.6
    colours: str = "inferno"
    level: float = 0.5
    contour: bool = True
    box: bool = False
    layout: Layout = "beside"


class Localization:
    """Results, which of them is looked at, and a place that was clicked. Lives on the main thread."""

    changed = Signal()

    def __init__(self) -> None:
        self.entries: tuple[Entry, ...] = ()  # the models of the results, in their order
        self.results: dict[Heard, tuple[Located, ...]] = {}
        self.heard = OWN
        self.drawing = Drawing()
        self.place: tuple[float, float] | None = None  # shares of width and height
        self.truth: tuple[TrueBox, ...] = ()
        self._scale: Scale | None = None
        self._difference: Scale | None = None

    # ---- results ----------------------------------------------------------------------------------------------

    @property
    def shown(self) -> tuple[Located, ...]:
        """Of the sound that is chosen; nothing, if that was not looked at yet."""
        return self.results.get(self.heard, ())

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(entry.card.title for entry in self.entries)

    def put(self, entries: Sequence[Entry], heard: Heard, found: Sequence[Located]) -> None:
        """Other models, or another stretch, put an end to what was there."""
        first = next(iter(self.results.values()), None)
        same = (first is not None and tuple(entries) == self.entries
                and first[0].times_s.tolist() == found[0].times_s.tolist())
        if not same:
            self.results = {}
        self.entries = tuple(entries)
        self.results = {**self.results, heard: tuple(found)}
        self.heard = heard
        self._scale = self._difference = None
        self.changed.emit()

    def clear(self) -> None:
        self.results, self.entries, self.heard, self.place = {}, (), OWN, None
        self.changed.emit()

    # ---- what is looked at ------------------------------------------------------------------------------------

    def listen(self, heard: Heard) -> None:
        self._set("heard", heard)

    def draw(self, drawing: Drawing) -> None:
        self._set("drawing", drawing)

    def point(self, place: tuple[float, float] | None) -> None:
        self._set("place", place)

    def set_truth(self, boxes: Sequence[TrueBox]) -> None:
        self.truth = tuple(boxes)
        self.changed.emit()

    def _set(self, name: str, value: object) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit()

    # ---- readings ---------------------------------------------------------------------------------------------

    def scale(self) -> Scale:
        """One for all models and all sounds, made from the recording's own: silence must look like silence."""
        from core.locate.painting import common_scale

        if self._scale is None:
            base = self.results.get(OWN) or next(iter(self.results.values()), ())
            self._scale = common_scale([one.maps for one in base])
        return self._scale

    def difference_limit(self) -> float:
        """The largest difference of the two models, so that the middle colour is none."""
        import numpy as np

        pair = self.results.get(OWN) or self.shown
        if len(pair) < 2 or pair[0].maps.shape != pair[1].maps.shape:
            return 0.1
        return max(float(np.abs(pair[1].maps - pair[0].maps).max()), 1e-3)

    def number_at(self, time_s: float) -> int | None:
        """The map of a moment: the nearest in time."""
        import numpy as np

        if not self.shown:
            return None
        times = self.shown[0].times_s
        number = int(np.abs(times - time_s).argmin())
        return number if len(times) == 1 or abs(float(times[number]) - time_s) <= NEAR_S else None

    def surest_in(self, start_s: float, end_s: float) -> float | None:
        """The moment within a stretch at which the models are surest, on the mean."""
        import numpy as np

        if not self.shown:
            return None
        times = self.shown[0].times_s
        inside = np.flatnonzero((times >= start_s) & (times < end_s))
        if not len(inside):
            return None
        sure = np.mean([one.confidence[inside] for one in self.shown], axis=0)
        return float(times[inside[int(sure.argmax())]])

    def level(self) -> float:
        """The value of a map above which a place counts as found."""
        scale = self.scale()
        return scale.low + self.drawing.level * (scale.high - scale.low)

    def at_place(self, one: Located, place: tuple[float, float]) -> NDArray[np.float32]:
        """The value of each map at a place of the picture, (frames,)."""
        import numpy as np

        column = min(int(place[0] * JUDGED_PX), JUDGED_PX - 1)
        row = min(int(place[1] * JUDGED_PX), JUDGED_PX - 1)
        return np.array([enlarged(plane, JUDGED_PX, JUDGED_PX)[row, column] for plane in one.maps], np.float32)

    def peaks(self, one: Located) -> NDArray[np.float32]:
        """The highest value of each map, (frames,)."""
        found: NDArray[np.float32] = one.maps.reshape(len(one.maps), -1).max(axis=1)
        return found
