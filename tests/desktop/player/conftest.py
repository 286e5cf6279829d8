"""Plays pieces in a private sound server, so that the tests can compare what was heard with what was meant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests import hearing

_ATTEMPTS = 4
_GAP_FRAMES = 16
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Concert:
    """What was heard, (frames, channels) from the first sound on, and what was noted."""

    heard: NDArray[np.float32]
    notes: dict[str, Any]
    first_s: float  # when the first frame sounded, by time.monotonic

    def time_of(self, frame: int) -> float:
        return self.first_s + frame / hearing.RATE_HZ


Perform = Callable[..., Concert]


@pytest.fixture(scope="module")
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[hearing.SoundServer]:
    reason = hearing.missing()
    if reason:
        pytest.skip(f"nothing can be heard here: {reason}")
    with hearing.SoundServer(tmp_path_factory.mktemp("pulse")) as server:
        yield server


def run_piece(environment: dict[str, str], folder: Path, piece: str, *arguments: str) -> dict[str, Any]:
    script = Path(__file__).with_name("performance.py")
    search = os.pathsep.join(filter(None, [environment.get("PYTHONPATH"), str(ROOT)]))
    subprocess.run(
        [sys.executable, str(script), piece, str(folder), *arguments],
        env=environment | {"PYTHONPATH": search, "AURALENS_HOME": str(folder)}, check=True, timeout=60,
    )  # fmt: skip
    notes: dict[str, Any] = json.loads((folder / "notes.json").read_text())
    return notes


@pytest.fixture
def perform(sound_server: hearing.SoundServer, tmp_path: Path) -> Perform:
    def play(piece: str, *arguments: str) -> Concert:
        for _ in range(_ATTEMPTS):
            notes = run_piece(sound_server.environment, tmp_path, piece, *arguments)
            heard = np.load(tmp_path / "heard.npy")
            loud = np.flatnonzero(np.abs(heard).max(axis=1) > 1e-7)
            first = int(loud[0])
            gaps = np.count_nonzero(np.diff(loud) > _GAP_FRAMES)
            if not notes["end"][1] and gaps == (piece == "paused"):
                break  # else the machine was too busy with other things, or the player has a fault in each attempt
        return Concert(heard[first:], notes, notes["started_s"] + first / hearing.RATE_HZ)

    return play
