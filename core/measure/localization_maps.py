"""Runs locators over pictures with their sounds, and with sounds that do not belong to them, and keeps the maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import AuralensError
from core.locate.engine import LocatorEngine
from core.locate.negative_audio import NegativeAudio
from core.locate.shared import hearings_of, seen_by
from core.locate.surroundings import Surroundings
from core.locate.watching import batches, loudest_s
from core.measure.localization import OBJECT_SCALE
from core.media.audio import open_audio
from core.media.still_picture import is_picture, read_picture
from core.progress import Progress
from core.train.data.audio_visual import Item, Moment
from core.train.data.mosaics import side_by_side

Array = NDArray[np.float32]
CONTROLS = ("silence", "noise", "foreign")
HEARD = "heard"
NOISE_S = 4.0
Voices = dict[str, list[Array]]


@dataclass(slots=True)
class Maps:
    """By item: (rows, columns) of (cosine + 1) / 2, the prior of objects, and the maps under each control."""

    model: str
    heard: dict[str, Array] = field(default_factory=dict)
    objects: dict[str, Array] = field(default_factory=dict)
    controls: dict[str, dict[str, Array]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    id: str
    picture: NDArray[np.uint8]
    voices: Voices


def map_items(engines: Sequence[LocatorEngine], items: Sequence[Item], controls: Sequence[str], progress: Progress,
              batch: int = 8) -> list[Maps]:
    """Of each engine. A file that cannot be read leaves its items out, with the reason."""
    found = [Maps(engine.entry.card.id, controls={name: {} for name in controls}) for engine in engines]
    sounds = _Sounds(engines, items, controls)
    by_side: dict[int, list[int]] = {}
    for number, engine in enumerate(engines):
        by_side.setdefault(engine.side_px, []).append(number)
    for numbers in batches(len(items), batch):
        progress.step(numbers.start, len(items), f"{numbers.start} of {len(items)}")
        broken: dict[str, str] = {}
        audible = [(items[i], voices) for i in numbers if (voices := sounds.around(items[i], broken))]
        for side_px, rows in by_side.items():
            shown = _pictures(audible, side_px, broken)
            if shown:
                _map(shown, [engines[i] for i in rows], rows, [found[i] for i in rows])
        for maps in found:
            maps.broken.update(broken)
    progress.step(len(items), len(items))
    return found


def _map(shown: Sequence[_Shown], engines: Sequence[LocatorEngine], rows: Sequence[int], found: Sequence[Maps]) -> None:
    """Of engines that take pictures of one size; `rows`: the places of their vectors among those heard."""
    pictures = [one.picture for one in shown]
    for engine, seen, row, maps in zip(engines, seen_by(engines, pictures), rows, found, strict=True):
        sights, prior = engine.sight_of(seen), engine.objects(pictures, seen)
        for number, one in enumerate(shown):
            for name, voices in one.voices.items():
                into = maps.heard if name == HEARD else maps.controls[name]
                into[one.id] = engine.maps(sights[number : number + 1], voices[row])[0]
            if prior is not None:
                maps.objects[one.id] = (prior[number] / OBJECT_SCALE).astype(np.float32)


def foreign_sounds(items: Sequence[Item]) -> dict[str, Item]:
    """For each item one, further along, whose sound is of another class; without classes, of another file."""
    order = sorted(items, key=lambda item: item.id)
    found = {}
    for number, item in enumerate(order):
        turned = order[number + 1 :] + order[:number]
        ours = {item.sound_label or item.label, item.beside_label, item.label}
        other = next((one for one in turned if one.sound != item.sound and
                      ((one.sound_label or one.label) is None or not ours & {one.sound_label, one.label} - {None})),
                     None)
        if other is not None:
            found[item.id] = other
    return found


def picture_of(item: Item, side_px: int) -> NDArray[np.uint8]:
    """RGB as shown; of a mosaic, the square of both. Raises `MediaError`."""
    first = _frame(item.picture, item.picture_s)
    if item.beside is None:
        return first
    second = _frame(item.beside, "middle")
    return side_by_side(*((first, second) if item.on_left else (second, first)), side_px)


def sound_of(item: Item, rate_hz: int, length_s: float) -> Array:
    """(samples,) as the locator hears it. Raises `MediaError`."""
    with open_audio(item.sound) as reader:
        whole_s = reader.frames / reader.rate_hz
        middle_s = (loudest_s(reader, 0.0, whole_s, length_s) if item.sound_s == "loudest" else
                    whole_s / 2 if item.sound_s == "middle" else item.sound_s)
        return Surroundings(reader, rate_hz, length_s).around(middle_s)


class _Sounds:
    """What locators make of each sound, once; a vector of each."""

    def __init__(self, engines: Sequence[LocatorEngine], items: Sequence[Item], controls: Sequence[str]) -> None:
        self._engines, self._controls = engines, controls
        self._foreign = foreign_sounds(items) if "foreign" in controls else {}
        self._known: dict[tuple[Path, Moment], list[Array]] = {}
        self._instead: dict[str, list[Array]] = {}

    def around(self, item: Item, broken: dict[str, str]) -> Voices:
        """Of the sound and of each control; none where one cannot be read."""
        try:
            found = {HEARD: self._of(item)}
            for name in self._controls:
                if name != "foreign":
                    found[name] = self._replaced(name)
                elif item.id in self._foreign:
                    found[name] = self._of(self._foreign[item.id])
            return found
        except AuralensError as error:
            broken[item.id] = str(error)
            return {}

    def _of(self, item: Item) -> list[Array]:
        key = (item.sound, item.sound_s)
        if key not in self._known:
            self._known[key] = self._heard(lambda rate_hz, length_s: sound_of(item, rate_hz, length_s))
        return self._known[key]

    def _replaced(self, name: str) -> list[Array]:
        def sound(rate_hz: int, length_s: float) -> Array:
            reader = NegativeAudio("silence" if name == "silence" else "noise", round(NOISE_S * rate_hz), rate_hz)
            return Surroundings(reader, rate_hz, length_s).around(NOISE_S / 2)

        if name not in self._instead:
            self._instead[name] = self._heard(sound)
        return self._instead[name]

    def _heard(self, sound: Callable[[int, float], Array]) -> list[Array]:
        kinds = {(engine.rate_hz, engine.sound_s) for engine in self._engines}
        return hearings_of(self._engines, {kind: sound(*kind)[None] for kind in kinds})


def _pictures(audible: Sequence[tuple[Item, Voices]], side_px: int, broken: dict[str, str]) -> list[_Shown]:
    found = []
    for item, voices in audible:
        try:
            found.append(_Shown(item.id, picture_of(item, side_px), voices))
        except AuralensError as error:
            broken[item.id] = str(error)
    return found


def _frame(path: Path, moment: Moment) -> NDArray[np.uint8]:
    if is_picture(path):
        return read_picture(path)
    from core.media.video import open_video

    with open_video(path) as reader:
        reader.prepare()
        row = reader.index_at(moment) if isinstance(moment, float | int) else reader.frames // 2
        return np.array(reader.frame(row))


def broken_in(all_maps: Sequence[Maps]) -> Mapping[str, str]:
    """Every model is measured on the same items."""
    return {name: why for one in all_maps for name, why in one.broken.items()}
