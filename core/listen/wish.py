"""What a person wants explained, and how: the same for one recording and for a folder of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.domain import Selection
from core.listen.masking import Masking

DRAWN = "drawn"  # in the place of a method, where the mask is a band or boxes


@dataclass(frozen=True, slots=True)
class Wish:
    """`label` None: the surest class. `boxes` and `band_hz` are masks of their own, in the place of a method."""

    label: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    track: int = 0
    method: str = "gradcam"
    layers: tuple[str, ...] = ()  # none: the best
    masking: Masking = field(default_factory=Masking)
    boxes: tuple[Selection, ...] = ()
    band_hz: tuple[float, float] | None = None
    curves: bool = True
    second: str | None = None
    second_map: Path | None = None
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)  # of the method

    @property
    def drawn(self) -> bool:
        return bool(self.boxes) or self.band_hz is not None

    def facts(self) -> dict[str, Any]:
        """What decides the result, as JSON has it."""
        found = asdict(self)
        found["track"] = self.track + 1
        found["method"] = DRAWN if self.drawn else self.method
        found["boxes"] = [[box.start_s, box.end_s, box.low_hz, box.high_hz] for box in self.boxes]
        found["layers"] = list(self.layers)
        found["band_hz"] = list(self.band_hz) if self.band_hz else None
        found["second_map"] = str(self.second_map) if self.second_map else None
        return found

    def words(self) -> list[str]:
        """The same as words of the command line."""
        masking, found = self.masking, ["--track", str(self.track + 1)]
        for box in self.boxes:
            found += ["--box", ",".join(f"{edge:g}" for edge in (box.start_s, box.end_s, *(box.band or ())))]
        if self.band_hz:
            found += ["--band", "{:g}-{:g}".format(*self.band_hz)]
        if not self.drawn:
            found += ["--method", self.method, *(["--layer", ",".join(self.layers)] if self.layers else [])]
            found += [word for name, value in self.settings.items() for word in ("--set", f"{name}={value}")]
            found += ["--percentile", f"{masking.percentile:g}", "--delta", f"{masking.delta:g}", "--grid",
                      masking.grid, *(["--hard"] if masking.hard else [])]
        if self.second:
            found += ["--second", self.second]
        if self.second_map:
            found += ["--second-map", str(self.second_map)]
        return found + ["--seed", str(self.seed)] + ([] if self.curves else ["--no-curves"])
