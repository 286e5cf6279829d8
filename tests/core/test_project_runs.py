"""Which models have run is part of a project: written, read, and refused where it makes no sense."""

import json
from pathlib import Path

import pytest

from core import project
from core.detect.decode import Decoding
from core.errors import ProjectError
from core.project import MediaRef, ModelRun, Project, RecordingState

DECODING = Decoding("csebb", 0.4, {"개": 0.25}, medians_s={"dog": 0.5}, classes=frozenset({"dog", "개"}))
RUNS = (ModelRun("listener", DECODING, False, 1.5, 3.0), ModelRun("crnn", Decoding()))


def saved(folder: Path) -> Path:
    path = folder / "a.auralens"
    project.save(path, Project((RecordingState(MediaRef(folder / "a.wav", 10, 4.0, "x"), runs=RUNS),)))
    return path


def test_runs_come_back_as_they_were(tmp_path: Path) -> None:
    assert project.load(saved(tmp_path)).recordings[0].runs == RUNS


def test_files_from_before_there_were_models_open(tmp_path: Path) -> None:
    path = saved(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["recordings"][0]["runs"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert project.load(path).recordings[0].runs == ()


@pytest.mark.parametrize(("entry", "value"), [("threshold", "high"), ("method", "guess"), ("merge_abs", None)])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, entry: str, value: object) -> None:
    path = saved(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["recordings"][0]["runs"][0]["decoding"][entry] = value
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ProjectError, match=entry):
        project.load(path)
