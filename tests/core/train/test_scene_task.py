"""Scenes: data as people have them, the authors' recipe by its numbers, and a small network that learns by it."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from core.cli import main
from core.detect.infer import Running, detect_file
from core.errors import DataError, UsageError
from core.models.registry import entry
from core.models.scene import SceneNet
from core.train.config import DataConfig
from core.train.data.labelled import Kind
from core.train.data.layouts import read_data
from core.train.example import Sound, TargetGrid
from core.train.scene_task import SceneConfig, SceneLesson, cut, mixed, place_in_cycle, turned
from tests.core.train.material import words
from tests.core.train.test_layouts import table, wav
from tests.core.train.test_resume import Killed, assert_same, die_at

RATE_HZ = 16_000
SCENES = ("beach", "metro", "metro_station")
TINY = ("network.settings.widths=[6, 8]", "network.settings.wide=16", "network.settings.n_mels=16",
        "network.settings.rate_hz=16000", "network.settings.window_s=3.0", "augment.crop_frames=30", "batch.weak=6")


def scene(label: str, seed: int) -> np.ndarray:
    """Three seconds of stereo: noise in which the lows, the highs or a tone stand out."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((3 * RATE_HZ, 2))
    if label == "beach":
        made = np.cumsum(noise, axis=0) / 50
    elif label == "metro":
        made = np.diff(noise, axis=0, append=0)
    else:
        tone = np.sin(2 * np.pi * rng.uniform(900, 1100) * np.arange(len(noise)) / RATE_HZ)
        made = 0.2 * noise + tone[:, None] * [1.0, 0.3]
    return 0.3 * made / np.abs(made).max()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As TAU Urban Acoustic Scenes is laid out; one clip of the table has been lost."""
    folder = tmp_path_factory.mktemp("tau")
    (folder / "audio").mkdir()
    parts: dict[str, list[str]] = {"train": ["filename\tscene_label"], "evaluate": ["filename\tscene_label"]}
    for label in SCENES:
        for number in range(10):
            name = f"audio/{label}-rome-{number}-a.wav"
            soundfile.write(folder / name, scene(label, 100 * SCENES.index(label) + number), RATE_HZ)
            parts["train" if number < 7 else "evaluate"].append(f"{name}\t{label}")
    parts["train"].append("audio/metro-rome-99-a.wav\tmetro")
    for part, lines in parts.items():
        table(folder / "evaluation_setup" / f"fold1_{part}.csv", *lines)
    return folder


def test_tau_urban_acoustic_scenes(data: Path) -> None:
    found = read_data(data, DataConfig())
    assert (found.layout, found.classes) == ("tau", SCENES)
    assert (len(found.train), len(found.validation)) == (21, 9)
    assert {clip.kind for clip in found.train} == {Kind.WEAK}
    assert [(Path(path).name, why) for path, why in found.skipped] == [("metro-rome-99-a.wav", "the file is missing")]
    turned_round = ("beach", "metro_station", "metro")
    assert read_data(data, DataConfig(classes=turned_round)).classes == turned_round


def test_a_table_for_testing_may_leave_the_scenes_to_meta(tmp_path: Path) -> None:
    table(tmp_path / "meta.csv", "filename\tscene_label\tidentifier\tsource_label", "audio/a.wav\tbus\tx-1\ta",
          "audio/b.wav\tpark\tx-2\ta")
    table(tmp_path / "evaluation_setup" / "fold1_train.csv", "filename\tscene_label", "audio/a.wav\tbus")
    table(tmp_path / "evaluation_setup" / "fold1_test.csv", "filename", "audio/b.wav")
    wav(tmp_path / "audio" / "a.wav"), wav(tmp_path / "audio" / "b.wav")
    found = read_data(tmp_path, DataConfig())
    assert [clip.labels for clip in (*found.train, *found.validation)] == [{"bus"}, {"park"}]
    (tmp_path / "meta.csv").unlink()
    with pytest.raises(DataError, match=r"the row of “audio/b\.wav” does not say which scene it is"):
        read_data(tmp_path, DataConfig())


def test_meta_alone_holds_files_out(tmp_path: Path) -> None:
    names = [f"audio/{label}{number}.wav" for label in ("bus", "park") for number in range(10)]
    table(tmp_path / "meta.csv", "filename\tscene_label", *(f"{name}\t{Path(name).stem[:-1]}" for name in names))
    for name in names:
        wav(tmp_path / name, 0.1)
    found = read_data(tmp_path, DataConfig())
    assert (found.layout, len(found.train), len(found.validation)) == ("tau", 18, 2)


@pytest.mark.parametrize("parts", [("",), ("train", "test")])
def test_a_folder_for_each_scene(tmp_path: Path, parts: tuple[str, ...]) -> None:
    for part in parts:
        for label in ("bus", "park"):
            for number in range(5):
                wav(tmp_path / part / label / f"{number}.wav", 0.1)
    found = read_data(tmp_path, DataConfig())
    assert (found.layout, found.classes) == ("folders", ("bus", "park"))
    assert (len(found.train), len(found.validation)) == ((8, 2) if parts == ("",) else (10, 10))
    assert {label for clip in found.validation for label in clip.labels} == {"bus", "park"}


def test_the_learning_rate_begins_anew_after_2_6_14_30_epochs() -> None:
    lesson = SceneLesson(SceneConfig(), SceneNet(2, widths=(4,), wide=4), steps_per_epoch=288)
    rates = {epoch: 0.1 * lesson.rate_at(epoch * 288) for epoch in range(510)}
    assert [epoch for epoch, rate in rates.items() if rate == pytest.approx(0.1)] == [0, 2, 6, 14, 30, 62, 126, 254]
    assert rates[1] == pytest.approx((0.1 + 1e-5) / 2)  # half of the first cycle
    assert 0.1 * lesson.rate_at(510 * 288 - 1) == pytest.approx(1e-5, abs=1e-7)
    assert [place_in_cycle(epochs) for epochs in (0.5, 3.0, 10.0)] == [0.25, 0.25, 0.5]


def test_only_kernels_decay() -> None:
    lesson = SceneLesson(SceneConfig(), SceneNet(10), 1)
    rest, kernels = lesson.optimiser().param_groups
    assert (rest["weight_decay"], kernels["weight_decay"], kernels["momentum"], kernels["nesterov"]) == (
        0.0, 2e-3, 0.9, False)
    assert sum(values.numel() for values in kernels["params"]) == 3_247_416 - 24
    assert sum(values.numel() for values in rest["params"]) == 24  # of the two stems' norms


def test_each_clip_is_cut_for_itself() -> None:
    features = torch.arange(461.0).expand(64, 6, 2, 461)
    found = cut(features, 400)
    starts = found[:, 0, 0, 0]
    assert found.shape == (64, 6, 2, 400)
    assert torch.equal(found[:, 0, 0, -1], starts + 399)
    assert len(set(starts.tolist())) > 20
    assert 0 <= starts.min() <= starts.max() <= 61
    assert torch.equal(cut(features, 0), features)


def test_left_and_right_change_places_in_levels_and_differences() -> None:
    network = SceneNet(2, widths=(4,), wide=4)
    features = torch.arange(6.0)[None, :, None, None].expand(400, 6, 2, 3)
    found = turned(features, network, 0.5)[:, :, 0, 0]
    assert {tuple(row) for row in found.tolist()} == {(0, 1, 2, 3, 4, 5), (1, 0, 3, 2, 5, 4)}
    assert 140 < int((found[:, 0] == 1).sum()) < 260
    assert torch.equal(turned(features, network, 0.0), features)


def test_mixtures_are_of_two_clips_and_of_their_labels_alike() -> None:
    features = torch.cat([torch.zeros(500, 6, 1, 1), torch.ones(500, 6, 1, 1)])
    targets = torch.cat([torch.tensor([[1.0, 0.0]]).expand(500, 2), torch.tensor([[0.0, 1.0]]).expand(500, 2)])
    found, labels = mixed(features, targets, 0.4)
    assert found.shape == (500, 6, 1, 1)
    assert torch.allclose(found[:, 0, 0, 0], labels[:, 1], atol=1e-6)
    assert torch.allclose(labels.sum(1), torch.ones(500))
    assert float(labels.var(0)[0]) == pytest.approx(0.25 / 1.8, abs=0.02)  # of Beta(a, a): 1 / (4 (2 a + 1))


def test_clips_of_two_channels_keep_them() -> None:
    grid = TargetGrid(("a",), 10, 1.0, 0.5, 2, channels=2)
    stereo = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    made = grid.encode(Sound(stereo, frozenset({"a"}), (), 0.3), Kind.WEAK)
    assert made.samples[:, :4].tolist() == [[1, 2, 3, 0], [4, 5, 6, 0]]
    mono = grid.encode(Sound(stereo[0], frozenset({"a"}), (), 0.3), Kind.WEAK)
    assert torch.equal(mono.samples[0], mono.samples[1])


@pytest.mark.parametrize("wrong", ["batch.weak=7", "batch.strong=4"])
def test_a_batch_must_be_pairs(wrong: str) -> None:
    with pytest.raises(UsageError, match="even number of weak clips"):
        SceneConfig.read(None, [wrong])


def test_a_small_network_learns_and_tells_scenes_of_files(data: Path, tmp_path: Path) -> None:
    settings = (*TINY, "run.epochs=2", "run.steps_per_epoch=60")  # norms follow slowly
    assert main(words("scenes", data, tmp_path / "run", *settings)) == 0
    card = json.loads((tmp_path / "run" / "model" / "card.json").read_text())
    assert (card["task"], card["classes"]) == ("scenes", list(SCENES))
    assert card["figures"]["validation"]["accuracy"] >= 0.99
    assert "metro-rome-99" in (tmp_path / "run" / "skipped.tsv").read_text()
    soundfile.write(tmp_path / "new.wav", scene("metro_station", 7), RATE_HZ)
    scores = detect_file(entry(str(tmp_path / "run" / "model")), tmp_path / "new.wav", running=Running("cpu"))
    assert scores.classes[int(scores.clip.argmax())] == "metro_station"
    assert float(scores.clip.sum()) == pytest.approx(1.0, abs=1e-4)


def test_a_training_that_died_goes_on_as_if_it_had_not(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                                       ) -> None:
    settings = (*TINY, "run.epochs=2", "run.steps_per_epoch=3", "run.save_every_steps=2")
    assert main(words("scenes", data, tmp_path / "whole", *settings)) == 0
    with monkeypatch.context() as patch:
        die_at(4, patch)
        with pytest.raises(Killed):
            main(words("scenes", data, tmp_path / "broken", *settings))
    assert main(["train", "scenes", "-o", str(tmp_path / "broken"), "--resume", "--device", "cpu"]) == 0
    assert_same(tmp_path / "whole", tmp_path / "broken")


def test_several_labels_are_no_scene(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abcd":
        soundfile.write(tmp_path / f"{name}.wav", scene("beach", ord(name)), RATE_HZ)
    (tmp_path / "manifest.csv").write_text("path,label\n" + "".join(f"{name}.wav,{label}\n" for name in "abcd"
                                                                    for label in ("x", "y")))
    assert main(words("scenes", tmp_path, tmp_path / "run", *TINY, "run.epochs=1")) == 2
    assert "a scene is one of its classes" in capsys.readouterr().err
