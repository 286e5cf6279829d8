"""A plain folder with a manifest: path, label or labels, perhaps onset and offset, perhaps a split or a fold."""

from __future__ import annotations

from pathlib import Path

from core.domain import Event
from core.errors import DataError
from core.train.config import DataConfig
from core.train.data.labelled import DataSet, Kind, LabelledClip, found_clips, holding_out
from core.train.data.tables import read_rows, seconds

NAMES = ("manifest.csv", "manifest.tsv")
PATHS, LABELS, SPLITS = ("path", "file", "filename"), ("label", "labels", "event_label"), ("split", "fold")
HELD = frozenset({"validation", "valid", "val", "dev", "test"})
SEPARATORS = (";", "|")  # commas may stand within a label


def matches(folder: Path) -> bool:
    return any((folder / name).is_file() for name in NAMES)


def read(folder: Path, config: DataConfig) -> DataSet:
    table = next((folder / name for name in NAMES if (folder / name).is_file()), folder / NAMES[0])
    rows = read_rows(table, "\t" if table.suffix == ".tsv" else ",")
    path, label = _column(rows, PATHS, table), _column(rows, LABELS, table)
    split = next((name for name in SPLITS if rows and name in rows[0]), "")
    files: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        files.setdefault(row[path], []).append(row)
    parts = {name: listed[0].get(split, "") for name, listed in files.items()}
    held = _held(set(parts.values()), config)
    train: list[LabelledClip] = []
    tests: list[LabelledClip] = []
    for name, listed in files.items():
        if parts[name] in held:
            tests.append(_clip(folder / name, listed, label, table))
        elif not config.train_folds or parts[name] in config.train_folds:
            train.append(_clip(folder / name, listed, label, table))
    classes = tuple(sorted({name for clip in (*train, *tests) for name in clip.labels}))
    train, missing = found_clips(train)
    tests, lost = found_clips(tests)
    if not tests and not held:
        train, tests = holding_out([clip for clip in train if clip.kind is not Kind.UNLABELLED])
    return DataSet("manifest", classes, tuple(train), tuple(tests), skipped=tuple(missing + lost))


def _held(parts: set[str], config: DataConfig) -> frozenset[str]:
    if config.validation_folds:
        return frozenset(config.validation_folds)
    named = frozenset(part for part in parts if part.lower() in HELD)
    numbers = sorted(part for part in parts if part.isdigit())
    return named or (frozenset(numbers[-1:]) if len(numbers) > 1 else frozenset())


def _column(rows: list[dict[str, str]], names: tuple[str, ...], table: Path) -> str:
    found = next((name for name in names if rows and name in rows[0]), None)
    if found is None:
        raise DataError(f"“{table}” needs a column {names[0]}, and at least one row.")
    return found


def _clip(path: Path, rows: list[dict[str, str]], label: str, table: Path) -> LabelledClip:
    """With onsets it is a strong clip, with labels only a weak one, with nothing unlabelled."""
    labels = frozenset(name for row in rows for name in _labels(row[label]))
    if not labels:
        return LabelledClip(path, Kind.UNLABELLED)
    timed = [row for row in rows if row.get("onset", "").strip() and row.get("offset", "").strip()]
    if not timed:
        return LabelledClip(path, Kind.WEAK, labels)
    events = tuple(Event(name, seconds(row["onset"], table), seconds(row["offset"], table))
                   for row in timed for name in _labels(row[label]))
    return LabelledClip(path, Kind.STRONG, labels, events)


def _labels(text: str) -> list[str]:
    for separator in SEPARATORS:
        text = text.replace(separator, "\n")
    return [name.strip() for name in text.split("\n") if name.strip()]
