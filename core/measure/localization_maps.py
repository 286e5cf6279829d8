"""Runs one locator over pictures with their sounds, and with sounds that do not belong to them, and keeps the maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.errors import AuralensError
from core.locate.engine import LocatorEngine
from core.locate.negative_audio import NegativeAudio
from core.locate.squares import squares
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
NOISE_S = 4.0


@dataclass(slots=True)
class Maps:
    """By item: (rows, columns) of (cosine + 1) / 2, the prior of objects, and the maps under each control."""

    model: str
    heard: dict[str, Array] = field(default_factory=dict)
    objects: dict[str, Array] = field(default_factory=dict)
    controls: dict[str, dict[str, Array]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def map_items(engine: LocatorEngine, items: Sequence[Item], controls: Sequence[str], progress: Progress,
              batch: int = 8) -> Maps:
    """A file that cannot be read leaves its items out, with the reason."""
    model = engine.entry.card.id
    found = Maps(model, controls={name: {} for name in controls})
    sounds = _Sounds(engine)
    foreign = foreign_sounds(items) if "foreign" in controls else {}
    for numbers in batches(len(items), batch):
        progress.step(numbers.start, len(items), f"{model}: {numbers.start} of {len(items)}")
        seen = list(_pictures([items[i] for i in numbers], engine.side_px, found.broken))
        if not seen:
            continue
        sights = engine.sight([picture for _, picture in seen])
        prior = _prior(engine, [picture for _, picture in seen])
        for row, (item, _) in enumerate(seen):
            try:
                sight = sights[row : row + 1]
                found.heard[item.id] = engine.maps(sight, sounds.of(item))[0]
                for name in controls:
                    other = foreign.get(item.id) if name == "foreign" else item
                    if other is not None:
                        vector = sounds.of(other) if name == "foreign" else sounds.instead(name)
                        found.controls[name][item.id] = engine.maps(sight, vector)[0]
            except AuralensError as error:
                found.heard.pop(item.id, None)
                found.broken[item.id] = str(error)
                continue
            if prior is not None:
                found.objects[item.id] = prior[row]
    progress.step(len(items), len(items))
    return found


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
    """What a locator makes of each sound, once."""

    def __init__(self, engine: LocatorEngine) -> None:
        self._engine = engine
        self._known: dict[tuple[Path, Moment], Array] = {}
        self._instead: dict[str, Array] = {}

    def of(self, item: Item) -> Array:
        key = (item.sound, item.sound_s)
        if key not in self._known:
            engine = self._engine
            self._known[key] = engine.hearing(sound_of(item, engine.rate_hz, engine.sound_s)[None])
        return self._known[key]

    def instead(self, name: str) -> Array:
        if name not in self._instead:
            engine = self._engine
            reader = NegativeAudio("silence" if name == "silence" else "noise", round(NOISE_S * engine.rate_hz),
                                   engine.rate_hz)
            sound = Surroundings(reader, engine.rate_hz, engine.sound_s).around(NOISE_S / 2)
            self._instead[name] = engine.hearing(sound[None])
        return self._instead[name]


def _pictures(items: Sequence[Item], side_px: int,
              broken: dict[str, str]) -> Iterator[tuple[Item, NDArray[np.uint8]]]:
    for item in items:
        try:
            yield item, picture_of(item, side_px)
        except AuralensError as error:
            broken[item.id] = str(error)


def _frame(path: Path, moment: Moment) -> NDArray[np.uint8]:
    if is_picture(path):
        return read_picture(path)
    from core.media.video import open_video

    with open_video(path) as reader:
        reader.prepare()
        row = reader.index_at(moment) if isinstance(moment, float | int) else reader.frames // 2
        return np.array(reader.frame(row))


def _prior(engine: LocatorEngine, pictures: Sequence[NDArray[np.uint8]]) -> Array | None:
    network = engine.network
    with torch.inference_mode():
        values = squares(pictures, engine.side_px).to(next(network.parameters()).device)
        made = network.object_map(values)
    return None if made is None else (made.float().cpu().numpy() / OBJECT_SCALE).astype(np.float32)


def broken_in(all_maps: Sequence[Maps]) -> Mapping[str, str]:
    """Every model is measured on the same items."""
    return {name: why for one in all_maps for name, why in one.broken.items()}
