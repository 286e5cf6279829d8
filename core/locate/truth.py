"""True boxes of sounding objects over time, and how well a map meets them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import DataError
from core.locate.readings import JUDGED_PX, Box, enlarged, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("start_s", "end_s", "x0", "y0", "x1", "y1")


@dataclass(frozen=True, slots=True)
class TrueBox:
    """From `start_s` on, before `end_s`."""

    start_s: float
    end_s: float
    box: Box
    label: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """How a map meets the boxes of its moment, with as many places predicted as the boxes cover."""

    ciou: float
    peak_inside: bool


def read_boxes(path: Path, width: int, height: int) -> list[TrueBox]:
    """From JSON with `boxes` by frame, as the sample has them, or from CSV with the columns start_s, end_s, x0, y0, x1,
    y1 and perhaps label, in pixels of the picture. Raises `DataError`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"“{path}” cannot be read ({error.strerror or error}): check its name and folder.") from error
    except UnicodeDecodeError:
        raise DataError(f"“{path.name}” is no text in UTF-8: boxes are JSON or CSV.") from None
    try:
        if text.lstrip().startswith("{"):
            return _of_frames(json.loads(text))
        return _of_table(text, path.name, width, height)
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"“{path.name}” holds no boxes ({error!r}): it needs a table with the columns "
                        f"{', '.join(COLUMNS)}.") from None


def boxes_at(boxes: Sequence[TrueBox], time_s: float) -> list[TrueBox]:
    return [one for one in boxes if one.start_s <= time_s < one.end_s]


def met(plane: NDArray[np.float32], boxes: Sequence[TrueBox]) -> Met:
    """Adaptive: the highest places, as many as the boxes have, are what the map predicts."""
    import numpy as np

    large = enlarged(plane, JUDGED_PX, JUDGED_PX)
    truth = np.zeros(large.shape, bool)
    for one in boxes:
        left, right = round(one.box.left * JUDGED_PX), round(one.box.right * JUDGED_PX)
        truth[round(one.box.top * JUDGED_PX) : round(one.box.bottom * JUDGED_PX), left:right] = True
    area = max(int(truth.sum()), 1)
    predicted = np.zeros(truth.size, bool)
    predicted[np.argpartition(-large.ravel(), area - 1)[:area]] = True
    both = int((predicted.reshape(truth.shape) & truth).sum())
    peak = read(plane).peak
    inside = any(one.box.left <= peak[0] < one.box.right and one.box.top <= peak[1] < one.box.bottom for one in boxes)
    return Met(both / (2 * area - both), inside)


def _of_frames(held: dict[str, Any]) -> list[TrueBox]:
    picture = held["picture"]
    width, height, fps = float(picture["width"]), float(picture["height"]), float(picture["fps"])
    return [TrueBox(one["frame"] / fps, (one["frame"] + 1) / fps,
                    Box(one["left"] / width, one["top"] / height, one["right"] / width, one["bottom"] / height),
                    str(one.get("label", ""))) for one in held["boxes"] if one.get("sounding", True)]


def _of_table(text: str, name: str, width: int, height: int) -> list[TrueBox]:
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise DataError(f"“{name}” has no column {missing[0]}; it needs {', '.join(COLUMNS)} and may have label.")
    found = []
    for line in reader:
        start_s, end_s, x0, y0, x1, y1 = (float(line[column]) for column in COLUMNS)
        box = Box(*(min(max(value, 0.0), 1.0) for value in (x0 / width, y0 / height, x1 / width, y1 / height)))
        found.append(TrueBox(start_s, end_s, box, line.get("label") or ""))
    return found
