"""Where the sound files of a data set lie: people unpack them into folders of their own naming."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

EXTENSIONS = frozenset({".wav", ".flac", ".ogg", ".mp3", ".m4a", ".opus", ".aiff", ".aif", ".mp4", ".mkv", ".webm"})


class AudioFiles:
    """All sound files below a folder, by name without the extension. An unknown one is given the place it should have,
    so that it is missing by name and not silently."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in EXTENSIONS:
                self._paths.setdefault(path.stem, path)

    def find(self, stems: Iterable[str]) -> Path:
        """The file with the first of these names that there is."""
        names = list(stems)
        for name in names:
            if name in self._paths:
                return self._paths[name]
        return self._folder / f"{names[0]}.wav"

    def named(self, filename: str) -> Path:
        """The file of a name as tables have it: perhaps with folders before and an extension after."""
        written = self._folder / filename
        return written if written.is_file() else self.find([Path(filename).stem, Path(filename).name])

    def under(self, part: str) -> list[Path]:
        """Those with this folder among their parents."""
        return [path for path in self._paths.values() if part in path.relative_to(self._folder).parts[:-1]]
