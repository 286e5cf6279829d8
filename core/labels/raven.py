"""Raven selection tables: columns between tabs, with a header; a selection may fill several rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from core.domain import Event
from core.labels.columns import Row, events_of_rows, field_columns
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.losses import has_part
from core.labels.source import LINE_END, Source
from core.labels.tiers import lane_name, lane_note
from core.labels.values import changed_note, exact, micro, one_line, time_s

TITLE = "Raven selection tables"
HEADER = (
    "Selection",
    "View",
    "Channel",
    "Begin Time (s)",
    "End Time (s)",
    "Low Freq (Hz)",
    "High Freq (Hz)",
    "Annotation",
)
RAVEN_ONLY = ("Selection", "View", "Channel", "File Offset (s)")


def read(source: Source, recording: str | None) -> LabelFile:
    lines = [(line, text) for line, text in source.lines() if text.strip()]
    if not lines:
        return LabelFile(())
    header = [name.strip() for name in lines[0][1].split("\t")]
    columns = field_columns(header)
    if "onset" not in columns or not columns.keys() & {"offset", "duration"}:
        raise source.place(lines[0][0]).error(
            "the first line names no columns Begin Time (s) and End Time (s)",
            "save the table from Raven with them",
        )
    columns |= {name: header.index(name) for name in RAVEN_ONLY if name in header}
    rows = [_row(source, columns, line, text) for line, text in lines[1:]]
    found = events_of_rows(source, _once(rows), recording)
    channels = {row.cells.get("Channel", "") for row in rows}
    note = ["The channels of the selections are not kept."] if len(channels) > 1 else []
    return LabelFile(found.events, (*found.notes, *note), found.recording)


def _row(source: Source, columns: dict[str, int], line: int, text: str) -> Row:
    parts = text.split("\t")
    cells = {field: parts[at] for field, at in columns.items() if at < len(parts)}
    place = source.place(line)
    if not (cells.get("File Offset (s)", "").strip() and cells.get("recording", "").strip()):
        return Row(cells, place)
    begin = time_s(cells.get("onset", ""), "start time", place)  # counted through all files of the table
    if "offset" in cells:
        cells["duration"] = str(time_s(cells.pop("offset"), "end time", place) - begin)
    return Row({**cells, "onset": cells["File Offset (s)"]}, place)


def _once(rows: Iterable[Row]) -> list[Row]:
    """One row for each selection: Raven repeats it for each view, and a waveform has no frequencies."""
    kept: dict[tuple[object, ...], Row] = {}
    for at, row in enumerate(rows):
        cells = row.cells
        number = cells.get("Selection", "").strip() or f"row {at}"
        key: tuple[object, ...] = (number, cells.get("onset"), cells.get("offset"), cells.get("Channel"))
        earlier = kept.get(key)
        if earlier is not None and earlier.cells.get("View") == cells.get("View"):
            key = (*key, at)  # the same number twice in one view: two tables joined, not two views
        if key not in kept or not _has_band(kept[key]):
            kept[key] = row
    return list(kept.values())


def _has_band(row: Row) -> bool:
    is_waveform = row.cells.get("View", "").strip().lower().startswith("waveform")
    return not is_waveform and bool(row.cells.get("low", "").strip() or row.cells.get("high", "").strip())


EXTRAS: tuple[tuple[str, Callable[[Event], bool], Callable[[Event], str]], ...] = (
    ("Score", lambda e: has_part(e, "score"), lambda e: "" if e.score is None else exact(e.score)),
    ("Verdict", lambda e: has_part(e, "verdict"), lambda e: str(e.verdict)),
    ("Lane", lambda e: has_part(e, "lane"), lambda e: lane_name(e)),
)


def write(events: Sequence[Event], target: Target) -> Written:
    extras = [(name, text) for name, has, text in EXTRAS if any(has(event) for event in events)]
    labels = [one_line(event.label) for event in events]
    rows = [[*HEADER, *(name for name, _ in extras)]]
    for number, (event, label) in enumerate(zip(events, labels, strict=True), start=1):
        rows.append([*_selection(number, event), label, *(text(event) for _, text in extras)])
    notes = changed_note(TITLE, [e.label for e in events], labels, "tabs and line ends became spaces")
    return Written("".join("\t".join(row) + "\n" for row in rows), (*notes, *lane_note(TITLE, events)))


def _selection(number: int, event: Event) -> list[str]:
    view = "Spectrogram 1" if has_part(event, "band") else "Waveform 1"
    low, high = ("" if hz is None else micro(hz) for hz in (event.low_hz, event.high_hz))
    return [str(number), view, "1", micro(event.onset_s), micro(event.offset_s), low, high]


def looks_like(text: str) -> bool:
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    names = [name.strip() for name in first.split("\t")]
    return "Begin Time (s)" in names and "\t" in first


FORMAT = Format(
    "raven",
    TITLE,
    (".selections.txt", ".selection.txt"),
    frozenset({"band", "score", "verdict", "lane"}),
    1e-6,
    "labels on one line; channels are not kept",
    looks_like,
    read,
    write,
)
