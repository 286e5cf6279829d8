"""Composed scenes as files: the layout of TAU Urban Acoustic Scenes, and beside it every stem of every scene.

So whatever reads that data set reads these too, and what made a scene what it is can be looked up later.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError, UsageError
from core.files import replacing, write_text
from core.media.audio import open_audio
from core.progress import Progress
from core.train.clip_bank import ClipBank
from core.train.scene_maker import Scene, Stem, balanced_names, make_scene
from core.train.scene_table import SceneTable, Split

AUDIO, STEMS, SETUP = "audio", "stems", "evaluation_setup"
META, PARTS = "meta.csv", "stems.csv"
META_COLUMNS = ("filename", "scene_label", "identifier", "source_label")
PART_COLUMNS = ("filename", "scene_label", "decided_by", "stem", "role", "label", "onset", "offset")
DEVICE = "composed"
ENCODING = {"subtype": "PCM_24", "format": "FLAC"}


@dataclass(frozen=True, slots=True)
class SceneSet:
    """What is to be written."""

    table: SceneTable
    split: Split
    count: int
    seed: int
    stems: bool = True


def write_scenes(folder: Path, bank: ClipBank, wanted: SceneSet, progress: Progress) -> Path:
    """Scenes and their tables, which come last; those of the other split that are there already stay. Raises
    `UsageError`."""
    meta: list[dict[str, str]] = []
    parts: list[dict[str, str]] = []
    try:
        for number, label in enumerate(balanced_names(wanted.table, wanted.count)):
            progress.step(number, wanted.count)
            scene = make_scene(bank, wanted.table, label, wanted.split, np.random.default_rng((wanted.seed, number)))
            name = f"{label}-{wanted.split}-{number:0{max(4, len(str(wanted.count - 1)))}}-0-{DEVICE}"
            meta.append({"filename": f"{AUDIO}/{name}.flac", "scene_label": label,
                         "identifier": f"{wanted.split}-{number}", "source_label": DEVICE})
            _write_sound(folder / AUDIO / f"{name}.flac", scene.samples, scene.rate_hz)
            if wanted.stems:
                parts += _write_stems(folder, name, scene, wanted.table)
        _write_tables(folder, meta, parts, wanted.split)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: the scenes cannot be written ({error.strerror or error}); "
                         "choose another folder with -o.") from error
    return folder / META


def _write_stems(folder: Path, name: str, scene: Scene, table: SceneTable) -> list[dict[str, str]]:
    """Of an event only the time in which it sounds is kept, so that a set stays small."""
    rows = []
    for number, stem in enumerate(scene.stems):
        path = f"{STEMS}/{name}/{number:02}-{stem.label or stem.role}.flac"
        first, end = round(stem.onset_s * scene.rate_hz), round(stem.offset_s * scene.rate_hz)
        _write_sound(folder / path, stem.samples[first:end], scene.rate_hz)
        rows.append({"filename": f"{AUDIO}/{name}.flac", "scene_label": scene.label,
                     "decided_by": table.scenes[scene.label].decided_by, "stem": path,
                     "role": stem.role, "label": stem.label, "onset": f"{first / scene.rate_hz:.9f}",
                     "offset": f"{end / scene.rate_hz:.9f}"})
    return rows


def _write_sound(path: Path, samples: NDArray[np.float32], rate_hz: int) -> None:
    import soundfile

    with replacing(path) as temporary:
        soundfile.write(temporary, samples, rate_hz, **ENCODING)


def _write_tables(folder: Path, meta: Sequence[Mapping[str, str]], parts: Sequence[Mapping[str, str]], split: Split
                  ) -> None:
    """A folder may hold both splits: the rows of the other one stay."""
    others = [row for row in _rows(folder / META, "\t") if row["identifier"].partition("-")[0] != split]
    kept = {row["filename"] for row in others}
    old_parts = [row for row in _rows(folder / PARTS, "\t") if row["filename"] in kept]
    labels = [{"filename": row["filename"], "scene_label": row["scene_label"]} for row in meta]
    _write_table(folder / SETUP / f"fold1_{split}.csv", ("filename", "scene_label"), labels)
    if split == "evaluate":
        _write_table(folder / SETUP / "fold1_test.csv", ("filename",), labels)
    _write_table(folder / PARTS, PART_COLUMNS, [*old_parts, *parts])
    _write_table(folder / META, META_COLUMNS, [*others, *meta])


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter="\t", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def stems_of(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of the table of stems by file name. Raises `DataError`."""
    try:
        rows = _rows(folder / PARTS, "\t")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"“{folder / PARTS}” cannot be read: {error}.") from error
    if not rows or not set(PART_COLUMNS) <= set(rows[0]):
        raise DataError(f"“{folder}” holds no scenes with stems; `auralens scenes` composes such ones.")
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["filename"], []).append(row)
    return found


def read_stems(folder: Path, rows: Sequence[Mapping[str, str]], samples: int) -> tuple[Stem, ...]:
    """The stems of one scene, each as long as the scene. Raises `AuralensError`."""
    return tuple(_stem(folder, row, samples) for row in rows)


def _stem(folder: Path, row: Mapping[str, str], samples: int) -> Stem:
    with open_audio(folder / row["stem"]) as reader:
        part = reader.read(0, reader.frames)
        first = round(float(row["onset"]) * reader.rate_hz)
    whole = np.zeros((samples, part.shape[1]), np.float32)
    whole[first : first + len(part)] = part[: samples - first]
    role = row["role"]
    if role not in ("ambience", "characteristic", "neutral"):
        raise DataError(f"“{folder / PARTS}”: “{role}” is no role of a stem.")
    return Stem(role, row["label"], float(row["onset"]), float(row["offset"]), whole)  # type: ignore[arg-type]
