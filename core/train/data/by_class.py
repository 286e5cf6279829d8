"""Pairs of photographs and sounds that were never recorded together, made by class from two tables.

Pictures are held out by the hash of their path and sounds by their fold, so that no run of a training moves the border.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np

from core.errors import DataError
from core.locate.readings import Box
from core.train.data.audio_visual import AudioVisual, Heard, Item, Split
from core.train.data.picture_boxes import BoxRow, mend
from core.train.data.tables import read_rows

PICTURES, BOXES, SOUNDS = "pictures.csv", "boxes.csv", "sounds.csv"
NEEDED = {PICTURES: {"path", "label", "width", "height"}, BOXES: {"path", "label", "x0", "y0", "x1", "y1"},
          SOUNDS: {"path", "label", "fold"}}
HELD_FOLD = "4"
HELD_SHARE = 0.2  # of the pictures
LABEL_MAP = "label_maps/pictures_to_sounds.json"
Sounds = Mapping[tuple[Split, str], tuple[Heard, ...]]


def matches(folder: Path) -> bool:
    return (folder / PICTURES).is_file() and (folder / SOUNDS).is_file()


def read(folder: Path) -> AudioVisual:
    """Each picture once, with one sound of its class; `redrawn` gives others."""
    tables = {name: _table(folder / name, needed) for name, needed in NEEDED.items()
              if name != BOXES or (folder / name).is_file()}
    classes = sounds_of_pictures()
    sounds, lost = _sounds(folder, tables[SOUNDS], classes)
    rows = [row for row in tables[PICTURES] if row["label"] in classes]
    sizes = {row["path"]: _size(row, folder) for row in tables[PICTURES]}
    mended = mend([_box_row(row, folder) for row in tables.get(BOXES, [])], sizes)
    items, missing = [], []
    for row in rows:
        split: Split = "validation" if held_out(row["path"]) else "train"
        if not (folder / row["path"]).is_file():
            missing.append((row["path"], f"the file “{folder / row['path']}” is missing"))
        elif not sounds.get((split, row["label"])):
            missing.append((row["path"], f"there is no sound for “{row['label']}” in the {split} part"))
        else:
            boxes = tuple(box for label, box in mended.boxes.get(row["path"], ()) if label == row["label"])
            items.append(_item(folder, row, split, boxes, sizes[row["path"]]))
    found = AudioVisual("by_class", tuple(items), True, sounds, (*lost, *missing, *mended.skipped), mended.notes)
    return replace(found, items=redrawn(found, 0))


def redrawn(data: AudioVisual, seed: int, items: Sequence[Item] | None = None) -> tuple[Item, ...]:
    """The same pictures, each with a sound of its class and split that the seed and its id decide."""
    made = []
    for item in data.items if items is None else items:
        choices = data.sounds[item.split, item.label or ""]
        heard = choices[int(np.random.default_rng([seed, _number(item.id)]).integers(len(choices)))]
        made.append(replace(item, sound=heard.path, sound_label=heard.label))
    return tuple(made)


def held_out(path: str, share: float = HELD_SHARE) -> bool:
    """Whether a picture is for validation; `path` is that of the table."""
    return _number(path) < share * 2.0**64


def sounds_of_pictures() -> dict[str, list[str]]:
    """For each label of pictures the classes of sounds that such a thing makes."""
    from resources import path

    found: dict[str, list[str]] = json.loads(path(LABEL_MAP).read_text("utf-8"))
    return found


def _item(folder: Path, row: Mapping[str, str], split: Split, boxes: tuple[Box, ...], size: tuple[int, int]) -> Item:
    name = str(PurePosixPath(row["path"]).with_suffix(""))
    return Item(name, folder / row["path"], Path(), split, row["label"], boxes=boxes, sound_s="loudest",
                width=size[0], height=size[1])


def _sounds(folder: Path, rows: Sequence[Mapping[str, str]],
            classes: Mapping[str, Sequence[str]]) -> tuple[Sounds, list[tuple[str, str]]]:
    wanted = {name for names in classes.values() for name in names}
    found: dict[tuple[Split, str], list[Heard]] = defaultdict(list)
    missing = []
    for row in rows:
        if row["label"] not in wanted:
            continue
        if not (folder / row["path"]).is_file():
            missing.append((row["path"], f"the file “{folder / row['path']}” is missing"))
            continue
        split: Split = "validation" if row["fold"] == HELD_FOLD else "train"
        for label, names in classes.items():
            if row["label"] in names:
                found[split, label].append(Heard(folder / row["path"], row["label"]))
    return {key: tuple(listed) for key, listed in found.items()}, missing


def _table(path: Path, needed: set[str]) -> list[dict[str, str]]:
    rows = read_rows(path, ",")
    lacking = sorted(needed - set(rows[0] if rows else {}))
    if lacking:
        raise DataError(f"“{path}” needs the columns {', '.join(sorted(needed))}, and at least one row; "
                        f"{lacking[0]} is not there.")
    return rows


def _size(row: Mapping[str, str], folder: Path) -> tuple[int, int]:
    try:
        width, height = int(row["width"]), int(row["height"])
    except ValueError:
        width = height = 0
    if width < 1 or height < 1:
        raise DataError(f"“{folder / PICTURES}”: “{row['width']} × {row['height']}” is no size of the picture "
                        f"{row['path']}; correct that row.")
    return width, height


def _box_row(row: Mapping[str, str], folder: Path) -> BoxRow:
    try:
        values = (float(row["x0"]), float(row["y0"]), float(row["x1"]), float(row["y1"]))
    except ValueError:
        raise DataError(f"“{folder / BOXES}”: the box of {row['path']} has something that is no number; correct that "
                        "row.") from None
    return BoxRow(row["path"], row["label"], values)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
