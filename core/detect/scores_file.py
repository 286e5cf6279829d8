"""Scores as files: a table that other tools read, and a compact one that loads at once and gives the same scores.

The table is what `sed_scores_eval` reads: onset and offset of each frame, then a column for each class.
"""

from __future__ import annotations

import math
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.detect.store import release
from core.domain import Scores, TimeGrid
from core.errors import DataError
from core.files import replacing

ENDING = ".scores.tsv"
ROWS = 2048  # frames that are put into words at once
RELEASED = 64 * ROWS  # frames after which scores in a file are asked out of memory
SCORE = "%.9g"  # as many digits as tell every float32 from the next


def write_tsv(path: Path, scores: Scores) -> None:
    """Raises `DataError`."""
    for label in scores.classes:
        if any(mark in label for mark in "\t\r\n\""):
            raise DataError(f"the class “{label!r}” cannot name a column of a table: rename it in the model's card.")
    try:
        with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write("\t".join(("onset", "offset", *scores.classes)) + "\n")
            for block in _rows(scores):
                file.write(block)
    except OSError as error:
        raise DataError(f"“{path}” cannot be written ({error.strerror or error}); choose another place.") from error


def read_tsv(path: Path) -> Scores:
    """Of the clip's scores the table knows nothing: they are the maxima of the frames. Raises `DataError`."""
    try:
        with path.open(encoding="utf-8") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no rows
            names = file.readline().rstrip("\r\n").split("\t")
            table = np.loadtxt(file, np.float64, delimiter="\t", ndmin=2, comments=None)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if names[:2] != ["onset", "offset"] or len(names) < 3 or (len(table) and table.shape[1] != len(names)):
        raise _unreadable(path, "its columns are not onset, offset and then one for each class")
    values = table[:, 2:].astype(np.float32) if len(table) else np.zeros((0, len(names) - 2), np.float32)
    if not len(table):
        return Scores(TimeGrid(0.0, 1.0, 0), tuple(names[2:]), values, np.zeros(values.shape[1], np.float32), 0.0)
    start_s, end_s = float(table[0, 0]), float(table[-1, 1])
    step_s = float(table[-1, 0] - start_s) / (len(table) - 1) if len(table) > 1 else end_s - start_s
    if not (math.isfinite(step_s) and step_s > 0 and np.isfinite(values).all()):
        raise _unreadable(path, "its times or scores are no numbers that go on")
    return Scores(TimeGrid(start_s, step_s, len(table)), tuple(names[2:]), values, values.max(axis=0), end_s - start_s)


def save(path: Path, scores: Scores) -> None:
    """The compact file; as it is never unpickled, it may come from anywhere. Raises `OSError`."""
    grid = np.array([scores.grid.start_s, scores.grid.step_s, scores.duration_s])
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, values=scores.values, clip=scores.clip, times=grid, classes=np.array(scores.classes, np.str_),
                 model=np.array(scores.model, np.str_))


def load(path: Path) -> Scores:
    """Raises `DataError`."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return _loaded({name: found[name] for name in ("values", "clip", "times", "classes", "model")})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error


def _loaded(arrays: dict[str, NDArray[Any]]) -> Scores:
    values, clip, times = arrays["values"], arrays["clip"], arrays["times"]
    classes = tuple(str(label) for label in arrays["classes"])
    if (values.dtype.str, clip.dtype.str) != ("<f4", "<f4") or (values.shape[1:], clip.shape, times.shape) != (
            (len(classes),), (len(classes),), (3,)):
        raise ValueError("its arrays do not fit one another")
    start_s, step_s, duration_s = times.tolist()
    return Scores(TimeGrid(start_s, step_s, len(values)), classes, values, clip, duration_s, str(arrays["model"]))


def _rows(scores: Scores) -> Iterator[str]:
    grid = scores.grid
    borders_s = grid.start_s + np.arange(grid.count + 1) * grid.step_s
    last_s = grid.start_s + scores.duration_s
    if grid.count and f"{last_s:.6f}" > f"{borders_s[-2]:.6f}" and borders_s[-2] < last_s < borders_s[-1]:
        borders_s[-1] = last_s
    pattern = "\t".join(["%s", "%s"] + [SCORE] * len(scores.classes)) + "\n"
    for first in range(0, grid.count, ROWS):
        block = scores.values[first: first + ROWS].tolist()
        if first % RELEASED == 0:
            release(scores.values)
        times = [f"{time_s:.6f}" for time_s in borders_s[first: first + len(block) + 1].tolist()]
        yield "".join(pattern % (times[row], times[row + 1], *marks) for row, marks in enumerate(block))


def _unreadable(path: Path, reason: object) -> DataError:
    return DataError(f"“{path}” holds no scores that can be read ({reason}): write it again with "
                     "`auralens detect --scores`.")
