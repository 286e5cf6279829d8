"""Localization of one recording or of a table of them into a folder. One bad row stops no other."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.detect.record import media_sha256, versions
from core.errors import AuralensError, DataError, UsageError
from core.locate.engine import LocatorEngine
from core.locate.localization import localize
from core.locate.results import (
    FILM,
    MAPS,
    READINGS,
    asdict_of,
    write_compared,
    write_maps,
    write_pictures,
    write_readings,
)
from core.locate.watching import Wish, open_watch
from core.progress import Progress

RATES_FPS = (0.01, 120.0)
MOST_ROWS = 200_000
PICTURE_COLUMNS = ("picture", "video", "image")
_SAFE = re.compile(r"[^\w.+-]")


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is the id in the table, as a file may be called."""

    name: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one; `error` is the sentence where nothing did."""

    name: str
    wish: Wish
    maps: Path | None = None
    facts: dict[str, Any] | None = None
    files: tuple[Path, ...] = ()
    error: str = ""


def check_wish(wish: Wish) -> None:
    """What can be told without opening anything. Raises `UsageError`."""
    low, high = RATES_FPS
    if not low <= wish.fps <= high:
        raise UsageError(f"--fps must lie between {low:g} and {high:g}, not {wish.fps:g}.")
    if wish.end_s is not None and wish.end_s <= wish.start_s:
        raise UsageError(f"--end ({wish.end_s:g} s) must come after --start ({wish.start_s:g} s).")
    if wish.sound is not None and wish.negative is not None:
        raise UsageError("--sound and --control both say what is heard; give one of them.")


def carry_out(wish: Wish, engines: Sequence[LocatorEngine], folder: Path, film: bool, pictures: bool,
              progress: Progress) -> Done:
    """One recording: all results go into the folder. Raises `AuralensError`."""
    _make(folder)
    titles = [engine.entry.card.title for engine in engines]
    with open_watch(wish, progress) as watch:
        located = localize(engines, watch, progress)
        write_maps(folder / MAPS, located)
        facts = write_readings(folder / READINGS, _head(wish, engines), located)
        files = [folder / MAPS, folder / READINGS]
        if pictures:
            files += write_pictures(folder, watch, located, titles)
        if film and len(watch.times_s) > 1:
            write_compared(folder / FILM, watch, located, titles, wish.fps, progress)
            files.append(folder / FILM)
    return Done(wish.picture.stem, wish, folder / MAPS, facts, tuple(files))


def carry_out_table(rows: Sequence[Row], engines: Sequence[LocatorEngine], folder: Path, progress: Progress,
                    told: Callable[[Done], None]) -> list[Done]:
    """`<id>.maps.npz` and `<id>.localization.json` for each row."""
    _make(folder)
    done = []
    for number, row in enumerate(rows):
        progress.step(number, len(rows), row.name)
        try:
            done.append(_row(row, engines, folder))
        except AuralensError as error:
            done.append(Done(row.name, row.wish, error=str(error)))
        told(done[-1])
    progress.step(len(rows), len(rows))
    return done


def read_table(path: Path, wish: Wish) -> list[Row]:
    """Columns `id`, `picture` (or `video`), perhaps `sound`; places are relative to the table. Raises `DataError`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"“{path}” cannot be read ({error.strerror or error}): check its name and folder.") from error
    except UnicodeDecodeError:
        raise DataError(f"“{path.name}” is no text in UTF-8: save the table as CSV in UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text))
    names = [name for name in reader.fieldnames or [] if name]
    column = next((name for name in PICTURE_COLUMNS if name in names), None)
    if "id" not in names or column is None:
        raise DataError(f"“{path.name}” needs the columns id, picture (or video) and sound; it has "
                        f"{', '.join(names) or 'none'}.")
    rows: dict[str, Row] = {}
    try:
        for number, line in enumerate(reader, start=2):
            row = _row_of(line, number, column, path, wish)
            if row.name.casefold() in rows:
                raise DataError(f"line {number} of “{path.name}” has the id “{line['id']}” again; each row needs its "
                                "own.")
            rows[row.name.casefold()] = row
            if len(rows) > MOST_ROWS:
                raise DataError(f"“{path.name}” has more than {MOST_ROWS} rows: split it.")
    except csv.Error as error:
        raise DataError(f"“{path.name}” is no table ({error}): save it as CSV.") from error
    if not rows:
        raise DataError(f"“{path.name}” has no rows: each row names an id, a picture or a video, and a sound.")
    return list(rows.values())


def _row_of(line: dict[str, Any], number: int, column: str, path: Path, wish: Wish) -> Row:
    name = _SAFE.sub("_", (line.get("id") or "").strip()).strip(".")
    picture = (line.get(column) or "").strip()
    if not name or not picture:
        raise DataError(f"line {number} of “{path.name}” lacks its {'id' if not name else column}.")
    sound = (line.get("sound") or "").strip()
    return Row(name, replace(wish, picture=path.parent / picture,
                             sound=path.parent / sound if sound and wish.negative is None else wish.sound))


def _row(row: Row, engines: Sequence[LocatorEngine], folder: Path) -> Done:
    maps, readings = folder / f"{row.name}.{MAPS}", folder / f"{row.name}.{READINGS}"
    with open_watch(row.wish) as watch:
        located = localize(engines, watch)
    write_maps(maps, located)
    facts = write_readings(readings, _head(row.wish, engines), located)
    return Done(row.name, row.wish, maps, facts, (maps, readings))


def _head(wish: Wish, engines: Sequence[LocatorEngine]) -> dict[str, Any]:
    sound = wish.sound or (wish.picture if wish.negative is None else None)
    models = [{"id": engine.entry.card.id, "title": engine.entry.card.title, "sha256": engine.entry.card.sha256,
               "abstains_below": engine.threshold, "run_by": engine.kind} for engine in engines]
    return {"made_by": versions(), "sha256": media_sha256(wish.picture),
            "sound_sha256": media_sha256(sound) if sound else None, "models": models, "settings": asdict_of(wish)}


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); name another folder."
                         ) from error
