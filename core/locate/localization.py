"""Runs locators over a video or a picture: maps over time of each model, all from the same pictures and sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.detect.stream import ahead
from core.locate.engine import LocatorEngine
from core.locate.located import Located
from core.locate.surroundings import Surroundings
from core.locate.watching import Watch, batches, height_for
from core.progress import Progress, Silent

BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    numbers: range
    pictures: list[NDArray[np.uint8]]
    sounds: dict[tuple[int, float], NDArray[np.float32]]  # by rate and length: models may agree on them


def localize(engines: Sequence[LocatorEngine], watch: Watch, progress: Progress | None = None) -> list[Located]:
    """One result a model, in the order of the models. The next pictures are decoded while these are looked at."""
    progress = progress or Silent()
    count = len(watch.times_s)
    maps: list[list[NDArray[np.float32]]] = [[] for _ in engines]
    sure: list[list[NDArray[np.float32]]] = [[] for _ in engines]
    progress.step(0, count)
    coming = ahead(_moments(engines, watch))
    try:
        for moments in coming:
            for number, engine in enumerate(engines):
                sounds = moments.sounds[engine.rate_hz, engine.sound_s]
                found, confident = engine.located(moments.pictures, sounds)
                maps[number].append(found)
                sure[number].append(confident)
            progress.step(moments.numbers.stop, count)
    finally:
        coming.close()
    return [Located(engine.entry.card.id, watch.times_s, np.concatenate(maps[number]), np.concatenate(sure[number]),
                    watch.size, engine.threshold) for number, engine in enumerate(engines)]


def _moments(engines: Sequence[LocatorEngine], watch: Watch) -> Iterator[_Moments]:
    kinds = {(engine.rate_hz, engine.sound_s) for engine in engines}
    around = {kind: Surroundings(watch.sound, *kind) for kind in kinds}
    rows = height_for(max(engine.side_px for engine in engines), watch.size)
    for numbers in batches(len(watch.times_s), BATCH):
        pictures = [watch.picture(number, rows) for number in numbers]
        sounds = {kind: np.stack([watch.heard(float(watch.times_s[number]), source) for number in numbers])
                  for kind, source in around.items()}
        yield _Moments(numbers, pictures, sounds)
