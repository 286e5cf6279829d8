"""Two pictures of different classes side by side, with the sound of one: a map that follows only objects gets half.

Which picture stands where, and which sounds, is decided by the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.locate.readings import Box
from core.train.data.audio_visual import AudioVisual, Item, Split
from core.train.data.by_class import sounds_of_pictures

Picture = NDArray[np.uint8]
LEAST = 5  # pictures of a class: with fewer, the same ones would come again and again


def mosaics(data: AudioVisual, split: Split, count: int, seed: int = 0, boxed: bool = False) -> tuple[Item, ...]:
    """`count` of them, classes taken in turn; `boxed`: only of pictures that have boxes."""
    items = [item for item in data.of(split) if item.beside is None and (item.boxes or not boxed)]
    by_label = {label: [item for item in items if item.label == label] for label in data.labels}
    labels = [label for label, listed in by_label.items() if len(listed) >= LEAST]
    pairs = [(one, other) for one in labels for other in labels if _apart(one, other)]
    if not pairs:
        return ()
    random = np.random.default_rng(seed)
    made = []
    order: list[int] = []
    for number in range(count):
        if not order:
            order = random.permutation(len(pairs)).tolist()
        one, other = pairs[order.pop()]
        made.append(_mosaic(number, _any(by_label[one], random), _any(by_label[other], random), data, random))
    return tuple(made)


def side_by_side(left: Picture, right: Picture, side_px: int) -> Picture:
    """RGB pictures of any size -> (side, side, 3): each fills its half, as pictures fill the square of a model."""
    import cv2

    half = side_px // 2
    return np.concatenate([np.asarray(cv2.resize(one, (wide, side_px), interpolation=cv2.INTER_AREA), np.uint8)
                           for one, wide in ((left, half), (right, side_px - half))], axis=1)


def halved(box: Box, on_left: bool) -> Box:
    """A box of one picture, in the mosaic."""
    shift = 0.0 if on_left else 0.5
    return Box(box.left / 2 + shift, box.top, box.right / 2 + shift, box.bottom)


def _mosaic(number: int, one: Item, other: Item, data: AudioVisual, random: np.random.Generator) -> Item:
    on_left = bool(random.integers(2))
    choices = data.sounds[one.split, one.label or ""]
    heard = choices[int(random.integers(len(choices)))]
    return replace(one, id=f"mosaic-{number:05d}", sound=heard.path, sound_label=heard.label,
                   beside=other.picture, beside_label=other.label, on_left=on_left,
                   boxes=tuple(halved(box, on_left) for box in one.boxes))


def _apart(one: str, other: str) -> bool:
    """Whether no sound of the one could be that of the other."""
    sounds = sounds_of_pictures()
    return one != other and not set(sounds.get(one, (one,))) & set(sounds.get(other, (other,)))


def _any(items: Sequence[Item], random: np.random.Generator) -> Item:
    return items[int(random.integers(len(items)))]
