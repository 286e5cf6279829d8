"""Accuracy of scenes and what is taken for what, by hand counts and beside scikit-learn."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, precision_score

from core.cli import main
from core.errors import DataError
from core.measure.scene_references import read_scene_references
from core.measure.scenes import evaluate_scenes
from core.models.card import Card, write_card
from core.models.scene import SceneNet
from core.models.weights import save

RATE_HZ = 8000
SMALL = {"widths": [4, 4], "wide": 8, "rate_hz": RATE_HZ, "n_mels": 16, "window_s": 2.0}


def test_figures_are_those_of_a_hand_count() -> None:
    truth, said = ["farm"] * 4 + ["beach"], ["farm", "farm", "farm", "beach", "beach"]
    found = evaluate_scenes("m", [str(i) for i in range(5)], truth, said)
    assert found.figures["accuracy"].value == pytest.approx(4 / 5)
    assert found.figures["macro_accuracy"].value == pytest.approx((1 + 3 / 4) / 2)
    assert found.by_class["beach"]["precision"].value == pytest.approx(1 / 2)
    assert found.by_class["farm"]["recall"].value == pytest.approx(3 / 4)
    assert found.confusion.tolist() == [[1, 0], [1, 3]]


def test_figures_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    names = np.array(["a", "b", "c", "d"])
    truth = names[rng.integers(4, size=200)]
    said = np.where(rng.random(200) < 0.6, truth, names[rng.integers(4, size=200)])
    found = evaluate_scenes("m", [str(i) for i in range(200)], truth.tolist(), said.tolist())
    assert found.figures["accuracy"].value == pytest.approx(accuracy_score(truth, said))
    assert found.figures["macro_accuracy"].value == pytest.approx(balanced_accuracy_score(truth, said))
    precisions = precision_score(truth, said, average=None)
    assert [found.by_class[name]["precision"].value for name in found.classes] == pytest.approx(precisions.tolist())
    np.testing.assert_array_equal(found.confusion, confusion_matrix(truth, said))


def test_the_interval_of_an_accuracy_is_that_of_a_share() -> None:
    """400 files of which 80 % are right: the normal approximation of the binomial gives ± 3.92 %."""
    said = ["a"] * 320 + ["b"] * 80
    found = evaluate_scenes("m", [str(i) for i in range(400)], ["a"] * 400, said, draws=4000)
    low, high = found.figures["accuracy"].low, found.figures["accuracy"].high
    assert (low, high) == (pytest.approx(0.7608, abs=0.006), pytest.approx(0.8392, abs=0.006))


def test_what_the_data_does_not_name_is_a_column_of_its_own_and_wrong() -> None:
    found = evaluate_scenes("m", ["1", "2"], ["farm", "farm"], ["farm", "airport"])
    assert found.columns == ("farm", "airport")
    assert found.confusion.tolist() == [[1, 1]]
    assert found.figures["accuracy"].value == pytest.approx(0.5)


def test_a_scene_that_is_never_said_has_no_precision() -> None:
    found = evaluate_scenes("m", ["1", "2"], ["farm", "beach"], ["farm", "farm"])
    assert math.isnan(found.by_class["beach"]["precision"].value)
    assert found.figures["macro_accuracy"].value == pytest.approx(0.5)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four scenes as TAU lays them out: two are low tones, two high ones; a fifth is listed and missing."""
    folder = tmp_path / "data"
    (folder / "audio").mkdir(parents=True)
    (folder / "evaluation_setup").mkdir()
    rows = []
    for number, label in enumerate(["beach", "farm", "beach", "farm"]):
        tone = 0.3 * np.sin(2 * np.pi * (300.0 if label == "beach" else 2000.0) * np.arange(2 * RATE_HZ) / RATE_HZ)
        soundfile.write(folder / "audio" / f"{number}.wav", np.stack([tone, tone], 1), RATE_HZ)
        rows.append([f"audio/{number}.wav", label])
    with (folder / "evaluation_setup" / "fold1_evaluate.csv").open("w", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([["filename", "scene_label"], *rows, ["audio/lost.wav", "farm"]])
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    network = SceneNet(2, **SMALL)
    folder = tmp_path / "model"
    folder.mkdir()
    save(network, folder / "weights.safetensors")
    write_card(folder, Card(id="small", title="Small", task="scenes", architecture="scene", settings=SMALL,
                            classes=("beach", "farm"), parameters=1, licence="CC0"))
    return folder


def test_the_command_writes_figures_a_table_and_a_report(data: Path, model: Path, tmp_path: Path,
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    words = ["evaluate", "scenes", "--model", str(model), "--data", str(data), "-o", str(out), "--draws", "50"]
    assert main([*words, "--json", "--threads", "1"]) == 0
    printed = capsys.readouterr()
    metrics = json.loads(printed.out)
    assert metrics == json.loads((out / "metrics.json").read_text())
    assert metrics["data"]["files"] == 4
    assert metrics["data"]["skipped"] == [{"file": "audio/lost.wav", "reason": "the file is missing"}]
    confusion = metrics["models"][0]["confusion"]["files"]
    right = confusion["beach"][0] + confusion["farm"][1]
    assert metrics["models"][0]["figures"]["accuracy"]["value"] == pytest.approx(right / 4)
    assert "audio/lost.wav" in printed.err
    page = (out / "report.html").read_text()
    assert "What is taken for what" in page
    assert "NaN" not in page
    with (out / "classes.csv").open() as file:
        assert [row["scene"] for row in csv.DictReader(file)] == ["beach", "farm"]
    assert main([*words, "--threads", "1"]) == 0
    assert "0 of 4 recordings were listened to" in capsys.readouterr().err


def test_a_model_of_other_scenes_is_refused(data: Path, model: Path, tmp_path: Path,
                                            capsys: pytest.CaptureFixture[str]) -> None:
    card = Card.model_validate_json((model / "card.json").read_text())
    write_card(model, card.model_copy(update={"classes": ("tram", "metro")}))
    assert main(["evaluate", "scenes", "--model", str(model), "--data", str(data), "-o", str(tmp_path / "o")]) == 2
    assert "knows none of the scenes" in capsys.readouterr().err


def test_a_folder_that_is_laid_out_otherwise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not laid out"):
        read_scene_references(tmp_path)
    with pytest.raises(DataError, match="no folder"):
        read_scene_references(tmp_path / "none")


def test_train_and_evaluate_are_told_apart(data: Path) -> None:
    assert len(read_scene_references(data).paths) == 4
    with pytest.raises(DataError, match=r"fold1_train\.csv"):
        read_scene_references(data, "train")
