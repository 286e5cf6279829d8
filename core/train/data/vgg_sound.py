"""VGG-Sound clips with the boxes of VGG-SS: `vggss.json` beside frames and audio, or beside the videos themselves.

The list of the extended set adds pairs of which nothing in the picture sounds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.locate.readings import Box
from core.train.data.audio_visual import AudioVisual, Item, Split, present
from core.train.data.picture_boxes import as_shares
from core.train.data.seen_and_heard import Files, silent_pairs

JSON = "vggss.json"
LISTS = ("vggss_144k.txt", "vggsound.txt", "train.txt")  # names of clips to train on, one a line
EXTENDED = ("vggss_test_plus_silent.csv", "vggss_plus_silent.csv")


def matches(folder: Path) -> bool:
    return _table(folder).is_file()


def read(folder: Path) -> AudioVisual:
    files = Files(folder)
    rows = _rows(_table(folder))
    boxes = {str(row["file"]): _boxes(row) for row in rows}
    outside = sum(any(not 0 <= value <= 1 for box in row["bbox"] for value in box) for row in rows)
    items = [_item(files, str(row["file"]), "test", boxes[str(row["file"])], str(row.get("class", "")) or None)
             for row in rows]
    items += [_item(files, name, "train") for name in _listed(folder) if name not in boxes]
    items += silent_pairs(files, EXTENDED)
    here, missing = present(items)
    empty = [(item.id, "its boxes have no area") for item in here
             if item.split == "test" and item.sounding and not item.boxes]
    flat = {name for name, _ in empty}
    notes = (f"{outside} clips had boxes beyond their picture, which were cut at its edge.",) if outside else ()
    return AudioVisual("vgg_sound", tuple(item for item in here if item.id not in flat),
                       skipped=(*missing, *empty), mended=notes)


def _table(folder: Path) -> Path:
    return next((path for path in (folder / JSON, folder / "metadata" / JSON) if path.is_file()), folder / JSON)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"“{path}” cannot be read as JSON ({error}); copy it again.") from error
    if not (isinstance(rows, list) and all(isinstance(row, dict) and "file" in row and _quads(row) for row in rows)):
        raise DataError(f"“{path}” is no list of clips with “file” and “bbox”, four numbers each; copy it again.")
    return rows


def _quads(row: Mapping[str, Any]) -> bool:
    boxes = row.get("bbox")
    return isinstance(boxes, list) and all(
        isinstance(box, list) and len(box) == 4 and all(isinstance(value, int | float) for value in box)
        for box in boxes)


def _boxes(row: Mapping[str, Any]) -> tuple[Box, ...]:
    made = [as_shares((box[0], box[1], box[2], box[3]), 1, 1) for box in row["bbox"]]
    return tuple(box for box in made if box.left < box.right and box.top < box.bottom)


def _item(files: Files, name: str, split: Split, boxes: tuple[Box, ...] = (), label: str | None = None) -> Item:
    return Item(name, files.seen(name), files.heard(name), split, label, boxes=boxes)


def _listed(folder: Path) -> list[str]:
    paths = [root / name for root in (folder, folder / "metadata") for name in LISTS]
    found = next((path for path in paths if path.is_file()), None)
    return [] if found is None else list(dict.fromkeys(found.read_text("utf-8").split()))
