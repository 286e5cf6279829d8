"""Recordings of scenes and which scene each is, from the layout of TAU Urban Acoustic Scenes.

What is listed but missing is told of, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import DataError

Split = Literal["auto", "evaluate", "train", "all"]
SETUP, META = "evaluation_setup", "meta.csv"
COLUMNS = {"filename", "scene_label"}


@dataclass(frozen=True, slots=True)
class SceneReferences:
    """By the path of each file within the folder. `skipped`: file and reason."""

    paths: Mapping[str, Path]
    labels: Mapping[str, str]
    skipped: tuple[tuple[str, str], ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.labels.values())))


def read_scene_references(folder: Path, split: Split = "auto") -> SceneReferences:
    """`auto` is the part for evaluation where there is one, else all. Raises `DataError`."""
    from core.train.data.tables import read_rows

    table = _table(folder, split)
    rows = read_rows(table)
    if not rows or not rows[0].keys() >= COLUMNS:
        raise DataError(f"“{table}” needs the columns filename and scene_label, and at least one row.")
    here = {row["filename"]: row["scene_label"] for row in rows if (folder / row["filename"]).is_file()}
    skipped = tuple((row["filename"], "the file is missing") for row in rows if row["filename"] not in here)
    if not here:
        raise DataError(f"none of the {len(rows)} recordings of “{table}” is there; the first: {rows[0]['filename']}.")
    return SceneReferences({name: folder / name for name in here}, here, skipped)


def _table(folder: Path, split: Split) -> Path:
    if not folder.is_dir():
        raise DataError(f"“{folder}” is no folder; name the one that holds the scenes and their tables.")
    setups = {name: folder / SETUP / f"fold1_{name}.csv" for name in ("evaluate", "train")}
    if split in setups:
        return setups[split]
    if split == "auto" and setups["evaluate"].is_file():
        return setups["evaluate"]
    if (folder / META).is_file():
        return folder / META
    raise DataError(f"“{folder}” has neither {SETUP}/fold1_evaluate.csv nor {META}: it is not laid out as TAU Urban "
                    "Acoustic Scenes. `auralens scenes` composes such data.")
