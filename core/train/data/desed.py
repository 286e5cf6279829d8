"""DESED: tab-separated tables below `metadata/`, sounds below `audio/`; the name of a table says what kind it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.domain import Event
from core.train.config import DataConfig
from core.train.data.audio_files import AudioFiles
from core.train.data.labelled import DataSet, Kind, LabelledClip, found_clips, holding_out
from core.train.data.tables import read_rows, seconds

METADATA = "metadata"


def matches(folder: Path) -> bool:
    return (folder / METADATA / "train").is_dir()


def read(folder: Path, config: DataConfig) -> DataSet:
    files = AudioFiles(folder)
    train: list[LabelledClip] = []
    held: list[LabelledClip] = []
    for table in sorted((folder / METADATA).rglob("*.tsv")):
        where = table.relative_to(folder / METADATA).as_posix().lower()
        kind = _kind(where)
        if kind is None:
            continue
        into = held if where.startswith("validation") or "validation" in table.stem else train
        into += _clips(table, kind, files)
    known = {clip.path for clip in (*train, *held)}
    train += [LabelledClip(path, Kind.UNLABELLED) for path in files.under("unlabel_in_domain") if path not in known]
    found, missing = found_clips(train)
    tests, lost = found_clips(clip for clip in held if clip.kind is not Kind.SYNTHETIC)
    if not tests:
        strong = [clip for clip in found if clip.events]
        rest, tests = holding_out(strong)
        found = [clip for clip in found if not clip.events] + rest
    classes = tuple(sorted({label for clip in (*train, *held) for label in clip.labels}))
    return DataSet("desed", classes, tuple(found), tuple(tests), skipped=tuple(missing + lost))


def _kind(where: str) -> Kind | None:
    """None for tables that are no labels, or that would say the same a second time."""
    if "duration" in where or "eval_dcase" in where or "test_dcase" in where or "public" in where:
        return None
    if "unlabel" in where:
        return Kind.UNLABELLED
    if "synth" in where:
        return Kind.SYNTHETIC
    return Kind.WEAK if "weak" in where else Kind.STRONG


def _clips(table: Path, kind: Kind, files: AudioFiles) -> list[LabelledClip]:
    rows = read_rows(table)
    if rows and "event_labels" in rows[0]:
        return [LabelledClip(files.named(row["filename"]), kind,
                             frozenset(filter(None, row["event_labels"].split(",")))) for row in rows]
    if rows and "event_label" not in rows[0]:
        return [LabelledClip(files.named(row["filename"]), Kind.UNLABELLED) for row in rows if row.get("filename")]
    return strong_clips(((row["filename"], row) for row in rows), kind, files, table)


def strong_clips(rows: Iterable[tuple[str, dict[str, str]]], kind: Kind, files: AudioFiles, table: Path
                 ) -> list[LabelledClip]:
    """Rows of one event each, gathered by file; a file whose row names no event has none."""
    events: dict[str, list[Event]] = {}
    for name, row in rows:
        listed = events.setdefault(name, [])
        if row.get("event_label"):
            listed.append(Event(row["event_label"], seconds(row["onset"], table), seconds(row["offset"], table)))
    return [LabelledClip(files.named(name), kind, frozenset(event.label for event in listed), tuple(listed))
            for name, listed in events.items()]
