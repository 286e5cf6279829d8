"""Tables of events by the names of their columns, whatever program named them and in whatever order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePosixPath

from core.domain import DEFAULT_LANE, Event
from core.labels import values
from core.labels.format import LabelFile, SeveralRecordings
from core.labels.source import Place, Source, quoted

NAMES: dict[str, tuple[str, ...]] = {  # a field, and what columns of it are called, the best name first
    "onset": ("onset", "begin time", "start", "start time", "begin", "onset time", "tmin", "xmin", "from"),
    "offset": ("offset", "end time", "end", "stop", "offset time", "stop time", "tmax", "xmax", "to"),
    "duration": ("duration", "delta time", "dur", "length"),
    "label": (
        "event label",
        "label",
        "annotation",
        "class",
        "species",
        "common name",
        "event",
        "tag",
        "tags",
        "category",
        "text",
        "name",
        "call type",
        "scientific name",
        "species code",
        "type",
        "description",
    ),
    "low": ("low", "low freq", "low frequency", "min freq", "min frequency", "freq low", "low f", "fmin"),
    "high": (
        "high",
        "high freq",
        "high frequency",
        "max freq",
        "max frequency",
        "freq high",
        "high f",
        "fmax",
    ),
    "score": ("score", "confidence", "probability", "conf"),
    "verdict": ("verdict",),
    "lane": ("lane", "tier", "track", "layer"),
    "recording": (
        "filename",
        "begin file",
        "recording",
        "file name",
        "file",
        "audio file",
        "audio filename",
        "audio",
        "begin path",
        "path",
    ),
}
UNIT = re.compile(r"\s*(?:\((?:s|sec|seconds|hz)\)|\b(?:s|sec|seconds|hz))$")
NAMES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each field that the table has, and its line."""

    cells: Mapping[str, str]
    place: Place


def field_columns(header: Sequence[str]) -> dict[str, int]:
    """Which column holds which field. Empty when the line is no header."""
    return dict(_field_columns(tuple(header)))


@lru_cache(maxsize=64)  # the objects of a JSON list are asked one by one and mostly have the same keys
def _field_columns(header: tuple[str, ...]) -> dict[str, int]:
    plain = [_plain(name) for name in header]
    found = {}
    for field, names in NAMES.items():
        column = next((plain.index(name) for name in names if name in plain), None)
        if column is not None:
            found[field] = column
    return found


def is_header(cells: Sequence[str]) -> bool:
    """Whether these cells name a start time and an end time."""
    found = field_columns(cells)
    return "onset" in found and ("offset" in found or "duration" in found)


def headless_columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Fields of a table without a header, by where two numbers stand beside each other in its first row."""
    order = {2: (0,), 3: (0,), 4: (1, 0)}.get(len(cells), (0, 1, 2))
    for first in order:
        if first + 1 < len(cells) and values.is_number(cells[first]) and values.is_number(cells[first + 1]):
            found = {"onset": first, "offset": first + 1}
            if first + 2 < len(cells):
                found["label"] = first + 2
            if first:
                found["recording"] = 0
            return found
    return None


def events_of_rows(source: Source, rows: Iterable[Row], recording: str | None) -> LabelFile:
    """The events of one recording. A row with neither times nor label only says that a recording has none."""
    kept = [row for row in rows if any(row.cells.get(f, "").strip() for f in ("onset", "offset", "label"))]
    name, notes = chosen_recording(source, [row.cells.get("recording", "") for row in kept], recording)
    if name is not None:
        kept = [row for row in kept if row.cells.get("recording", "") == name]
    return LabelFile(tuple(event_of_row(row) for row in kept), tuple(notes), name)


def event_of_row(row: Row) -> Event:
    cells, place = row.cells, row.place
    onset = values.time_s(cells.get("onset", ""), "start time", place)
    return values.make_event(
        place,
        cells.get("label", ""),
        onset,
        _offset(row, onset),
        low_hz=values.optional_number(cells.get("low"), "low frequency", place),
        high_hz=values.optional_number(cells.get("high"), "high frequency", place),
        score=values.optional_number(cells.get("score"), "score", place),
        verdict=values.verdict(cells.get("verdict"), place),
        lane=cells.get("lane") or DEFAULT_LANE,
    )


def _offset(row: Row, onset: Decimal) -> Decimal:
    if "offset" in row.cells or "duration" not in row.cells:
        return values.time_s(row.cells.get("offset", ""), "end time", row.place)
    duration = values.time_s(row.cells["duration"], "duration", row.place)
    if duration < 0:
        raise row.place.error(f"the duration {duration:g} s is negative", "correct or remove this entry")
    return onset + duration


def chosen_recording(
    source: Source, names: Iterable[str], wanted: str | None
) -> tuple[str | None, list[str]]:
    """Which of the recordings named in a file is meant, and a note where the name does not fit."""
    found = [name for name in dict.fromkeys(names) if name.strip()]
    if not found:
        return None, []
    matches = [name for name in found if wanted and same_recording(name, wanted)]
    if matches:
        return matches[0], []
    if len(found) == 1:
        note = f"{source.name} names the recording {quoted(found[0])}, not {quoted(wanted or '')}."
        return found[0], [note] if wanted else []
    shown = ", ".join(found[:NAMES_SHOWN]) + (", …" if len(found) > NAMES_SHOWN else "")
    problem = (
        f"none of its {len(found)} recordings is called {quoted(wanted)}"
        if wanted
        else f"it holds labels of {len(found)} recordings"
    )
    raise SeveralRecordings(f"{source.name}: {problem}; choose one by its name ({shown}).", tuple(found))


def same_recording(name: str, wanted: str) -> bool:
    """By the file name, with or without folder and ending, in any case."""
    one, other = (PurePosixPath(text.strip().replace("\\", "/").casefold()) for text in (name, wanted))
    return (
        one.name == other.name or one.stem == other.stem or one.name == other.stem or one.stem == other.name
    )


def _plain(name: str) -> str:
    bare = name.strip().lstrip("\ufeff").lower().replace("_", " ").replace("-", " ")
    return UNIT.sub("", " ".join(bare.split()))
