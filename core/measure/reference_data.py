"""Recordings with the events that are in them: any layout that training reads, or sounds with tables of events.

Whatever cannot be used is listed with the reason, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domain import Event
from core.errors import DataError


@dataclass(frozen=True, slots=True)
class References:
    """By the path of each file within the folder. `skipped`: file and reason."""

    layout: str
    paths: dict[str, Path]
    events: dict[str, tuple[Event, ...]]
    skipped: tuple[tuple[str, str], ...] = ()


def read_references(folder: Path, split: str = "auto") -> References:
    """`split`: `auto` is the validation part where the layout has one, else all. Raises `DataError`."""
    if not folder.is_dir():
        raise DataError(f"“{folder}” is no folder; name the one that holds the recordings and their tables.")
    tables = sorted(folder.glob("*.tsv"))
    found = _tables(folder, tables, split) if tables and _is_plain(folder) else _layout(folder, split)
    if not found.paths:
        why = f" {len(found.skipped)} were left out; the first: {found.skipped[0][1]}." if found.skipped else ""
        raise DataError(f"“{folder}” has no recording whose events are known.{why}")
    return found


def known_classes(found: References) -> tuple[str, ...]:
    return tuple(sorted({event.label for events in found.events.values() for event in events}))


def _is_plain(folder: Path) -> bool:
    return not (folder / "metadata").is_dir() and not (folder / "manifest.tsv").is_file()


def _tables(folder: Path, tables: Sequence[Path], split: str) -> References:
    """`filename onset offset event_label` beside or above the sounds; several tables are one where `split` is all."""
    from core.train.data.audio_files import AudioFiles
    from core.train.data.tables import read_rows, seconds

    part = "validation" if split == "auto" and any("validation" in table.stem for table in tables) else split
    if part not in ("auto", "all"):
        tables = [table for table in tables if part in table.stem]
    files, events = AudioFiles(folder), dict[Path, list[Event]]()
    skipped: list[tuple[str, str]] = []
    for table in tables:
        rows = read_rows(table)
        if rows and not {"filename", "onset", "offset", "event_label"} <= rows[0].keys():
            skipped.append((table.name, "it has no columns filename, onset, offset, event_label"))
            continue
        for row in rows:
            listed = events.setdefault(files.named(row["filename"]), [])
            if row["event_label"]:
                listed.append(Event(row["event_label"], seconds(row["onset"], table), seconds(row["offset"], table)))
    return _references("tables", folder, {path: tuple(listed) for path, listed in events.items()}, skipped)


def _layout(folder: Path, split: str) -> References:
    from core.train.config import DataConfig
    from core.train.data.labelled import Kind
    from core.train.data.layouts import read_data

    found = read_data(folder, DataConfig(folder=str(folder)))
    if found.tables is not None:
        raise DataError(f"“{folder}” holds single sounds, not recordings with events at known times: compose "
                        "some of them first, with `auralens soundscapes`.")
    clips = {"train": found.train, "all": (*found.train, *found.validation)}.get(split, found.validation)
    skipped = [*found.skipped]
    events: dict[Path, tuple[Event, ...]] = {}
    for clip in clips:
        if clip.kind not in (Kind.STRONG, Kind.SYNTHETIC):
            skipped.append((str(clip.path), "it is not known when its events are"))
        elif clip.start_s or clip.end_s is not None:
            skipped.append((str(clip.path), "only a part of the file is labelled; cut it out first"))
        else:
            events[clip.path] = clip.events
    return _references(found.layout, folder, events, skipped)


def _references(layout: str, folder: Path, events: dict[Path, tuple[Event, ...]], skipped: list[tuple[str, str]]
                ) -> References:
    paths: dict[str, Path] = {}
    for path in events:
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
        if path.is_file():
            paths[name] = path
        else:
            skipped.append((name, "the file is missing"))
    return References(layout, paths, {name: events[path] for name, path in paths.items()}, tuple(skipped))
