"""What a training leaves in its run folder, read while it is being written: metrics so far, and how far it is.

Only whole lines count, and only what has been added is read again, so looking twice a second costs nothing.
"""

from __future__ import annotations

import csv
import json
import math
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

METRICS_FILE, PROGRESS_FILE, CONFIG_FILE = "metrics.csv", "progress.json", "config.toml"
CHECKPOINT_FILE, MODEL_FOLDER = "last.ckpt", "model"
STEP, TRAINING, PREPARING = "step", "training", "preparing"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is; 0 where it has not been said."""

    step: int = 0
    steps: int = 0
    epoch: int = 0
    epochs: int = 0
    seconds_left: float = -1.0
    state: str = ""
    pid: int = 0
    made: float = 0.0  # of the data, while they are made ready
    to_make: float = 0.0

    @property
    def share(self) -> float:
        return min(self.step / self.steps, 1.0) if self.steps else 0.0


class RunFolder:
    """The figures of one run by name, each as steps and values; `refresh` reads on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.standing = Standing()
        self._columns: list[str] = []
        self._points: dict[str, tuple[list[float], list[float]]] = {}
        self._read_to = 0

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def figures(self) -> list[str]:
        """The names of what has values, in the order of the file."""
        return list(self._points)

    @property
    def model(self) -> Path | None:
        """The model that came of it, once there is one."""
        folder = self.path / MODEL_FOLDER
        return folder if (folder / "card.json").is_file() else None

    @property
    def config(self) -> dict[str, Any]:
        """The settings that lie in the folder; empty where there are none to be read."""
        try:
            return tomllib.loads((self.path / CONFIG_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    @property
    def can_resume(self) -> bool:
        return (self.path / CHECKPOINT_FILE).is_file() and self.standing.share < 1

    @property
    def is_alive(self) -> bool:
        """Whether a process trains here that was started elsewhere, or by a window that is gone."""
        return self.standing.state in (TRAINING, PREPARING) and _is_process(self.standing.pid)

    def forget_start(self) -> None:
        """A training that ended before its first checkpoint leaves settings behind that would bar the next one."""
        if not (self.path / CHECKPOINT_FILE).exists():
            (self.path / CONFIG_FILE).unlink(missing_ok=True)

    @property
    def is_run(self) -> bool:
        return any((self.path / name).is_file() for name in (METRICS_FILE, PROGRESS_FILE, CONFIG_FILE))

    def curve(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        steps, values = self._points.get(name, ([], []))
        return np.array(steps, np.float64), np.array(values, np.float64)

    def refresh(self) -> bool:
        """Read what is new. True if there was anything."""
        before = self.standing
        self.standing = self._read_standing()
        return self._read_metrics() or self.standing != before

    def _read_metrics(self) -> bool:
        path = self.path / METRICS_FILE
        try:
            size = path.stat().st_size
            if size < self._read_to:  # begun anew, or cut back to a checkpoint
                self._columns, self._points, self._read_to = [], {}, 0
            if size == self._read_to:
                return False
            with path.open("rb") as file:
                file.seek(self._read_to)
                fresh = file.read()
        except OSError:
            return False
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for row in csv.reader(whole.decode("utf-8", errors="replace").splitlines()):
            self._take(row)
        return bool(whole)

    def _take(self, row: list[str]) -> None:
        if STEP in row:
            self._columns = row
            return
        values = dict(zip(self._columns, row, strict=False))
        step, value = _number(values.get(STEP, "")), _number(values.get("value", ""))
        if step is None or value is None:
            return
        steps, known = self._points.setdefault(values.get("name", ""), ([], []))
        while steps and steps[-1] >= step:  # trained again from a checkpoint: what came after it counts no more
            steps.pop()
            known.pop()
        steps.append(step)
        known.append(value)

    def _read_standing(self) -> Standing:
        try:
            found: Any = json.loads((self.path / PROGRESS_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return self.standing
        if not isinstance(found, dict):
            return self.standing
        step, steps, epoch, epochs, pid = (max(int(_plain(found.get(name))), 0)
                                           for name in ("step", "of", "epoch", "epochs", "pid"))
        return Standing(step, steps, epoch, epochs, _plain(found.get("left_s"), -1.0), str(found.get("state", "")), pid,
                        _plain(found.get("done")), _plain(found.get("total")))


def is_loss(name: str) -> bool:
    return "loss" in name.casefold()


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _plain(value: object, default: float = 0.0) -> float:
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return default


def _is_process(pid: int) -> bool:
    if pid <= 0 or os.name != "posix":  # elsewhere signal 0 is no question but an end
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
