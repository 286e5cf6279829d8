"""Keeps the unsaved state of a running window on disk, and finds what windows that died have left there."""

from __future__ import annotations

import json
import logging
import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.errors import ProjectError
from core.file_lock import FileLock
from core.files import write_text
from core.paths import state_dir
from core.project import Project

LOG = logging.getLogger(__name__)
ENDING = ".autosave"


@dataclass(frozen=True, slots=True)
class Leftover:
    """The state of a window that died. Until discarded it belongs to whoever found it."""

    project: Project
    project_path: Path | None
    saved_at: datetime
    path: Path
    lock: FileLock = field(repr=False, compare=False)

    def discard(self) -> None:
        """Remove it for good: it is saved elsewhere, or not wanted."""
        self.path.unlink(missing_ok=True)
        self.lock.release()


class Autosave:
    """One for each window, used by one thread. The lock beside its file shows others that the window lives."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or state_dir() / "autosave"
        self._path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}{ENDING}"
        self._lock: FileLock | None = None

    def write(self, project: Project, project_path: Path | None = None) -> None:
        """Replace what was written before; `project_path` is the file that the person saves to, if any."""
        from core.project_file import to_text

        head = {
            "saved_at": datetime.now(UTC).isoformat(),
            "project_path": str(project_path) if project_path else None,
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = FileLock.take(_lock_path(self._path))
            write_text(self._path, json.dumps(head) + "\n" + to_text(project, None))
        except OSError as error:
            raise ProjectError(
                f"{self._folder}: unsaved work cannot be kept there ({error.strerror or error}); "
                "save the project now and free some space."
            ) from error

    def clear(self) -> None:
        """Nothing is unsaved any more: the person has saved, discarded, or closed the window."""
        self._path.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def leftovers(self) -> list[Leftover]:
        """What windows that no longer run have left, the newest first. Each is given to one window only."""
        found = [self._claimed(path) for path in sorted(self._folder.glob(f"*{ENDING}")) if path.name[0] != "."]
        return sorted((one for one in found if one), key=lambda one: one.saved_at, reverse=True)

    def _claimed(self, path: Path) -> Leftover | None:
        try:
            lock = FileLock.take(_lock_path(path))
        except OSError as error:  # a folder that cannot be written to
            LOG.warning("the autosave %s cannot be claimed: %s", path, error)
            return None
        if lock is None:
            return None
        for unfinished in self._folder.glob(f".{path.stem}-*{ENDING}"):
            unfinished.unlink(missing_ok=True)
        try:
            return _read(path, lock)
        except FileNotFoundError:  # cleared by its window in the meantime
            lock.release()
        except (OSError, ValueError, ProjectError) as error:
            LOG.warning("the autosave %s is damaged and kept aside: %s", path, error)
            os.replace(path, path.with_suffix(".broken"))
            lock.release()
        return None


def _read(path: Path, lock: FileLock) -> Leftover:
    from core.project_file import from_text

    head, _, text = path.read_text(encoding="utf-8").partition("\n")
    about = json.loads(head)
    if not isinstance(about, dict):
        raise ValueError("the first line is no object")
    where = about.get("project_path")
    saved_at = datetime.fromisoformat(str(about.get("saved_at")))
    if saved_at.tzinfo is None:
        raise ValueError("the time of saving has no zone")
    project = from_text(text, path.parent, path.name)
    return Leftover(project, Path(where) if isinstance(where, str) else None, saved_at, path, lock)


def _lock_path(path: Path) -> Path:
    return path.with_suffix(".lock")
