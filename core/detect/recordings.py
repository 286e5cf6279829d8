"""Which recordings are meant by files and folders, and by what names their results go into one folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import UsageError

SOUND_ENDINGS = frozenset({
    ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".aif", ".aiff", ".aifc", ".au", ".snd", ".caf",
    ".w64", ".rf64", ".wma", ".ac3", ".amr", ".mka", ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg",
    ".ts", ".3gp", ".wmv", ".flv"})


@dataclass(frozen=True, slots=True)
class Recording:
    """A file, and the names of what is written for it."""

    path: Path
    labels: str
    scores: str | None


def found(inputs: Iterable[Path]) -> list[Path]:
    """Files as they are, whatever they are called; of folders all that ends like sound or video. None twice."""
    paths: dict[str, Path] = {}
    for given in inputs:
        for path in _walk(given) if os.path.isdir(given) else [given]:
            paths.setdefault(os.path.abspath(path), path)
    if not paths:
        raise UsageError("no sound or video file lies in what was given; name a file, or a folder that holds some.")
    return list(paths.values())


def named(paths: Sequence[Path], labels_ending: str, scores_ending: str | None, taken: Iterable[str]
          ) -> list[Recording]:
    """`<stem>` and the endings. Where two would go to one name the ending of the recording tells them apart, or a
    number; the names do not depend on which of them can be read."""
    used = {name.casefold() for name in taken}
    endings = [labels_ending] + ([scores_ending] if scores_ending else [])
    wanted = [path.stem.casefold() for path in paths]
    made = []
    for path, stem in zip(paths, wanted, strict=True):
        for name in _names(path, alone=wanted.count(stem) == 1):
            outputs = [f"{name}{ending}" for ending in endings]
            if not used & {output.casefold() for output in outputs}:
                break
        used |= {output.casefold() for output in outputs}
        made.append(Recording(path, outputs[0], outputs[1] if scores_ending else None))
    return made


def _names(path: Path, alone: bool) -> Iterator[str]:
    if alone:
        yield path.stem
    whole = f"{path.stem}_{path.suffix[1:]}" if path.suffix else path.stem
    yield whole
    number = 2
    while True:
        yield f"{whole}-{number}"
        number += 1


def _walk(folder: Path) -> Iterator[Path]:
    """In the order of names, without what is hidden."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if path.suffix.lower() in SOUND_ENDINGS and not name.startswith("."):
                yield path
