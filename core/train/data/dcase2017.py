"""DCASE 2017 task 4, smart cars: weak lists for training, weak and strong ones for testing. Labels hold commas."""

from __future__ import annotations

import csv
from pathlib import Path

from core.domain import Event
from core.errors import DataError
from core.train.config import DataConfig
from core.train.data.audio_files import AudioFiles
from core.train.data.labelled import DataSet, Kind, LabelledClip, found_clips, holding_out
from core.train.data.tables import read_lines, seconds

CLASSES = ("Train horn", "Air horn, truck horn", "Car alarm", "Reversing beeps", "Bicycle", "Skateboard",
           "Ambulance (siren)", "Fire engine, fire truck (siren)", "Civil defense siren", "Police car (siren)",
           "Screaming", "Car", "Car passing by", "Bus", "Truck", "Motorcycle", "Train")
TRAINING = ("groundtruth_weak_label_training_set.csv", "training_set.csv")
TESTING = ("groundtruth_weak_label_testing_set.csv", "testing_set.csv")
STRONG = "groundtruth_strong_label_testing_set.csv"


def matches(folder: Path) -> bool:
    return any((folder / name).is_file() for name in TRAINING)


def read(folder: Path, config: DataConfig) -> DataSet:
    files = AudioFiles(folder)
    train, missing = found_clips(_weak(_first(folder, TRAINING), files))
    strong, tested = folder / STRONG, [folder / name for name in TESTING if (folder / name).is_file()]
    if strong.is_file():
        held, lost = found_clips(_strong(strong, files))
    elif tested:
        held, lost = found_clips(_weak(tested[0], files))
    else:
        lost = []
        train, held = holding_out(train)
    return DataSet("dcase2017", CLASSES, tuple(train), tuple(held), skipped=tuple(missing + lost))


def split_labels(text: str) -> list[str]:
    """Labels joined by commas, some of which hold commas: the longest known one at each place. Raises `DataError`."""
    found, rest = [], text.strip()
    while rest:
        fitting = [label for label in CLASSES if rest == label or rest.startswith(f"{label},")]
        if not fitting:
            raise DataError(f"“{rest}” begins with none of the 17 labels of DCASE 2017 task 4.")
        found.append(max(fitting, key=len))
        rest = rest[len(found[-1]) :].lstrip(", ")
    return found


def _first(folder: Path, names: tuple[str, ...]) -> Path:
    there = [folder / name for name in names if (folder / name).is_file()]
    if not there:
        raise DataError(f"“{folder}” holds none of {', '.join(names)}.")
    return there[0]


def _cells(table: Path) -> list[list[str]]:
    """The ground truth is parted by tabs, the lists for downloading by commas, with quotes."""
    lines = read_lines(table)
    if any(len(line) > 1 for line in lines):
        return lines
    return [[cell.strip() for cell in row] for row in csv.reader((line[0] for line in lines), skipinitialspace=True)]


def _weak(table: Path, files: AudioFiles) -> list[LabelledClip]:
    labels: dict[Path, set[str]] = {}
    for cells in _cells(table):
        if len(cells) < 4:
            raise DataError(f"“{table}”: “{', '.join(cells)}” is not id, start, end, labels; correct that row.")
        labels.setdefault(_path(cells, files), set()).update(split_labels(cells[3]))
    return [LabelledClip(path, Kind.WEAK, frozenset(some)) for path, some in labels.items()]


def _strong(table: Path, files: AudioFiles) -> list[LabelledClip]:
    """An event from 0 to 0 says that the clip, though tagged with it, does not hold it."""
    events: dict[Path, list[Event]] = {}
    for cells in _cells(table):
        if len(cells) < 4:
            raise DataError(f"“{table}”: “{', '.join(cells)}” is not file, onset, offset, label; correct that row.")
        listed = events.setdefault(_path([cells[0]], files), [])
        onset_s, offset_s = seconds(cells[1], table), seconds(cells[2], table)
        if offset_s > onset_s:
            listed += [Event(label, onset_s, offset_s) for label in split_labels(cells[3])]
    return [LabelledClip(path, Kind.STRONG, frozenset(event.label for event in some), tuple(some))
            for path, some in events.items()]


def _path(cells: list[str], files: AudioFiles) -> Path:
    """Names are `Y<id>_<start>_<end>.wav`; tables leave the Y out, as file names should not begin with a dash."""
    stem = cells[0].removesuffix(".wav")
    if len(cells) > 2 and not cells[0].endswith(".wav"):
        stem = f"{cells[0]}_{cells[1]}_{cells[2]}"
    return files.find([f"Y{stem}", stem])
