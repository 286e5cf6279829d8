"""Figures of a run are read while they are written: half lines, steps trained twice, files begun anew."""

import json
import os
from pathlib import Path

import pytest

from desktop.training.run_folder import RunFolder, Standing

HEADER = "step,epoch,name,value\n"


def test_lines_count_when_they_are_whole(tmp_path: Path) -> None:
    run, table = RunFolder(tmp_path), tmp_path / "metrics.csv"
    assert not run.refresh()
    table.write_text(HEADER + "10,1,train/loss,0.5\n20,1,train/loss,0.")
    assert run.refresh()
    assert run.curve("train/loss")[1].tolist() == [0.5]
    with table.open("a") as file:
        file.write("25\n20,1,valid/event_f1,nan\n")
    assert run.refresh()
    steps, values = run.curve("train/loss")
    assert (steps.tolist(), values.tolist()) == ([10.0, 20.0], [0.5, 0.25])
    assert run.figures == ["train/loss"]
    assert not run.refresh()


def test_what_came_after_a_checkpoint_is_forgotten_when_it_is_trained_again(tmp_path: Path) -> None:
    run, table = RunFolder(tmp_path), tmp_path / "metrics.csv"
    table.write_text(HEADER + "10,1,loss,3\n20,1,loss,2\n30,1,loss,1\n20,1,loss,4\n")
    run.refresh()
    assert run.curve("loss")[0].tolist() == [10.0, 20.0]
    table.write_text(HEADER + "10,1,loss,9\n")
    assert run.refresh()
    assert run.curve("loss")[1].tolist() == [9.0]


def test_the_standing_is_what_progress_says(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    told = {"state": "training", "step": 30, "of": 120, "epoch": 2, "epochs": 4, "left_s": 12.5, "pid": 7}
    (tmp_path / "progress.json").write_text(json.dumps(told))
    assert run.refresh()
    assert run.standing == Standing(30, 120, 2, 4, 12.5, "training", 7)
    assert run.standing.share == 0.25
    (tmp_path / "progress.json").write_text('{"step": 3')
    assert not run.refresh()
    assert run.standing.step == 30


def test_data_that_are_made_ready_are_counted(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    told = {"state": "preparing", "done": 30, "total": 120, "pid": os.getpid()}
    (tmp_path / "progress.json").write_text(json.dumps(told))
    assert run.refresh()
    assert (run.standing.made, run.standing.to_make, run.standing.share) == (30, 120, 0.0)
    assert run.is_alive


@pytest.mark.parametrize("told", ["[]", '{"step": "x", "of": null, "left_s": null}', "\x00"])
def test_strange_progress_harms_nothing(tmp_path: Path, told: str) -> None:
    (tmp_path / "progress.json").write_text(told)
    run = RunFolder(tmp_path)
    run.refresh()
    assert run.standing.share == 0.0
    assert run.standing.seconds_left == -1.0
    assert run.is_run
    assert run.model is None
