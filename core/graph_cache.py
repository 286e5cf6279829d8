"""ONNX graphs of networks, kept between runs because making one takes seconds.

Every version of weights and code has a graph of its own, so what has not been used for longest goes.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from core import paths

log = logging.getLogger(__name__)

KEPT = 24  # a few models of each kind, in a few versions; the largest has tens of megabytes
ENDING = ".onnx"


def find(key: str) -> Path | None:
    """The graph, which is marked as used now."""
    path = place(key)
    if not path.is_file():
        return None
    try:
        os.utime(path)
    except OSError as error:  # a cache that somebody else owns can still be read
        log.info("%s could not be marked as used: %s", path, error)
    return path


def place(key: str) -> Path:
    return paths.cache_dir() / "graphs" / f"{key}{ENDING}"


def keep(fresh: Path, key: str) -> None:
    """Move a finished graph to its place. What killed runs left unfinished grows old and goes as well."""
    target = place(key)
    fresh.replace(target)
    for path in sorted(target.parent.glob(f"*{ENDING}"), key=_used, reverse=True)[KEPT:]:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:  # in use, where the system does not take away open files
            log.info("%s could not be removed: %s", path, error)


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another run was quicker to remove it
        return 0.0
