"""Boxes of tables, from pixels into shares of the picture, with what is wrong in them found and told.

One published set writes the rows first (top, bottom, left, right) where others write x0, y0, x1, y1; which of the two
a folder means is decided by which of them lies within its pictures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.locate.readings import Box

SLACK_PX = 1.0  # rounding may put an edge so far outside
EACH_WAY = 0.9  # a folder is read the other way if so many of its boxes fit so, and less than half as written
Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BoxRow:
    picture: str
    label: str
    values: Corners  # as in the columns x0, y0, x1, y1


@dataclass(frozen=True, slots=True)
class Mended:
    """`boxes` by picture, each with its label; `skipped` those that are no boxes either way."""

    boxes: Mapping[str, tuple[tuple[str, Box], ...]]
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def mend(rows: Sequence[BoxRow], sizes: Mapping[str, tuple[int, int]]) -> Mended:
    """`sizes`: width and height of each picture."""
    folders: dict[str, list[BoxRow]] = defaultdict(list)
    skipped: list[tuple[str, str]] = []
    for row in rows:
        if row.picture in sizes:
            folders[str(PurePosixPath(row.picture).parent)].append(row)
        else:
            skipped.append((row.picture, "its box names a picture that the table of pictures lacks"))
    boxes: dict[str, list[tuple[str, Box]]] = defaultdict(list)
    notes = []
    for folder, listed in folders.items():
        turned = rows_first(listed, sizes)
        kept = 0
        for row in listed:
            corners = _turned(row.values) if turned else row.values
            if not _fits(corners, sizes[row.picture]):
                skipped.append((row.picture, f"its box {row.values} has no area within the picture"))
                continue
            boxes[row.picture].append((row.label, as_shares(corners, *sizes[row.picture])))
            kept += 1
        if turned:
            notes.append(f"{kept} boxes of “{folder}” were written top, bottom, left, right and are read so.")
    return Mended({name: tuple(found) for name, found in boxes.items()}, tuple(skipped), tuple(notes))


def rows_first(rows: Sequence[BoxRow], sizes: Mapping[str, tuple[int, int]]) -> bool:
    """Whether these boxes of one folder lie within their pictures only when read as top, bottom, left, right."""
    as_written = sum(_fits(row.values, sizes[row.picture]) for row in rows)
    other_way = sum(_fits(_turned(row.values), sizes[row.picture]) for row in rows)
    return as_written < 0.5 * len(rows) and other_way >= EACH_WAY * len(rows)


def as_shares(corners: Corners, width: float, height: float) -> Box:
    """Kept within the picture, whatever the table says."""
    left, top, right, bottom = corners
    return Box(_share(left / width), _share(top / height), _share(right / width), _share(bottom / height))


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _turned(values: Corners) -> Corners:
    top, bottom, left, right = values
    return left, top, right, bottom


def _fits(corners: Corners, size: tuple[int, int]) -> bool:
    left, top, right, bottom = corners
    width, height = size
    return (-SLACK_PX <= left < right <= width + SLACK_PX) and (-SLACK_PX <= top < bottom <= height + SLACK_PX)
