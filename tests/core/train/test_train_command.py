"""`auralens train` as a person types it: every system from nothing, at a size that learns in seconds."""

import csv
import json
import tomllib
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from core.cli import main
from core.models import registry
from core.models.card import Card, write_card
from core.models.efficientat import EfficientAt
from tests.core.train.material import CLASSES, PLAIN, TINY, sounds_folder, words

CHANCE = 0.55  # mAP of a guess on clips that have one or two of three classes


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds_folder(tmp_path_factory.mktemp("data"))


def figures(run: Path, name: str) -> list[float]:
    with (run / "metrics.csv").open() as file:
        return [float(row["value"]) for row in csv.DictReader(file) if row["name"] == name]


def learnt(run: Path, least_map: float) -> None:
    """Loss falls, scores beat chance, and the model opens with the weights that were validated."""
    losses = figures(run, "train/loss")
    assert losses[-1] < 0.8 * losses[0]
    found = registry.entry(str(run / "model"))
    assert found.card.classes == CLASSES
    assert found.card.figures["validation"]["clip_map"] > least_map
    network = registry.load(found)
    with torch.no_grad():
        strong, weak = network.detect(torch.zeros(1, round(network.window_s * network.rate_hz)))
    assert strong.shape[2] == weak.shape[1] == len(CLASSES)
    assert bool(torch.isfinite(strong).all())


def test_crnn_learns_from_labels_of_clips(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "weak run"
    code = main(words("crnn", data, run, *TINY, *PLAIN, "run.epochs=7", "run.steps_per_epoch=15", "batch.weak=16",
                      "data.pool=96", "data.validation_clips=24", "loss.learning_rate=0.01",
                      "network.settings.units=16", "run.monitor=clip_map", more=("--json",)))
    out, error = capsys.readouterr()
    assert code == 0
    assert json.loads(out)["best"]["clip_map"] > 0.7
    assert "epoch 7: loss" in error
    learnt(run, 0.7)
    assert figures(run, "valid/segment_er")[-1] < 1.0
    assert {path.name for path in run.iterdir()} == {
        "config.toml", "versions.json", "skipped.tsv", "metrics.csv", "progress.json", "last.ckpt", "model",
        "tensorboard"}
    assert tomllib.loads((run / "config.toml").read_text())["loss"]["learning_rate"] == 0.01
    progress = json.loads((run / "progress.json").read_text())
    assert (progress["state"], progress["step"], progress["of"]) == ("done", 105, 105)
    assert registry.entry(str(run / "model")).card.id == "weak-run"


def test_detector_learns_onsets(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    code = main(words("detector", data, run, "network.architecture=crnn", *TINY, *PLAIN, "run.epochs=5",
                      "run.steps_per_epoch=20", "batch.synthetic=16", "data.pool=96", "data.validation_clips=24",
                      "optimiser.learning_rate=0.01", "network.settings.units=16", "network.settings.head=none"))
    assert code == 0
    learnt(run, 0.8)
    assert figures(run, "valid/segment_f1")[-1] > 0.6


def test_ast_sed_learns_by_mean_teacher(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    small = ("dim=32", "depth=1", "heads=2", "units=16", "upsample=1", "size=small", "stride=32", "patch=32")
    code = main(words("ast-sed", data, run, *(f"network.settings.{one}" for one in small), *PLAIN, "run.epochs=3",
                      "run.steps_per_epoch=8", "data.validation_clips=16", "optimiser.learning_rate=0.004",
                      "optimiser.backbone_rate=0.004", "loss.ramp_up_epochs=2", "batch.strong=2", "batch.synthetic=2",
                      "batch.weak=2", "batch.unlabelled=2", "augment.mix_up=0.0", "augment.time_mask=false",
                      "loss.decay=0.8"))
    assert code == 0
    learnt(run, CHANCE)
    for judged in ("student", "teacher"):
        assert len(figures(run, f"valid_{judged}/clip_map")) == 3


def test_the_default_detector_learns_with_a_teacher(data: Path, tmp_path: Path) -> None:
    """The real network on ten seconds of sound: a few steps only. The teacher is none that ever learnt."""
    torch.manual_seed(0)
    teacher = EfficientAt(n_classes=5)
    card = Card(id="teacher", title="t", task="tags", architecture="efficientat", classes=tuple("abcde"), parameters=1,
                licence="MIT", settings={})
    save_file(teacher.state_dict(), tmp_path / "weights.safetensors")
    write_card(tmp_path, card)
    run = tmp_path / "run"
    code = main(words("detector", data, run, *PLAIN, "run.epochs=3", "run.steps_per_epoch=3", "batch.synthetic=2",
                      "data.validation_clips=4", f"loss.teacher={tmp_path}", "data.pool=8",
                      "optimiser.warm_up_steps=1", "soundscapes.events=[1, 1]"))
    assert code == 0
    for name in ("train/loss", "train/teacher_features"):
        losses = figures(run, name)
        assert losses[-1] < losses[0]
    found = registry.entry(str(run / "model"))
    assert found.card.architecture == "lite"
    assert registry.load(found).n_classes == len(CLASSES)


def test_a_setting_that_is_none_is_refused(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "my.toml"
    config.write_text("[run]\nepocs = 3\n")
    assert main(words("crnn", data, tmp_path / "run", more=("--config", str(config)))) == 2
    assert capsys.readouterr().err == f"auralens: “{config}”: there is no setting “run.epocs”; check its spelling.\n"
    assert main(words("crnn", data, tmp_path / "run", "soundscapes.snr=[1, 2]")) == 2
    assert "there is no setting “snr”" in capsys.readouterr().err
    assert main(words("crnn", data, tmp_path / "run", "run.epochs=0")) == 2
    assert "run.epochs" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_loss_that_is_no_number_ends_it(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words("crnn", data, tmp_path / "run", *TINY, "run.epochs=3", "run.steps_per_epoch=4", "batch.weak=2",
                      "data.validation_clips=2", "loss.lambda_strong=1e38", "loss.learning_rate=1e30")) == 2
    assert "begin again with a smaller learning rate" in capsys.readouterr().err
    assert json.loads((tmp_path / "run" / "progress.json").read_text())["state"] == "failed"


def test_a_run_is_not_lost_by_another(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.toml").write_text("")
    assert main(words("crnn", data, tmp_path)) == 2
    assert "already holds a training; add --resume" in capsys.readouterr().err
    assert main(words("crnn", data, tmp_path / "none", more=("--resume",))) == 2
    assert "holds no training to go on with" in capsys.readouterr().err
    assert main(["train", "crnn", "-o", str(tmp_path / "new")]) == 2
    assert "say where the data are" in capsys.readouterr().err
