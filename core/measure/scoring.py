"""Scores of a model for many files; what was scored once is read back, so other settings need no new inference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.detect.score_cache import key_of
from core.detect.scores_file import load, save
from core.domain import Scores
from core.errors import DataError, MediaError, UsageError
from core.progress import Progress

if TYPE_CHECKING:
    from core.detect.infer import Engine, Running
    from core.models.registry import Entry


@dataclass(frozen=True, slots=True)
class Scored:
    """`broken`: file and reason. `fresh`: how many were not there before."""

    scores: dict[str, Scores]
    broken: dict[str, str]
    fresh: int


def score_files(entry: Entry, paths: Mapping[str, Path], folder: Path, running: Running, progress: Progress) -> Scored:
    """The model is opened when the first file asks for it. Raises `ModelError`; stops between two files."""
    from core.detect.infer import open_engine

    engine: Engine | None = None
    scores: dict[str, Scores] = {}
    broken: dict[str, str] = {}
    fresh = 0
    for done, (name, path) in enumerate(paths.items()):
        progress.step(done, len(paths), f"{entry.card.id}: {name}")
        try:
            kept = folder / f"{key_of(entry, path, running=running)}.npz"
            found = _kept(kept)
            if found is None:
                engine = engine or open_engine(entry, running)
                found = engine.scores(path)
                fresh += 1
                _keep(kept, found)
            scores[name] = found
        except (MediaError, FileNotFoundError) as error:
            broken[name] = str(error)
    progress.step(len(paths), len(paths))
    return Scored(scores, broken, fresh)


def _kept(path: Path) -> Scores | None:
    if not path.is_file():
        return None
    try:
        return load(path)
    except DataError:  # half of a file that another program cut off: it is made again
        return None


def _keep(path: Path, scores: Scores) -> None:
    try:
        save(path, scores)
    except OSError as error:
        raise UsageError(f"the scores cannot be kept in “{path.parent}” ({error.strerror or error}); "
                         "choose another place with -o.") from error
