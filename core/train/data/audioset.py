"""AudioSet's strong labels: tables of segments with machine ids, perhaps one that names them in words beside."""

from __future__ import annotations

from pathlib import Path

from core.domain import Event
from core.train.config import DataConfig
from core.train.data.audio_files import AudioFiles
from core.train.data.labelled import DataSet, Kind, LabelledClip, found_clips, holding_out
from core.train.data.tables import read_lines, read_rows, seconds

COLUMNS = {"segment_id", "start_time_seconds", "end_time_seconds", "label"}
NAMES = "mid_to_display_name.tsv"
HELD = ("eval", "valid", "test")


def matches(folder: Path) -> bool:
    return bool(_tables(folder))


def read(folder: Path, config: DataConfig) -> DataSet:
    files, names = AudioFiles(folder), _names(folder)
    train: list[LabelledClip] = []
    held: list[LabelledClip] = []
    for table in _tables(folder):
        into = held if any(word in table.stem.lower() for word in HELD) else train
        into += _clips(table, names, files)
    classes = tuple(sorted({label for clip in (*train, *held) for label in clip.labels}))
    train, missing = found_clips(train)
    held, lost = found_clips(held)
    if not held and train:
        train, held = holding_out(train)
    return DataSet("audioset", classes, tuple(train), tuple(held), skipped=tuple(missing + lost))


def _tables(folder: Path) -> list[Path]:
    found = []
    for table in sorted(folder.glob("*.tsv")):
        with table.open(encoding="utf-8-sig", errors="replace") as file:
            if set(file.readline().strip().split("\t")) >= COLUMNS:
                found.append(table)
    return found


def _names(folder: Path) -> dict[str, str]:
    table = folder / NAMES
    return {cells[0]: cells[1] for cells in read_lines(table) if len(cells) > 1} if table.is_file() else {}


def _clips(table: Path, names: dict[str, str], files: AudioFiles) -> list[LabelledClip]:
    events: dict[str, list[Event]] = {}
    for row in read_rows(table):
        label = names.get(row["label"], row["label"])
        times = seconds(row["start_time_seconds"], table), seconds(row["end_time_seconds"], table)
        events.setdefault(row["segment_id"], []).append(Event(label, *times))
    return [_clip(segment, listed, files) for segment, listed in events.items()]


def _clip(segment: str, events: list[Event], files: AudioFiles) -> LabelledClip:
    """A segment is `<id>_<milliseconds of its start>`: a file of its own, or ten seconds of the whole recording."""
    labels = frozenset(event.label for event in events)
    video, _, start = segment.rpartition("_")
    path = files.find([segment, f"Y{segment}"])
    if not path.is_file() and video and start.isdigit():
        whole = files.find([video, f"Y{video}"])
        if whole.is_file():
            begin_s = int(start) / 1000
            return LabelledClip(whole, Kind.STRONG, labels, tuple(events), begin_s, begin_s + 10.0)
    return LabelledClip(path, Kind.STRONG, labels, tuple(events))
