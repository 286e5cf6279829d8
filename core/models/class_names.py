"""Names of a tagger's classes, from the files that they are published in, in the order of its scores."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from core.errors import ModelError

BESIDE = ("class_labels_indices.csv", "config.json", "classes.txt")
NAME_COLUMNS = ("display_name", "name", "label", "class")


def find(weights: Path, given: Path | None, count: int) -> tuple[str, ...]:
    """Names from the given file, or from one that lies beside the weights. Raises `ModelError`."""
    if given is not None:
        return _checked(read(given), given, count)
    for name in BESIDE:
        beside = weights.parent / name
        if beside.is_file():
            return _checked(read(beside), beside, count)
    raise ModelError(f"“{weights.name}” does not say what its {count} classes are called: put class_labels_indices.csv "
                     "beside it, or name a file with --classes (a name a line, or a table with a column display_name).")


def read(path: Path) -> tuple[str, ...]:
    """From a table with names, from `id2label` of a config.json, or a name a line. Raises `ModelError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"“{path}” cannot be read as a list of classes ({error}).") from error
    if path.suffix.lower() == ".json":
        return _from_json(path, text)
    lines = [line for line in text.splitlines() if line.strip()]
    header = next(csv.reader(lines[:1]), [])
    column = next((name for name in NAME_COLUMNS if name in header), None)
    if column is None:
        return tuple(line.strip() for line in lines)
    rows = list(csv.DictReader(lines))
    if "index" in header:
        rows.sort(key=lambda row: int(row["index"]) if str(row["index"]).isdigit() else 0)
    return tuple(str(row[column] or "").strip() for row in rows)


def _from_json(path: Path, text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text)
        names = found["id2label"] if isinstance(found, dict) else found
        ordered = [names[key] for key in sorted(names, key=int)] if isinstance(names, dict) else list(names)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"“{path}” has no names of classes: it needs “id2label”, or to be a list.") from error
    return tuple(str(name).strip() for name in ordered)


def _checked(names: tuple[str, ...], path: Path, count: int) -> tuple[str, ...]:
    if len(names) != count:
        raise ModelError(f"“{path}” names {len(names)} classes, but the model has {count}.")
    twice = next((name for at, name in enumerate(names) if not name or name in names[:at]), None)
    if twice is not None:
        raise ModelError(f"“{path}” names " + (f"“{twice}” twice." if twice else "a class with nothing.")
                         + " Each class needs a name of its own.")
    return names
