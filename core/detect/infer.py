"""Runs a model over a recording of any length: windows with overlap, bounded memory, the same on every device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.domain import Scores
from core.models.registry import Entry
from core.progress import Progress, Silent

DeviceName = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class Running:
    """How a model is run."""

    device: DeviceName = "auto"
    batch: int = 4
    overlap_s: float = 2.0
    threads: int | None = None


def detect_file(entry: Entry, path: Path, track: int = 0, running: Running = Running(),
                start_s: float = 0.0, end_s: float | None = None, progress: Progress | None = None) -> Scores:
    """The scores of a stretch of a recording, on the recording's own clock."""
    raise NotImplementedError(progress or Silent())
