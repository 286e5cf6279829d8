"""Pictures with sounds, for models that find where a sound comes from: every layout is read into these values.

An item says what is seen, what is heard with it, and where the sounding object is, as far as that is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, cast

from core.errors import DataError
from core.locate.readings import Box

Split = Literal["train", "validation", "test"]
Moment = float | Literal["middle", "loudest"]  # seconds, or where in the file the stretch that is heard lies
PAIRED_BY_CLASS = "paired by class, not recorded together"

LAYOUTS = {  # in the order in which they are tried; `extended` lists need the boxes of the plain layout beside them
    "by_class": "pictures.csv, boxes.csv and sounds.csv: pictures and sounds are paired by class",
    "vgg_sound": "vggss.json beside frames and audio, or videos",
    "flickr_soundnet": "Annotations/*.xml beside frames and audio",
    "picture_table": "a table with the columns id, picture (or video), sound",
}


@dataclass(frozen=True, slots=True)
class Item:
    """`boxes` are shares of the picture as shown; a place is wholly true where `agreed` of them lie over it.

    Of a mosaic, `picture` sounds and `beside` does not; `on_left` says where the first one is, and so do its boxes.
    """

    id: str
    picture: Path  # a picture or a video
    sound: Path  # a sound file, or a video
    split: Split
    label: str | None = None
    sound_label: str | None = None
    boxes: tuple[Box, ...] = ()
    agreed: int = 1
    picture_s: Moment = "middle"  # of a video
    sound_s: Moment = "middle"  # the middle of what is heard
    sounding: bool = True  # False: the pair was made so that nothing in the picture sounds
    beside: Path | None = None
    beside_label: str | None = None
    on_left: bool = True
    width: int = 0  # of the picture in pixels, 0 where it is not known
    height: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One sound that goes with the pictures of a class."""

    path: Path
    label: str
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioVisual:
    """`sounds`, of pairs made by class: for each split and label of pictures, all that may be heard with them.

    `skipped`: for each thing that was left out, why. `mended`: what was put right, in sentences.
    """

    layout: str
    items: tuple[Item, ...]
    by_class: bool = False
    sounds: Mapping[tuple[Split, str], tuple[Heard, ...]] = field(default_factory=dict)
    skipped: tuple[tuple[str, str], ...] = ()
    mended: tuple[str, ...] = ()

    def of(self, *splits: Split) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.split in splits)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(sorted({item.label for item in self.items if item.label}))


class Layout(Protocol):
    def matches(self, folder: Path) -> bool: ...

    def read(self, folder: Path) -> AudioVisual: ...


def read_audio_visual(folder: Path, layout: str = "auto") -> AudioVisual:
    """Raises `DataError` where there is no pair that can be used."""
    if not folder.is_dir() and not (folder.is_file() and layout in ("auto", "picture_table")):
        raise DataError(f"“{folder}” is no folder; name the one that holds the pictures and sounds.")
    name = layout if layout != "auto" else _detected(folder)
    if name not in LAYOUTS:
        raise DataError(f"there is no layout “{name}”; there are: {', '.join(LAYOUTS)}.")
    found = _layout(name).read(folder)
    if not found.items:
        why = f" Left out: {len(found.skipped)}; the first: {': '.join(found.skipped[0])}." if found.skipped else ""
        raise DataError(f"“{folder}” ({name}) has no picture with a sound that can be used.{why}")
    return found


def present(items: Iterable[Item]) -> tuple[list[Item], list[tuple[str, str]]]:
    """Those whose files are there, and which file each of the others lacks."""
    here: list[Item] = []
    missing: list[tuple[str, str]] = []
    for item in items:
        wanted = [path for path in (item.picture, item.sound, item.beside) if path is not None]
        lacking = next((path for path in wanted if not path.is_file()), None)
        if lacking is None:
            here.append(item)
        else:
            missing.append((item.id, f"the file “{lacking}” is missing"))
    return here, missing


def unique(items: Iterable[Item]) -> None:
    """Raises `DataError` where two items have one name: results could not be told apart."""
    twice = [name for name, count in Counter(item.id for item in items).items() if count > 1]
    if twice:
        raise DataError(f"the id “{twice[0]}” occurs more than once; give each row its own.")


def _detected(folder: Path) -> str:
    for name in LAYOUTS:
        if _layout(name).matches(folder):
            return name
    known = "; ".join(f"{name}: {what}" for name, what in LAYOUTS.items())
    raise DataError(f"“{folder}” is laid out like no data set of pictures and sounds that is known ({known}).")


def _layout(name: str) -> Layout:
    return cast(Layout, import_module(f"core.train.data.{name}"))
