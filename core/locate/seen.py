"""What locators saw in pictures, kept: the same pictures with another sound need only the sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sight = NDArray[np.float32]
MOST_BYTES = 256 << 20


@dataclass(slots=True)
class Seen:
    """Of one or more videos; what comes after the room is full is not kept."""

    most_bytes: int = MOST_BYTES
    held_bytes: int = 0
    _kept: dict[tuple[str, Path, int], Sight] = field(default_factory=dict)

    def find(self, model: str, path: Path, time_s: float) -> Sight | None:
        return self._kept.get((model, path, _stamp(time_s)))

    def keep(self, model: str, path: Path, time_s: float, sight: Sight) -> None:
        key = (model, path, _stamp(time_s))
        if key not in self._kept and self.held_bytes + sight.nbytes <= self.most_bytes:
            self._kept[key] = np.ascontiguousarray(sight)
            self.held_bytes += sight.nbytes

    def clear(self) -> None:
        self._kept.clear()
        self.held_bytes = 0


def _stamp(time_s: float) -> int:
    return round(time_s * 1_000_000)
