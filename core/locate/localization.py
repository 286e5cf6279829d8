"""Runs locators over a video or a picture: maps over time of each model, all from the same pictures and sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.detect.stream import ahead
from core.locate.engine import LocatorEngine
from core.locate.located import Located
from core.locate.readings import confidence
from core.locate.seen import Seen
from core.locate.shared import hearings_of, seen_by
from core.locate.surroundings import Surroundings
from core.locate.watching import Watch, batches, height_for
from core.progress import Progress, Silent

BATCH = 8
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Pictures are left out where every model has seen them."""

    numbers: range
    pictures: list[NDArray[np.uint8]]
    sounds: dict[tuple[int, float], Array]  # by rate and length: models may agree on them


def localize(engines: Sequence[LocatorEngine], watch: Watch, progress: Progress | None = None,
             seen: Seen | None = None) -> list[Located]:
    """One result a model, in the order of the models. The next pictures are decoded while these are looked at.

    `seen` remembers what the models saw, so that the same moments with another sound are quick.
    """
    progress, seen = progress or Silent(), seen if seen is not None else Seen(most_bytes=0)
    count = len(watch.times_s)
    maps: list[list[Array]] = [[] for _ in engines]
    progress.step(0, count)
    coming = ahead(_moments(engines, watch, seen))
    try:
        for moments in coming:
            sights, voices = _sights(engines, watch, moments, seen), hearings_of(engines, moments.sounds)
            for found, engine, sight, voice in zip(maps, engines, sights, voices, strict=True):
                found.append(engine.maps(sight, voice))
            progress.step(moments.numbers.stop, count)
    finally:
        coming.close()
    return [_located(engine, watch, np.concatenate(maps[number])) for number, engine in enumerate(engines)]


def _located(engine: LocatorEngine, watch: Watch, maps: Array) -> Located:
    sure = np.array([confidence(one) for one in maps], np.float32)
    return Located(engine.entry.card.id, watch.times_s, maps, sure, watch.size, engine.threshold)


def _sights(engines: Sequence[LocatorEngine], watch: Watch, moments: _Moments, seen: Seen) -> list[Array]:
    times_s = [float(watch.times_s[number]) for number in moments.numbers]
    if not moments.pictures:
        return [np.stack([sight for time_s in times_s
                          if (sight := seen.find(engine.entry.card.id, watch.path, time_s)) is not None])
                for engine in engines]
    sights = [engine.sight_of(looked) for engine, looked in
              zip(engines, seen_by(engines, moments.pictures), strict=True)]
    for engine, found in zip(engines, sights, strict=True):
        for time_s, sight in zip(times_s, found, strict=True):
            seen.keep(engine.entry.card.id, watch.path, time_s, sight)
    return sights


def _moments(engines: Sequence[LocatorEngine], watch: Watch, seen: Seen) -> Iterator[_Moments]:
    kinds = {(engine.rate_hz, engine.sound_s) for engine in engines}
    around = {kind: Surroundings(watch.sound, *kind) for kind in kinds}
    rows = height_for(max(engine.side_px for engine in engines), watch.size)
    for numbers in batches(len(watch.times_s), BATCH):
        times_s = [float(watch.times_s[number]) for number in numbers]
        known = all(seen.find(engine.entry.card.id, watch.path, time_s) is not None
                    for engine in engines for time_s in times_s)
        pictures = [] if known else [watch.picture(number, rows) for number in numbers]
        sounds = {kind: np.stack([watch.heard(time_s, source) for time_s in times_s])
                  for kind, source in around.items()}
        yield _Moments(numbers, pictures, sounds)
