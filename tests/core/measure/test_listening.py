"""How much of the kept sound is what made the scene: for scenes of which it is plain what must come out."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from core.cli import main
from core.errors import DataError
from core.listen.masking import Masking
from core.measure.listening import HeardScene, measure_listening, summed_up
from core.models import registry
from core.models.card import Card, write_card
from core.models.scene import SceneNet
from core.models.weights import save
from core.progress import Silent
from core.train.scene_folder import PART_COLUMNS

RATE_HZ = 8000
SMALL = {"widths": [4, 4], "wide": 8, "rate_hz": RATE_HZ, "n_mels": 16, "window_s": 2.0}


def heard(share: float, by_chance: float, right: bool = True) -> HeardScene:
    shares = {"whole": 0.1, "gradcam": share, "gradcam/random": by_chance, "gradcam/energy": 0.2}
    return HeardScene("a", "farm", "farm" if right else "beach", 0.9, shares, {"gradcam": 0.25})


def test_ratios_are_those_of_means_over_what_was_named_right() -> None:
    found = summed_up([heard(0.6, 0.1), heard(0.4, 0.3), heard(0.0, 0.9, right=False)], ["gradcam"], 50, 0)
    assert found.figures["gradcam"].value == pytest.approx(0.5)
    assert found.figures["gradcam ÷ random"].value == pytest.approx(0.5 / 0.2)
    assert found.figures["gradcam ÷ energy"].value == pytest.approx(0.5 / 0.2)
    assert found.figures["gradcam ÷ whole"].value == pytest.approx(5.0)
    assert found.all_figures["gradcam"].value == pytest.approx(1.0 / 3)


def test_where_nothing_is_named_right_nothing_is_claimed() -> None:
    with pytest.raises(DataError, match="none of these scenes right"):
        summed_up([heard(0.5, 0.1, right=False)], ["gradcam"], 50, 0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A low hum in which, for half a second, a high tone of a quarter of the energy sounds; and one that its ambience
    decides, which is not asked about."""
    folder = tmp_path / "data"
    seconds = np.arange(2 * RATE_HZ) / RATE_HZ
    hum = np.stack([0.2 * np.sin(2 * np.pi * 150.0 * seconds)] * 2, 1)
    tone = np.stack([0.2 * np.sin(2 * np.pi * 2500.0 * seconds)] * 2, 1)[: RATE_HZ // 2]
    whole = hum.copy()
    whole[RATE_HZ : RATE_HZ * 3 // 2] += tone
    rows = []
    for name, decided_by in (("one", "events"), ("two", "ambience")):
        stems = folder / "stems" / name
        stems.mkdir(parents=True)
        (folder / "audio").mkdir(exist_ok=True)
        soundfile.write(folder / "audio" / f"{name}.flac", whole, RATE_HZ, subtype="PCM_24")
        soundfile.write(stems / "0.flac", hum, RATE_HZ, subtype="PCM_24")
        soundfile.write(stems / "1.flac", tone, RATE_HZ, subtype="PCM_24")
        begin = [f"audio/{name}.flac", "farm", decided_by]
        rows += [[*begin, f"stems/{name}/0.flac", "ambience", "", "0", "2"],
                 [*begin, f"stems/{name}/1.flac", "characteristic", "cow", "1", "1.5"]]
    with (folder / "stems.csv").open("w", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([PART_COLUMNS, *rows])
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(1)
    network = SceneNet(1, **SMALL)  # of one class, so that it is always right
    folder = tmp_path / "model"
    folder.mkdir()
    save(network, folder / "weights.safetensors")
    write_card(folder, Card(id="small", title="Small", task="scenes", architecture="scene", settings=SMALL,
                            classes=("farm",), parameters=1, licence="CC0"))
    return folder


def test_shares_are_those_of_the_energies_of_the_stems(data: Path, model: Path) -> None:
    """The tone has a quarter of the hum's energy, so a fifth of all. An energy mask of any area keeps the hum, and the
    tone with it; the share is never far from a fifth nor outside 0 to 1."""
    found = measure_listening(registry.entry(str(model)), data, ["gradcam"], 5, Masking(), Silent(), draws=20)
    (scene,) = found.scenes
    assert scene.right
    assert scene.shares["whole"] == pytest.approx(0.2, abs=0.001)
    assert scene.shares["gradcam/energy"] == pytest.approx(0.2, abs=0.03)
    assert all(0.0 <= share <= 1.0 for share in scene.shares.values())
    assert 0.0 < scene.areas["gradcam"] < 1.0


def test_only_what_is_named_right_can_be_explained(data: Path, tmp_path: Path, model: Path) -> None:
    """Of two classes the untrained network says one of every sound, so either both scenes are right or none is."""
    card = json.loads((model / "card.json").read_text())
    said = {}
    for classes in (("farm", "sea"), ("sea", "farm")):
        torch.manual_seed(1)
        save(SceneNet(2, **SMALL), model / "weights.safetensors")
        (model / "card.json").write_text(json.dumps({**card, "classes": classes}))
        try:
            found = measure_listening(registry.entry(str(model)), data, ["gradcam"], 5, Masking(), Silent(), 20,
                                      right_only=True)
            said[classes] = [bool(scene.shares) == scene.right for scene in found.scenes]
        except DataError as error:
            said[classes] = str(error)
    assert sorted(map(str, said.values()))[0] == "[True]"
    assert any("none of these scenes right" in str(one) for one in said.values())


def test_the_command_writes_figures_and_a_table(data: Path, model: Path, tmp_path: Path,
                                                capsys: pytest.CaptureFixture[str]) -> None:
    words = ["evaluate", "listening", "--model", str(model), "--data", str(data), "-o", str(tmp_path / "out"),
             "--methods", "gradcam", "hirescam", "--draws", "20"]
    assert main([*words, "--json"]) == 0
    metrics = json.loads(capsys.readouterr().out)
    assert metrics == json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert (metrics["scenes"], metrics["right"]) == (1, 1)
    assert {"gradcam ÷ random", "hirescam ÷ energy", "hirescam ÷ gradcam"} <= set(metrics["figures"])
    with (tmp_path / "out" / "scenes.csv").open() as file:
        assert [row["scene"] for row in csv.DictReader(file)] == ["audio/one.flac"]


@pytest.mark.parametrize(("words", "said"), [
    (["--methods", "none"], "no method"), (["-n", "0"], "--count"), (["--percentile", "101"], "percentile"),
])
def test_words_that_make_no_sense_are_refused(data: Path, model: Path, tmp_path: Path, words: list[str], said: str,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    given = ["evaluate", "listening", "--model", str(model), "--data", str(data), "-o", str(tmp_path / "out"), *words]
    assert main(given) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_stems_is_refused(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--model", str(model), "--data", str(tmp_path), "-o", str(tmp_path / "o")]
    assert main(["evaluate", "listening", *words]) == 2
    assert "no scenes with stems" in capsys.readouterr().err
