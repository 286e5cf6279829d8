"""Scores of earlier runs: a recording that was heard by a model once is not heard again, only decoded.

The key is the recording as it lies on the disk, the model's weights and the way it was run. Without a disk nothing is
kept, and nothing fails.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from core import paths
from core.detect.infer import Running
from core.detect.runner import weights_hash
from core.detect.scores_file import load, save
from core.domain import Scores
from core.errors import DataError
from core.models.registry import Entry
from core.tiles.identity import identity

log = logging.getLogger(__name__)

LIMIT_BYTES = 1 << 30
LARGEST_BYTES = LIMIT_BYTES // 4
ENDING = ".npz"


def key_of(entry: Entry, path: Path, track: int = 0, running: Running | None = None, start_s: float = 0.0,
           end_s: float | None = None) -> str:
    """Changes with whatever changes scores. Raises `ModelError` and `OSError`."""
    running = running or Running()
    parts = (identity(path), weights_hash(entry), entry.card.architecture, repr(sorted(entry.card.settings.items())),
             entry.card.classes, track, running.device, running.overlap_s, start_s, end_s)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def find(key: str) -> Scores | None:
    path = _folder() / f"{key}{ENDING}"
    if not path.is_file():
        return None
    try:
        os.utime(path)
        return load(path)
    except (DataError, OSError):
        log.info("scores in %s could not be read and are made again", path)
        return None


def keep(key: str, scores: Scores) -> None:
    if scores.values.nbytes > LARGEST_BYTES:
        return
    try:
        save(_folder() / f"{key}{ENDING}", scores)
        _shrink()
    except OSError as error:
        log.info("scores could not be kept: %s", error)


def _folder() -> Path:
    return paths.cache_dir() / "scores"


def _shrink() -> None:
    """What was not used for longest goes."""
    files = [(path, path.stat()) for path in _folder().glob(f"*{ENDING}")]
    held = 0
    for path, status in sorted(files, key=lambda one: one[1].st_mtime_ns, reverse=True):
        held += status.st_size
        if held > LIMIT_BYTES:
            path.unlink(missing_ok=True)
