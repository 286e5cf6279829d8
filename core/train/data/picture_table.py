"""A plain folder, or a table by itself, with the columns id, picture or video, sound, and perhaps label and a box.

Several rows with one id give one item several boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.errors import DataError
from core.locate.readings import Box
from core.media.still_picture import PICTURE_ENDINGS
from core.train.data.audio_visual import AudioVisual, Item, Moment, Split, present
from core.train.data.by_class import held_out
from core.train.data.picture_boxes import as_shares
from core.train.data.tables import read_rows

NAMES = ("pairs.csv", "table.csv", "items.csv", "manifest.csv")
CORNERS = ("x0", "y0", "x1", "y1")
SPLITS: Mapping[str, Split] = {"train": "train", "training": "train", "validation": "validation", "valid": "validation",
                               "val": "validation", "test": "test"}


def matches(folder: Path) -> bool:
    return folder.is_file() or _table(folder) is not None


def read(folder: Path) -> AudioVisual:
    """Without a column split, an item is held out by the hash of its id."""
    table = folder if folder.is_file() else _table(folder)
    if table is None:
        raise DataError(f"“{folder}” has no table ({', '.join(NAMES)}) with the columns id, picture or video, sound.")
    by_id: dict[str, list[dict[str, str]]] = {}
    for row in _rows(table):
        by_id.setdefault(row["id"], []).append(row)
    here, missing = present(_item(name, rows, table) for name, rows in by_id.items())
    return AudioVisual("picture_table", tuple(here), skipped=tuple(missing))


def _table(folder: Path) -> Path | None:
    return next((folder / name for name in NAMES if (folder / name).is_file() and _fits(folder / name)), None)


def _fits(table: Path) -> bool:
    rows = read_rows(table, ",")
    return bool(rows) and "id" in rows[0] and bool({"picture", "video"} & set(rows[0]))


def _rows(table: Path) -> list[dict[str, str]]:
    if not _fits(table):
        raise DataError(f"“{table}” needs the columns id, picture (or video) and sound, and at least one row.")
    return read_rows(table, ",")


def _item(name: str, rows: Sequence[Mapping[str, str]], table: Path) -> Item:
    row = rows[0]
    seen = row.get("picture", "").strip() or row.get("video", "").strip()
    heard = row.get("sound", "").strip() or seen
    if not seen or not name:
        raise DataError(f"“{table}”: the row “{name or ', '.join(row.values())}” needs an id and a picture or video.")
    picture, sound = table.parent / seen, table.parent / heard
    split = _split(row.get("split", ""), name, table)
    boxes = tuple(_box(one, picture, table) for one in rows if all(one.get(corner, "").strip() for corner in CORNERS))
    moment: Moment = _moment(row.get("time_s", ""), table)
    still = picture.suffix.lower() in PICTURE_ENDINGS
    return Item(name, picture, sound, split, row.get("label", "").strip() or None, boxes=boxes, picture_s=moment,
                sound_s="loudest" if still else moment)


def _box(row: Mapping[str, str], picture: Path, table: Path) -> Box:
    """In pixels of the picture."""
    try:
        left, top, right, bottom = (float(row[corner]) for corner in CORNERS)
    except ValueError:
        raise DataError(f"“{table}”: the box of {row['id']} has something that is no number; correct that row."
                        ) from None
    width, height = _size(picture)
    box = as_shares((left, top, right, bottom), width, height)
    if not (box.left < box.right and box.top < box.bottom):
        raise DataError(f"“{table}”: the box of {row['id']} has no area within its {width} × {height} picture; "
                        "columns are x0, y0, x1, y1 in pixels.")
    return box


def _size(path: Path) -> tuple[int, int]:
    """Width and height; a file that is missing is left out later, so anything holds its box."""
    if not path.is_file():
        return 1 << 30, 1 << 30
    from core.media.still_picture import is_picture, read_picture

    if is_picture(path):
        rows, columns = read_picture(path).shape[:2]
        return columns, rows
    from core.media.video import open_video

    with open_video(path) as reader:
        return reader.width, reader.height


def _split(text: str, name: str, table: Path) -> Split:
    if not text.strip():
        return "validation" if held_out(name) else "train"
    try:
        return SPLITS[text.strip().lower()]
    except KeyError:
        raise DataError(f"“{table}”: “{text}” is no split; there are train, validation and test.") from None


def _moment(text: str, table: Path) -> Moment:
    if not text.strip():
        return "middle"
    try:
        return float(text)
    except ValueError:
        raise DataError(f"“{table}”: “{text}” is no time in seconds; correct that row.") from None
