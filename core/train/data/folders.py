"""A folder for each class, which is its name; perhaps parted into `train` and `validation` (or evaluate, test)."""

from __future__ import annotations

from pathlib import Path

from core.train.config import DataConfig
from core.train.data.audio_files import EXTENSIONS
from core.train.data.labelled import DataSet, Kind, LabelledClip, holding_out

TRAINING, TESTING = ("train", "training"), ("validation", "evaluate", "evaluation", "test", "val")
SHARE = 5  # of each class every fifth file is held out


def matches(folder: Path) -> bool:
    parts = _part(folder, TRAINING), _part(folder, TESTING)
    return all(part is not None and _by_class(part) for part in parts) or len(_by_class(folder)) > 1


def read(folder: Path, config: DataConfig) -> DataSet:
    train_part, test_part = _part(folder, TRAINING), _part(folder, TESTING)
    if train_part is not None and test_part is not None:
        train, held = _clips(_by_class(train_part)), _clips(_by_class(test_part))
    else:
        parts = [holding_out(_clips({label: paths}), SHARE) for label, paths in _by_class(folder).items()]
        train, held = [clip for part in parts for clip in part[0]], [clip for part in parts for clip in part[1]]
    classes = sorted({label for clip in (*train, *held) for label in clip.labels})
    return DataSet("folders", tuple(classes), tuple(train), tuple(held))


def _part(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_dir()), None)


def _by_class(folder: Path) -> dict[str, list[Path]]:
    """Folders that hold sound themselves, without what is hidden."""
    found: dict[str, list[Path]] = {}
    for place in sorted(folder.iterdir()):
        if place.is_dir() and not place.name.startswith("."):
            paths = [path for path in sorted(place.iterdir()) if path.suffix.lower() in EXTENSIONS]
            if paths:
                found[place.name] = paths
    return found


def _clips(by_class: dict[str, list[Path]]) -> list[LabelledClip]:
    return [LabelledClip(path, Kind.WEAK, frozenset({label})) for label, paths in by_class.items() for path in paths]
