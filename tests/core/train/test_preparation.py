"""The run folder says how far the data are, so that a window beside the training can tell."""

import json
import os
from pathlib import Path

from core.train.preparation import PreparingConsole
from core.train.run_folder import RunFolder


def test_the_run_folder_counts_what_is_made_ready(tmp_path: Path) -> None:
    with PreparingConsole(RunFolder(tmp_path), quiet=True).progress("Reading sounds") as progress:
        progress.step(3, 12, "reading sounds")
        progress.step(4, 12, "reading sounds")  # too soon to be written again
    told = json.loads((tmp_path / "progress.json").read_text())
    assert told == {"state": "preparing", "done": 3, "total": 12, "pid": os.getpid()}
