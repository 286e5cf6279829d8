"""`detect.json`: what was run, on what and with what result, beside the results, so that a run can be told and go on.

It also says which files of a folder were written by such a run, and may therefore be written again.
"""

from __future__ import annotations

import hashlib
import json
import platform
import time
from pathlib import Path
from typing import Any

from core.detect.recordings import Recording
from core.errors import DataError, UsageError
from core.files import write_text

NAME = "detect.json"
PAUSE_S = 2.0  # between two writes, which would otherwise be most of the work for many short files


class Record:
    """The parameters of this run, and a line for each recording; lines of earlier runs are kept with theirs."""

    def __init__(self, folder: Path, head: dict[str, Any]) -> None:
        self.folder, self._head, self._written_at = folder, head, 0.0
        self._earlier: dict[str, dict[str, Any]] = {}
        self._lines: dict[str, dict[str, Any]] = {}
        for line in _read(folder / NAME):
            self._earlier[line["labels"]] = line

    def begin(self, recordings: list[Recording], overwrite: bool) -> None:
        """Say what will be written. Raises `UsageError` where that would replace what somebody else has written."""
        own = {name for line in self._earlier.values() for name in (line["labels"], line.get("scores")) if name}
        for one in recordings:
            for name in (one.labels, one.scores):
                if name and not overwrite and name not in own and (self.folder / name).exists():
                    raise UsageError(f"“{self.folder / name}” is there and was not written by such a run; choose "
                                     "another folder, or let it be replaced with --overwrite.")
            self._lines[one.labels] = {"file": str(one.path), "labels": one.labels, "scores": one.scores,
                                       "state": "pending"}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.write()
        except OSError as error:
            raise UsageError(f"“{self.folder}” cannot be written to ({error.strerror or error}); name another "
                             "folder.") from error

    def is_done(self, one: Recording, sha256: str) -> bool:
        """Whether an earlier run has written the same from the same."""
        line = self._earlier.get(one.labels, {})
        same = (line.get("state"), line.get("sha256"), line.get("scores"), line.get("settings")) == (
            "done", sha256, one.scores, self._head["settings"])
        return same and all((self.folder / name).is_file() for name in (one.labels, one.scores) if name)

    def set(self, one: Recording, **facts: Any) -> None:
        self._lines[one.labels].update(facts, settings=self._head["settings"])
        if time.monotonic() - self._written_at > PAUSE_S:
            self.write()

    def take_over(self, one: Recording) -> None:
        self._lines[one.labels] = self._earlier[one.labels]

    def write(self) -> None:
        lines = [line for name, line in self._earlier.items() if name not in self._lines]
        content = {**self._head, "files": [*lines, *self._lines.values()]}
        write_text(self.folder / NAME, json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n")
        self._written_at = time.monotonic()


def versions() -> dict[str, str]:
    from importlib import metadata

    from core.cli import version

    found = {"auralens": version(), "python": platform.python_version()}
    for name in ("torch", "onnxruntime", "numpy", "soxr"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def media_sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"“{path}” cannot be read ({error.strerror or error}): check its name and folder.") from error


def _read(path: Path) -> list[dict[str, Any]]:
    """The lines of an earlier run; a file that is no such record counts as none."""
    try:
        lines = json.loads(path.read_text(encoding="utf-8"))["files"]
        return [line for line in lines if isinstance(line, dict) and isinstance(line.get("labels"), str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
