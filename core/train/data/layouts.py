"""Which layout a folder has: the one that the config names, or the first that recognises itself."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from core.errors import DataError
from core.train.config import DataConfig
from core.train.data.labelled import DataSet, chosen

LAYOUTS = {  # in the order in which they are tried
    "desed": "a folder metadata/ with tables for train and validation",
    "dcase2017": "training_set.csv and the like, with the clips in folders beside",
    "tau": "meta.csv, or evaluation_setup/ with fold1_train.csv, and audio/",
    "audioset": "tables with segment_id, start_time_seconds, end_time_seconds, label",
    "sounds": "sounds.csv with path, label, fold (and ambience.csv): soundscapes are made of it",
    "manifest": "manifest.csv or manifest.tsv with path and label",
    "folders": "a folder for each class",
}


class Layout(Protocol):
    def matches(self, folder: Path) -> bool: ...

    def read(self, folder: Path, config: DataConfig) -> DataSet: ...


def read_data(folder: Path, config: DataConfig) -> DataSet:
    """Raises `DataError` where there is nothing to train on."""
    if not folder.is_dir():
        raise DataError(f"“{folder}” is no folder; name the one that holds the data.")
    name = config.layout if config.layout != "auto" else _detected(folder)
    found = chosen(_layout(name).read(folder, config), config.classes)
    if found.tables is None and not (found.train and found.validation):
        part = "training" if not found.train else "validation"
        why = f" Left out: {len(found.skipped)}; the first: {found.skipped[0][1]}." if found.skipped else ""
        raise DataError(f"“{folder}” ({name}) has no clip for {part} that can be used.{why}")
    return found


def _detected(folder: Path) -> str:
    for name in LAYOUTS:
        if _layout(name).matches(folder):
            return name
    known = "; ".join(f"{name}: {what}" for name, what in LAYOUTS.items())
    raise DataError(f"“{folder}” is laid out like no data set that is known ({known}).")


def _layout(name: str) -> Layout:
    return cast(Layout, import_module(f"core.train.data.{name}"))
