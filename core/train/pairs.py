"""Pictures with sounds, as a locator learns from them: read once where there is room, cropped and flipped by chance.

What is drawn for an example depends on the seed and its number alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from core.errors import DataError, MediaError
from core.locate.squares import square
from core.locate.surroundings import Surroundings
from core.media.audio import open_audio
from core.media.still_picture import is_picture, read_picture
from core.train.data.audio_visual import Heard, Item, Moment, Split
from core.train.plan import Key

OVERSIZE = 1.1  # the shorter side of a picture before it is cropped
LONGEST_S = 20.0  # of a sound that is kept; the middle of a longer one
Skipped = Callable[[Path, str], None]
Choices = Mapping[tuple[Split, str], Sequence[Heard]]  # for each label what may be heard with its pictures
Example = tuple[torch.Tensor, torch.Tensor, int, int]  # picture, samples, place of the item and of the sound


class PairBatch(NamedTuple):
    pictures: torch.Tensor  # (batch, 3, side, side) from 0 to 1
    samples: torch.Tensor  # (batch, samples)
    places: torch.Tensor  # (batch,) of the pictures among those to learn from
    sounds: torch.Tensor  # (batch,) of the sounds among all of `Pairs.sounds`


@dataclass(frozen=True, slots=True)
class Reading:
    """How pairs are read: the size of pictures, the rate and length of sounds, and how much may be kept."""

    side_px: int
    rate_hz: int
    sound_s: float
    cache_mb: int = 2000
    anywhere: bool = False  # sound from a random place of its file, not from where the data say


class Pairs:
    """Of one part of the data. One that cannot be read is told of, and the next takes its place.

    Where pairs were made by class, training hears any sound of the class with a picture, each time another.
    """

    def __init__(self, items: Sequence[Item], choices: Choices, reading: Reading, skipped: Skipped) -> None:
        self.items, self.reading, self._choices, self._skipped = items, reading, choices, skipped
        paths = [item.sound for item in items] + [one.path for item in items for one in self.choice(item)]
        self.sounds = tuple(dict.fromkeys(paths))
        self._sound_places = {path: place for place, path in enumerate(self.sounds)}
        self._room = reading.cache_mb * 1_000_000
        self._kept: dict[tuple[Path, Moment | None], NDArray[np.generic]] = {}
        self._broken: set[int] = set()

    def __len__(self) -> int:
        return len(self.items)

    def plain(self, place: int) -> tuple[torch.Tensor, torch.Tensor]:
        """As a test sees and hears it: the whole picture, the stretch of sound that the data name."""
        picture, sound, found, _ = self._readable(place, None)
        return square(picture, self.reading.side_px), torch.from_numpy(self._cut(sound, self.items[found].sound_s))

    def varied(self, place: int, rng: np.random.Generator) -> Example:
        """As training sees and hears it."""
        picture, sound, found, path = self._readable(place, rng)
        cropped = _cropped(picture, self.reading.side_px, rng)
        moment = self.items[found].sound_s
        if self.reading.anywhere:
            moment = float(rng.random()) * (len(sound) / self.reading.rate_hz)
        samples = self._cut(sound, moment)
        colours = torch.from_numpy(cropped).permute(2, 0, 1).float() / 255.0
        return colours, torch.from_numpy(samples), found, self._sound_places[path]

    def centred(self, place: int) -> torch.Tensor:
        """The middle square of a picture, as a classifier of pictures sees it."""
        picture, _, _, _ = self._readable(place, None)
        side = min(picture.shape[:2])
        top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
        return square(picture[top : top + side, left : left + side], self.reading.side_px)

    def marks(self) -> list[str]:
        """What tells each picture from every other and from what it was before it changed."""
        return [f"{item.picture} {item.picture_s} {_changed(item.picture)}" for item in self.items]

    @property
    def sound_rate_hz(self) -> int:
        return self.reading.rate_hz

    def heard(self, place: int) -> torch.Tensor:
        """The stretch of a sound, from its place in `sounds`, that is loudest."""
        return torch.from_numpy(self._cut(self._sound(self.sounds[place]), "loudest"))

    def _readable(self, place: int, rng: np.random.Generator | None
                  ) -> tuple[NDArray[np.uint8], NDArray[np.float32], int, Path]:
        """Picture, sound, and the place of the first item from here on that can be read. Raises `DataError`."""
        for offset in range(len(self)):
            found = (place + offset) % len(self)
            if found in self._broken:
                continue
            item = self.items[found]
            choice = self.choice(item) if rng is not None else ()
            path = choice[int(rng.integers(len(choice)))].path if choice and rng is not None else item.sound
            try:
                return self._picture(item), self._sound(path), found, path
            except MediaError as error:
                self._broken.add(found)
                self._skipped(item.picture, str(error))
        raise DataError(f"none of {len(self)} pairs of picture and sound could be read.")

    def choice(self, item: Item) -> Sequence[Heard]:
        """What may be heard with a picture, where pairs were made by class."""
        return self._choices.get((item.split, item.label or ""), ())

    def _picture(self, item: Item) -> NDArray[np.uint8]:
        """Its shorter side is that from which crops are taken."""
        key = (item.picture, item.picture_s)
        if key not in self._kept:
            still = is_picture(item.picture)
            whole = read_picture(item.picture) if still else _frame(item.picture, item.picture_s)
            self._keep(key, _shrunk(whole, int(self.reading.side_px * OVERSIZE)))
        return self._kept[key]  # type: ignore[return-value]

    def _sound(self, path: Path) -> NDArray[np.float32]:
        key = (path, None)
        if key not in self._kept:
            with open_audio(path) as reader:
                seconds = reader.frames / reader.rate_hz
                length_s = min(LONGEST_S, max(seconds, self.reading.sound_s))
                self._keep(key, Surroundings(reader, self.reading.rate_hz, length_s).around(seconds / 2))
        return self._kept[key]  # type: ignore[return-value]

    def _keep(self, key: tuple[Path, Moment | None], values: NDArray[np.generic]) -> None:
        """The oldest make room."""
        self._room -= values.nbytes
        while self._room < 0 and self._kept:
            self._room += self._kept.pop(next(iter(self._kept))).nbytes
        self._kept[key] = values

    def _cut(self, sound: NDArray[np.float32], moment: Moment) -> NDArray[np.float32]:
        """As long as the network hears, around a moment."""
        count = round(self.reading.sound_s * self.reading.rate_hz)
        first = (len(sound) - count) // 2
        if moment == "loudest":
            power = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
            first = int(np.argmax(power[count:] - power[:-count]))
        elif moment != "middle":
            first = min(max(round(moment * self.reading.rate_hz) - count // 2, 0), len(sound) - count)
        return sound[first : first + count].clip(-1.0, 1.0)


class Drawn(Protocol):
    """What examples are drawn from: pairs, or what frozen eyes and ears have kept of them."""

    items: Sequence[Item]

    def varied(self, place: int, rng: np.random.Generator) -> Example: ...


class PairDraws(Dataset[Example]):
    """Example n. Each epoch goes once through all pairs, or, `balanced`, asks every class equally often."""

    def __init__(self, pairs: Drawn, seed: int, balanced: bool) -> None:
        self._pairs, self._seed = pairs, seed
        labels = [item.label or "" for item in pairs.items]
        classes = sorted(set(labels)) if balanced else [""]
        self._members = [[place for place, label in enumerate(labels) if not balanced or label == name]
                         for name in classes]

    def __getitem__(self, key: Key) -> Example:
        number = key[1]
        turn, group = divmod(number, len(self._members))
        order = np.random.default_rng((self._seed, turn, 1)).permutation(len(self._members))
        members = self._members[order[group]]
        epoch, place = divmod(turn, len(members))
        shuffled = np.random.default_rng((self._seed, epoch, int(order[group]), 2)).permutation(len(members))
        return self._pairs.varied(members[shuffled[place]], np.random.default_rng((self._seed, number, 3)))


def collate(examples: Sequence[Example]) -> PairBatch:
    pictures, samples, places, sounds = zip(*examples, strict=True)
    return PairBatch(torch.stack(pictures), torch.stack(samples), torch.tensor(places), torch.tensor(sounds))


def _changed(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "none"
    return f"{found.st_size} {found.st_mtime_ns}"


def _frame(path: Path, moment: Moment) -> NDArray[np.uint8]:
    from core.media.video import open_video

    with open_video(path) as reader:
        return reader.picture_near(moment if isinstance(moment, float) else float(reader.times_s.mean()))[1]


def _shrunk(picture: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The shorter side becomes `side_px`, bicubic; where it shrinks much, areas first."""
    height, width = picture.shape[:2]
    scale = side_px / min(height, width)
    size = (max(side_px, round(width * scale)), max(side_px, round(height * scale)))
    if scale < 0.5:
        picture = np.asarray(cv2.resize(picture, (2 * size[0], 2 * size[1]), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _cropped(picture: NDArray[np.uint8], side_px: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    top = int(rng.integers(picture.shape[0] - side_px + 1))
    left = int(rng.integers(picture.shape[1] - side_px + 1))
    found = picture[top : top + side_px, left : left + side_px]
    return np.ascontiguousarray(found[:, ::-1] if rng.random() < 0.5 else found)
