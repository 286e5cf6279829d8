"""Scenes hold what their table says: stems that add up, levels, sides, and a part of an ambience for each split."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.cli import main
from core.errors import DataError, UsageError
from core.train.clip_bank import ClipBank, load_bank
from core.train.scene_folder import read_stems, stems_of
from core.train.scene_maker import make_scene
from core.train.scene_table import SceneTable, read_scene_table

RATE_HZ = 8000
SECONDS = 20
TABLE = """
duration_s = 3.0
[parts]
train = [0.0, 0.6]
evaluate = [0.7, 1.0]
[levels]
bed_dbfs = [-40.0, -40.0]
rumble_db = [-300.0, -300.0]
rumble_below_hz = [50.0, 50.0]
microphone_dbfs = [-300.0, -300.0]
characteristic_db = [6.0, 6.0]
neutral_db = [0.0, 0.0]
side = [0.5, 0.5]
pan = [1.0, 1.0]
[grounds.hall]
ambiences = ["hall"]
neutral = ["middle"]
neutral_events = [1, 1]
[grounds.room]
ambiences = []
neutral = ["middle"]
neutral_events = [0, 0]
[scenes.deep]
ground = "hall"
characteristic = { low = 1.0 }
events = [2, 2]
[scenes.steep]
ground = "hall"
characteristic = { high = 1.0 }
events = [2, 2]
[scenes.still]
ground = "room"
characteristic = { high = 1.0, absent = 100.0 }
events = [1, 1]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tones of half a second; an ambience that is a tone of 1 kHz and then, from 65 % on, one of 3 kHz."""
    made = tmp_path_factory.mktemp("sounds")
    rows = []
    for number, label in enumerate(("low", "middle", "high")):
        tone = 0.5 * np.sin(2 * np.pi * 200.0 * (number + 1) * np.arange(RATE_HZ // 2) / RATE_HZ)
        soundfile.write(made / f"{label}.wav", tone, RATE_HZ)
        rows.append([f"{label}.wav", label, "1"])
    seconds = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    hertz = np.where(seconds < 0.65 * SECONDS, 1000.0, 3000.0)
    soundfile.write(made / "hall.wav", 0.3 * np.sin(2 * np.pi * hertz * seconds + 0.1 * seconds**2), RATE_HZ)
    for name, columns, lines in (("sounds.csv", ["path", "label", "fold"], rows),
                                 ("ambience.csv", ["path", "label"], [["hall.wav", "hall"]])):
        with (made / name).open("w", newline="") as file:
            csv.writer(file).writerows([columns, *lines])
    (made / "table.toml").write_text(TABLE)
    return made


@pytest.fixture(scope="module")
def bank(folder: Path) -> ClipBank:
    return load_bank(folder / "sounds.csv", RATE_HZ, None, folder / "ambience.csv")


@pytest.fixture(scope="module")
def table(folder: Path) -> SceneTable:
    return read_scene_table(folder / "table.toml")


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


def loudest_hz(samples: np.ndarray) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax() * RATE_HZ / len(samples))


def test_stems_add_up_and_have_the_levels_of_the_table(bank: ClipBank, table: SceneTable) -> None:
    scene = make_scene(bank, table, "deep", "train", np.random.default_rng(1))
    assert scene.samples.shape == (3 * RATE_HZ, 2)
    np.testing.assert_allclose(sum(stem.samples for stem in scene.stems), scene.samples, atol=1e-6)
    roles = [stem.role for stem in scene.stems]
    assert roles[0] == "ambience"
    assert sorted(roles[1:]) == ["characteristic", "characteristic", "neutral"]
    assert level_db(scene.stems[0].samples) == pytest.approx(-40.0, abs=0.01)
    for stem in scene.stems[1:]:
        first, end = round(stem.onset_s * RATE_HZ), round(stem.offset_s * RATE_HZ)
        assert level_db(stem.samples[first:end]) == pytest.approx(-34.0 if stem.role == "characteristic" else -40.0,
                                                                  abs=0.01)
        assert not stem.samples[:first].any()
        assert not stem.samples[end:].any()


def test_an_event_stands_where_it_was_panned_and_the_ambience_is_wide(bank: ClipBank, table: SceneTable) -> None:
    scene = make_scene(bank, table, "deep", "train", np.random.default_rng(2))
    left, right = scene.stems[1].samples.T  # pan 1: all on the right
    assert np.abs(left).max() < 1e-6 < np.abs(right).max()
    bed = scene.stems[0].samples
    assert not np.allclose(bed[:, 0], bed[:, 1], atol=1e-4)


@pytest.mark.parametrize(("split", "hertz"), [("train", 1000.0), ("evaluate", 3000.0)])
def test_each_split_hears_its_own_part_of_an_ambience(bank: ClipBank, table: SceneTable, split: str, hertz: float
                                                      ) -> None:
    for seed in range(5):
        scene = make_scene(bank, table, "steep", split, np.random.default_rng(seed))  # type: ignore[arg-type]
        assert loudest_hz(scene.stems[0].samples[:, 0]) == pytest.approx(hertz, abs=20.0)


def test_scenes_of_one_ground_differ_in_their_characteristic_sounds_alone(bank: ClipBank, table: SceneTable) -> None:
    """The same random numbers make the same scene but for these."""
    deep, steep = (make_scene(bank, table, name, "train", np.random.default_rng(4)) for name in ("deep", "steep"))
    for one, other in zip(deep.stems, steep.stems, strict=True):
        assert one.role == other.role
        assert np.array_equal(one.samples, other.samples) == (one.role != "characteristic")


def test_a_class_of_which_there_is_no_sound_is_passed_over(bank: ClipBank, table: SceneTable) -> None:
    scene = make_scene(bank, table, "still", "train", np.random.default_rng(0))
    assert [stem.label for stem in scene.stems] == ["", "high"]
    with pytest.raises(DataError, match="none of absent"):
        make_scene(bank, table.model_copy(update={"scenes": {"still": table.scenes["still"].model_copy(
            update={"characteristic": {"absent": 1.0}})}}), "still", "train", np.random.default_rng(0))


def test_written_scenes_are_laid_out_as_tau_with_both_splits_beside_each_other(folder: Path, tmp_path: Path) -> None:
    words = ["scenes", str(folder), "-o", str(tmp_path), "--table", str(folder / "table.toml"), "--rate", str(RATE_HZ)]
    assert main([*words, "-n", "6", "--split", "train"]) == 0
    assert main([*words, "-n", "3", "--split", "evaluate", "--seed", "1"]) == 0
    assert main([*words, "-n", "3", "--split", "evaluate", "--seed", "1"]) == 0  # again: nothing doubles
    with (tmp_path / "meta.csv").open() as file:
        meta = list(csv.DictReader(file, delimiter="\t"))
    assert len(meta) == 9
    assert {row["scene_label"] for row in meta} == {"deep", "steep", "still"}
    with (tmp_path / "evaluation_setup" / "fold1_evaluate.csv").open() as file:
        assert [row["scene_label"] for row in csv.DictReader(file, delimiter="\t")] == ["deep", "steep", "still"]
    stems = stems_of(tmp_path)
    assert set(stems) == {row["filename"] for row in meta}
    for name, rows in stems.items():
        samples, _ = soundfile.read(tmp_path / name, dtype="float32", always_2d=True)
        parts = read_stems(tmp_path, rows, len(samples))
        np.testing.assert_allclose(sum(part.samples for part in parts), samples, atol=1e-6)  # of 24 bit


def test_a_seed_decides_every_sample(folder: Path, tmp_path: Path) -> None:
    words = ["scenes", str(folder), "-n", "3", "--table", str(folder / "table.toml"), "--rate", str(RATE_HZ)]
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert main([*words, "-o", str(tmp_path / name), "--seed", seed, "--no-stems"]) == 0
    files = [sorted((tmp_path / name / "audio").iterdir()) for name in "abc"]
    for one, same, other in zip(*files, strict=True):
        assert one.read_bytes() == same.read_bytes() != other.read_bytes()
    with pytest.raises(DataError, match="no scenes with stems"):
        stems_of(tmp_path / "a")


@pytest.mark.parametrize(("change", "said"), [
    ('ground = "hall"\ncharacteristic = { low', "no ground"), ("train = [0.0, 0.6]\n", "parts"),
])
def test_a_table_that_makes_no_sense_is_refused(tmp_path: Path, change: str, said: str) -> None:
    text = TABLE.replace(change, change.replace("hall", "sea") if "hall" in change else "")
    (tmp_path / "table.toml").write_text(text)
    with pytest.raises(UsageError, match=said):
        read_scene_table(tmp_path / "table.toml")


def test_the_programs_own_table_shares_neutral_sounds_within_a_ground() -> None:
    table = read_scene_table()
    assert len(table.names) >= 10
    for ground in table.grounds:
        own = {label for scene in table.scenes.values() if scene.ground == ground for label in scene.characteristic}
        assert not own & set(table.grounds[ground].neutral)
    shared = [scene.ground for scene in table.scenes.values() if scene.decided_by == "events"]
    assert all(shared.count(ground) > 1 for ground in shared)  # an ambience alone never decides these


@pytest.mark.parametrize(("words", "said"), [
    (["-n", "0"], "--count"), (["--rate", "100"], "--rate"), (["--seed", "-1"], "--seed"),
])
def test_words_that_make_no_sense_are_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                              words: list[str], said: str) -> None:
    assert main(["scenes", str(folder), "-o", str(tmp_path / "set"), *words]) == 2
    assert said in capsys.readouterr().err
