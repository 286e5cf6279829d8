"""The folder of one training: settings, versions, figures as they come, checkpoints, and the model that comes of it."""

from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from core.errors import UsageError
from core.files import write_text

CONFIG, VERSIONS, SKIPPED, METRICS, PROGRESS = ("config.toml", "versions.json", "skipped.tsv", "metrics.csv",
                                                "progress.json")
LAST, MODEL, BOARD = "last.ckpt", "model", "tensorboard"
PACKAGES = ("auralens", "torch", "lightning", "numpy", "soxr", "safetensors")
COLUMNS = ("step", "epoch", "name", "value")


@dataclass(frozen=True, slots=True)
class RunFolder:
    path: Path

    @property
    def last(self) -> Path:
        return self.path / LAST

    @property
    def model(self) -> Path:
        return self.path / MODEL

    def begin(self, config_text: str, resume: bool) -> None:
        """Raises `UsageError` where a run lies here that would be lost."""
        if (self.path / CONFIG).exists() and not resume:
            raise UsageError(f"“{self.path}” already holds a training; add --resume to go on with it, or name another "
                             "folder after -o.")
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"“{self.path}” is a file; name a folder after -o.")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not (self.path / CONFIG).exists():
                write_text(self.path / CONFIG, config_text)
            write_text(self.path / VERSIONS, json.dumps(versions(), indent=1) + "\n")
        except OSError as error:
            raise UsageError(f"“{self.path}” cannot be written: {error.strerror or error}.") from error

    def write_skipped(self, skipped: Iterable[tuple[str, str]]) -> None:
        lines = [f"{_flat(path)}\t{_flat(reason)}\n" for path, reason in skipped]
        write_text(self.path / SKIPPED, "".join(["path\treason\n", *lines]))

    def add_skipped(self, path: Path, reason: str) -> None:
        with (self.path / SKIPPED).open("a", encoding="utf-8") as file:
            file.write(f"{_flat(str(path))}\t{_flat(reason)}\n")

    def cut_metrics(self, step: int) -> None:
        """Forget what was written after the checkpoint that a run goes on from."""
        rows = [row for row in self.metrics() if int(row["step"]) <= step]
        lines = [",".join(row[name] for name in COLUMNS) for row in rows]
        write_text(self.path / METRICS, "".join(f"{line}\n" for line in [",".join(COLUMNS), *lines]))

    def add_metrics(self, step: int, epoch: int, figures: Mapping[str, float]) -> None:
        with (self.path / METRICS).open("a", encoding="utf-8") as file:
            file.writelines(f"{step},{epoch},{name},{value!r}\n" for name, value in figures.items())

    def metrics(self) -> list[dict[str, str]]:
        """Rows that are whole: a killed run may have left half a line."""
        table = self.path / METRICS
        if not table.exists():
            return []
        with table.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row.get("value") and str(row["step"]).isdigit()]

    def write_progress(self, values: Mapping[str, Any]) -> None:
        write_text(self.path / PROGRESS, json.dumps({**values, "pid": os.getpid()}) + "\n")


def versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": platform.platform()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "?"
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())
