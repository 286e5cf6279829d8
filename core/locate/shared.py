"""What several locators see and hear in the same pictures and sounds, each eye and each ear asked once.

Models that differ only in how they learned often stand on the same frozen encoders, which cost nearly all the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.locate.engine import LocatorEngine

Array = NDArray[np.float32]


def seen_by(engines: Sequence[LocatorEngine], pictures: Sequence[NDArray[np.uint8]]) -> list[Array]:
    """What the eye of each engine makes of the pictures; `LocatorEngine.sight_of` makes sights of it."""
    eyes = {engine.eye: engine for engine in reversed(engines)}
    found = {mark: engine.seen(pictures) for mark, engine in eyes.items()}
    return [found[engine.eye] for engine in engines]


def hearings_of(engines: Sequence[LocatorEngine], sounds: Mapping[tuple[int, float], Array]) -> list[Array]:
    """(batch, heads, dim) of each engine; the sounds by rate and length."""
    ears = {engine.ear: engine for engine in reversed(engines)}
    found = {mark: engine.heard(sounds[engine.rate_hz, engine.sound_s]) for mark, engine in ears.items()}
    return [engine.hearing_of(found[engine.ear]) for engine in engines]
