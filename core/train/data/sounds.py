"""A table of single sounds with folds (`sounds.csv`) and one of backgrounds (`ambience.csv`), for soundscapes."""

from __future__ import annotations

from pathlib import Path

from core.errors import DataError
from core.train.config import DataConfig
from core.train.data.labelled import DataSet, SoundTables
from core.train.data.tables import read_rows

SOUNDS, AMBIENCE = "sounds.csv", "ambience.csv"


def matches(folder: Path) -> bool:
    return (folder / SOUNDS).is_file()


def read(folder: Path, config: DataConfig) -> DataSet:
    rows = read_rows(folder / SOUNDS, ",")
    if not rows or not {"path", "label", "fold"} <= set(rows[0]):
        raise DataError(f"“{folder / SOUNDS}” needs the columns path, label and fold, and at least one row.")
    folds = sorted({row["fold"] for row in rows})
    held = config.validation_folds or tuple(folds[-1:])
    train = config.train_folds or tuple(fold for fold in folds if fold not in held)
    missing = [fold for fold in (*train, *held) if fold not in folds]
    if missing or not train or set(train) & set(held):
        raise DataError(f"“{folder / SOUNDS}” has the folds {', '.join(folds)}; training on "
                        f"{', '.join(train) or 'none'} and validating on {', '.join(held)} is not possible: "
                        "name other folds.")
    beds = _backgrounds(folder / AMBIENCE, config)
    tables = SoundTables(folder / SOUNDS, folder / AMBIENCE if beds[0] else None, train, held, *beds)
    return DataSet("sounds", tuple(sorted({row["label"] for row in rows})), tables=tables)


def _backgrounds(table: Path, config: DataConfig) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels for training and for validation, apart where there is more than one."""
    names = sorted({row["label"] for row in read_rows(table, ",")}) if table.is_file() else []
    unknown = [name for name in config.validation_backgrounds if name not in names]
    if unknown:
        raise DataError(f"“{table}” has no background “{unknown[0]}”; there are: {', '.join(names) or 'none'}.")
    held = config.validation_backgrounds or tuple(names[3::4] or names[-1:])
    train = tuple(name for name in names if name not in held) or tuple(names)
    return train, held
