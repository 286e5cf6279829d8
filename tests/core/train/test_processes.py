"""Two processes on the CPU train together and leave one run folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.models import registry
from tests.core.train.material import PLAIN, TINY, sounds_folder, words


@pytest.mark.timeout(300)  # two processes on a busy machine
def test_two_processes_make_one_run(tmp_path: Path) -> None:
    data, run = sounds_folder(tmp_path), tmp_path / "run"
    command = words("crnn", data, run, *TINY, *PLAIN, "run.epochs=2", "run.steps_per_epoch=4", "batch.weak=2",
                    "data.validation_clips=4", more=("--devices", "2"))
    ended = subprocess.run([sys.executable, "-m", "desktop.launch", *command], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, f"{run / 'model'}\n"), ended.stderr
    assert ended.stderr.count("epoch 2: loss") == 1
    assert json.loads((run / "progress.json").read_text())["step"] == 8
    registry.load(registry.entry(str(run / "model")))
