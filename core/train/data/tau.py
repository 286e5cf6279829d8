"""TAU Urban Acoustic Scenes, and what is laid out like it: `meta.csv`, `evaluation_setup/fold1_*.csv`, `audio/`."""

from __future__ import annotations

from pathlib import Path

from core.errors import DataError
from core.train.config import DataConfig
from core.train.data.audio_files import AudioFiles
from core.train.data.labelled import DataSet, Kind, LabelledClip, found_clips, holding_out
from core.train.data.tables import read_rows

META, SETUP = "meta.csv", "evaluation_setup"
NAME, LABEL = "filename", "scene_label"
TRAINING, TESTING = "fold{}_train.csv", ("fold{}_evaluate.csv", "fold{}_test.csv")


def matches(folder: Path) -> bool:
    return (folder / SETUP / TRAINING.format(1)).is_file() or _is_meta(folder / META)


def read(folder: Path, config: DataConfig) -> DataSet:
    """The classes in alphabetical order, in which `metro` comes before `metro_station`; `data.classes` says another."""
    folds = config.train_folds or ("1",)
    if len(folds) != 1 or config.validation_folds:
        raise DataError("this layout has a table for training and one for validation in each fold: name one fold in "
                        "data.train_folds, and none for validation.")
    known = _labels(folder / META) if (folder / META).is_file() else {}
    files = AudioFiles(folder)
    train_table, tables = folder / SETUP / TRAINING.format(folds[0]), [folder / SETUP / name.format(folds[0])
                                                                      for name in TESTING]
    if not train_table.is_file():
        clips, missing = found_clips(_clips(known, files))
        train, held = holding_out(clips)
        return DataSet("tau", _classes(known), tuple(train), tuple(held), skipped=tuple(missing))
    tested = next((table for table in tables if table.is_file()), None)
    if tested is None:
        raise DataError(f"“{folder / SETUP}” has neither {tables[0].name} nor {tables[1].name}.")
    learnt, asked = _labels(train_table, known), _labels(tested, known)
    train, missing = found_clips(_clips(learnt, files))
    held, lost = found_clips(_clips(asked, files))
    return DataSet("tau", _classes(learnt | asked), tuple(train), tuple(held), skipped=tuple(missing + lost))


def _is_meta(table: Path) -> bool:
    return table.is_file() and {NAME, LABEL} <= set((read_rows(table) or [{}])[0])


def _labels(table: Path, known: dict[str, str] | None = None) -> dict[str, str]:
    """Scene by file name; a table for testing may leave the scenes to `meta.csv`. Raises `DataError`."""
    found: dict[str, str] = {}
    for row in read_rows(table):
        name = row.get(NAME, "").strip()
        label = row.get(LABEL, "").strip() or (known or {}).get(name, "")
        if not name or not label:
            raise DataError(f"“{table}”: the row of “{name or '?'}” does not say which scene it is; the columns {NAME} "
                            f"and {LABEL} are needed, or {META} with both.")
        found[name] = label
    return found


def _classes(labels: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(set(labels.values())))


def _clips(labels: dict[str, str], files: AudioFiles) -> list[LabelledClip]:
    return [LabelledClip(files.named(name), Kind.WEAK, frozenset({label})) for name, label in labels.items()]
