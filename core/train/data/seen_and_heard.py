"""Where pictures and sounds of a name lie: in `frames` and `audio`, or both in one video."""

from __future__ import annotations

import csv
from pathlib import Path

from core.errors import DataError
from core.media.still_picture import PICTURE_ENDINGS
from core.train.data.audio_files import EXTENSIONS
from core.train.data.audio_visual import Item

VIDEOS = frozenset({".mp4", ".mkv", ".webm", ".avi", ".mov", ".m4v"})
SILENT = "non-sounding"


class Files:
    """Everything below a folder by name without extension; an unknown name is given the place it should have."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kinds: dict[str, dict[str, Path]] = {"picture": {}, "sound": {}, "video": {}}
        for path in sorted(folder.rglob("*")):
            ending = path.suffix.lower()
            kind = ("picture" if ending in PICTURE_ENDINGS else "video" if ending in VIDEOS
                    else "sound" if ending in EXTENSIONS else None)
            if kind:
                self._kinds[kind].setdefault(path.stem, path)

    def seen(self, name: str) -> Path:
        return self._first(name, "picture") or self.folder / "frames" / f"{name}.jpg"

    def heard(self, name: str) -> Path:
        return self._first(name, "sound") or self.folder / "audio" / f"{name}.wav"

    def names(self) -> list[str]:
        """Of all that can be seen."""
        return sorted({*self._kinds["picture"], *self._kinds["video"]})

    def _first(self, name: str, kind: str) -> Path | None:
        return self._kinds[kind].get(name) or self._kinds["video"].get(name)


def silent_pairs(files: Files, lists: tuple[str, ...]) -> list[Item]:
    """The pairs of an extended set in which nothing sounds: rows of picture, sound, flag."""
    table = next((path for path in files_named(files, lists) if path.is_file()), None)
    if table is None:
        return []
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"the table “{table}” cannot be read: {error}.") from error
    short = next((row for row in rows if len(row) < 3), None)
    if short is not None:
        raise DataError(f"“{table}”: the row “{','.join(short)}” needs a picture, a sound and a flag; correct it.")
    pairs = dict.fromkeys((row[0].strip(), row[1].strip()) for row in rows if row[2].strip() == SILENT)
    return [Item(f"{seen}+{heard}", files.seen(seen), files.heard(heard), "test", sounding=False)
            for seen, heard in pairs]


def files_named(files: Files, names: tuple[str, ...]) -> list[Path]:
    root = files.folder
    return [place / name for place in (root, root / "metadata") for name in names]
