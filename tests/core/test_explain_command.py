"""`auralens explain` as a person types it."""

import csv
import json
import shlex
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from core import paths
from core.cli import main
from core.errors import Cancelled
from core.listen.order import Order, carry_out
from core.listen.wish import Wish
from core.models import registry
from tests.core.detect.doubles import wav
from tests.core.listen.tone import install, tone_model, tones

FILES = ["explanation.json", "heatmap.npy", "heatmap.png", "kept.wav", "removed.wav"]
FAST = ("--method", "hirescam", "--no-curves")


@pytest.fixture(autouse=True)
def model(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> registry.Entry:
    install(monkeypatch)
    monkeypatch.setattr(registry, "DEFAULT_DETECTOR", "tone")
    return tone_model(paths.models_dir() / "tone")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A low tone from 0.5 to 1.5 s, a high one throughout."""
    return wav(tmp_path / "two.wav", tones(2.0, [(0.5, 1.5, 1000.0), (0.0, 2.0, 3000.0)]), 48_000)


def spoken(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["explain", *map(str, words)])
    out, error = capsys.readouterr()
    return code, out, error


def facts(folder: Path) -> dict:  # type: ignore[type-arg]
    found = json.loads((folder / "explanation.json").read_text())
    assert isinstance(found, dict)
    return found


def test_everything_is_written_and_adds_up(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, printed, error = spoken(capsys, sound, "-o", out, "--label", "low tone", "--method", "hirescam")
    assert (code, printed) == (0, f"{out}\n")
    assert sorted(path.name for path in out.iterdir()) == FILES
    original, rate_hz = soundfile.read(sound, dtype="float32")
    parts = [soundfile.read(out / name, dtype="float32") for name in ("kept.wav", "removed.wav")]
    assert all(rate == rate_hz and part.shape == original.shape for part, rate in parts)
    np.testing.assert_allclose(parts[0][0] + parts[1][0], original, atol=1e-6)
    found = facts(out)
    assert found["class"] == "low tone"
    assert f"{sound}: low tone {found['scores']['original']:.3f}; kept" in error
    assert found["stretch"] == {"start_s": 0.0, "end_s": 2.0, "chosen": "whole", "samples": 96_000}
    assert (found["spectrum"]["frames"], found["spectrum"]["bins"]) == (94, 1025)
    assert found["faithfulness"]["map"]["faithfulness"] > found["faithfulness"]["random"]["faithfulness"] + 0.2
    assert len(found["curves"]["shares"]) == 11
    assert len(found["sha256"]["media"]) == len(found["sha256"]["weights"]) == 64
    with Image.open(out / "heatmap.png") as picture:
        assert picture.size == (1200, 600)


def test_the_map_sits_on_the_tone_in_seconds_and_hz(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                    ) -> None:
    assert spoken(capsys, sound, "-o", tmp_path / "out", "--label", "low tone", *FAST)[0] == 0
    shown = np.load(tmp_path / "out" / "heatmap.npy")
    assert shown.shape == (94, 1025)
    assert shown.dtype == np.float32
    assert 0.0 <= shown.min() <= shown.max() <= 1.0
    times_s, hz = np.arange(94) * 1024 / 48_000, np.arange(1025) * 48_000 / 2048
    along, up = shown.sum(axis=1) / shown.sum(), shown.sum(axis=0) / shown.sum()
    assert (times_s * along).sum() == pytest.approx(1.0, abs=0.05)
    assert (hz * up).sum() == pytest.approx(1000.0, abs=20)
    assert along[(times_s > 0.46) & (times_s < 1.54)].sum() > 0.97
    kept, _ = soundfile.read(tmp_path / "out" / "kept.wav")
    levels = np.abs(np.fft.rfft(kept[36_000:60_000, 0] * np.hanning(24_000)))
    assert levels[500] > 100 * levels[1500]  # 1 kHz is kept, 3 kHz is not


def test_its_own_command_makes_it_again(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--label", "high tone", "--start", "0.25", "--end", "1.75", "--percentile", "80", "--delta", "1.5",
             "--grid", "linear", "--seed", "3", "--set", "scaling=max")
    assert spoken(capsys, sound, "-o", tmp_path / "one", *words, *FAST)[0] == 0
    again = shlex.split(facts(tmp_path / "one")["command"])
    assert again[:2] == ["auralens", "explain"]
    assert spoken(capsys, *again[2:-1], tmp_path / "other")[0] == 0
    for name in ("kept.wav", "removed.wav"):
        np.testing.assert_array_equal(*(soundfile.read(tmp_path / place / name)[0] for place in ("one", "other")))
    assert (tmp_path / "one" / "heatmap.npy").read_bytes() == (tmp_path / "other" / "heatmap.npy").read_bytes()
    assert facts(tmp_path / "one")["settings"] == facts(tmp_path / "other")["settings"]
    assert facts(tmp_path / "one")["faithfulness"] == facts(tmp_path / "other")["faithfulness"]


def test_without_a_label_the_surest_class_is_explained(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                       ) -> None:
    assert spoken(capsys, sound, "-o", tmp_path / "out", *FAST)[0] == 0
    assert facts(tmp_path / "out")["class"] == "high tone"  # it sounds all the time


def test_of_a_long_recording_the_surest_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wav(tmp_path / "long.wav", tones(15.0, [(7.0, 10.0, 1000.0)], 16_000, 1), 16_000)
    code, _, error = spoken(capsys, path, "-o", tmp_path / "out", *FAST)
    found = facts(tmp_path / "out")
    assert (code, found["class"], found["stretch"]["chosen"]) == (0, "low tone", "surest")
    assert found["stretch"]["start_s"] <= 7.0 + 0.05
    assert found["stretch"]["end_s"] >= 10.0 - 0.05
    assert found["stretch"]["end_s"] - found["stretch"]["start_s"] == pytest.approx(4.0)
    assert "where it is surest" in error
    original, _ = soundfile.read(path, dtype="float32")
    first = round(found["stretch"]["start_s"] * 16_000)
    kept, removed = (soundfile.read(tmp_path / "out" / name, dtype="float32")[0] for name in FILES[3:])
    np.testing.assert_allclose(kept + removed, original[first : first + 64_000], atol=1e-6)


def test_a_band_and_boxes_are_masks_too(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--label", "low tone", "--no-curves")
    assert spoken(capsys, sound, "-o", tmp_path / "band", "--band", "800-1200", *words)[0] == 0
    assert spoken(capsys, sound, "-o", tmp_path / "box", "--box", "0.5,1.0,800,1200", "--box", "1,1.5,800,1200",
                  *words)[0] == 0
    band, box = facts(tmp_path / "band"), facts(tmp_path / "box")
    assert band["settings"]["method"] == box["settings"]["method"] == "drawn"
    assert band["theta_rule"] == "mask"
    assert band["scores"]["kept"] == pytest.approx(band["scores"]["original"], abs=0.05)
    assert box["area"] == pytest.approx(band["area"] / 2, rel=0.1)
    assert box["settings"]["boxes"][0] == [0.5, 1.0, 800.0, 1200.0]
    assert band["map"] is None


@pytest.mark.parametrize(("samples", "channels"), [(1, 1), (300, 1), (20_001, 16)])
def test_short_sounds_and_many_channels(samples: int, channels: int, tmp_path: Path,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    sound = tones(samples / 48_000, [(0.0, 1.0, 1000.0)], 48_000, channels)
    path = wav(tmp_path / "sound.wav", sound, 48_000)
    assert spoken(capsys, path, "-o", tmp_path / "out", "--label", "low tone", *FAST)[0] == 0
    kept, removed = (soundfile.read(tmp_path / "out" / name, dtype="float32", always_2d=True)[0] for name in FILES[3:])
    np.testing.assert_allclose(kept + removed, sound, atol=1e-6)


def test_silence_says_so_and_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wav(tmp_path / "silence.wav", np.zeros((32_000, 1), np.float32), 16_000)
    code, _, error = spoken(capsys, path, "-o", tmp_path / "out", "--label", "low tone", *FAST)
    assert code == 0
    assert "Nothing in this stretch speaks for “low tone”, so nothing is kept." in error
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    assert facts(tmp_path / "out")["theta_rule"] == "nothing"
    assert not np.load(tmp_path / "out" / "heatmap.npy").any()


def test_a_second_model_is_asked_by_names_or_by_a_map(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                      ) -> None:
    tone_model(paths.models_dir() / "twin")
    tone_model(paths.models_dir() / "other", ("la", "le", "lu"))
    assert spoken(capsys, sound, "-o", tmp_path / "one", "--label", "low tone", "--second", "twin", *FAST)[0] == 0
    one = facts(tmp_path / "one")
    assert one["second_faithfulness"] == one["faithfulness"]
    (tmp_path / "map.json").write_text('{"low tone": ["la", "lu"]}')
    words = ("--second", "other", "--second-map", tmp_path / "map.json", *FAST)
    assert spoken(capsys, sound, "-o", tmp_path / "two", "--label", "low tone", *words)[0] == 0
    assert facts(tmp_path / "two")["second_faithfulness"]["map"]["kept"] == pytest.approx(one["scores"]["kept"])
    code, _, error = spoken(capsys, sound, "-o", tmp_path / "three", "--label", "high tone", *words)
    assert code == 0
    assert "“other” has no class for “high tone”" in error
    assert spoken(capsys, sound, "-o", tmp_path / "four", "--second", "other", *FAST)[0] == 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    (place / "deep").mkdir(parents=True)
    wav(place / "low.wav", tones(1.0, [(0.0, 1.0, 1000.0)], 16_000, 1), 16_000)
    wav(place / "low too.wav", tones(1.0, [(0.2, 0.9, 1000.0)], 48_000, 2), 48_000)
    wav(place / "deep" / "high.wav", tones(1.0, [(0.0, 1.0, 3000.0)], 16_000, 1), 16_000)
    return place


def test_a_folder_gives_folders_a_table_and_saliency_by_class(folder: Path, tmp_path: Path,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, printed, error = spoken(capsys, folder, "-o", out, *FAST)
    assert code == 0
    assert sorted(Path(line).name for line in printed.splitlines()) == ["high", "low", "low too"]
    assert "on the mean: map: AI" in error
    rows = {row["file"]: row for row in csv.DictReader((out / "table.csv").open())}
    assert {Path(name).stem: row["class"] for name, row in rows.items()} == {
        "low": "low tone", "low too": "low tone", "high": "high tone"}
    low = rows[str(folder / "low.wav")]
    found = facts(out / "low")
    assert float(low["faithfulness"]) == found["faithfulness"]["map"]["faithfulness"]
    assert float(low["random_kept"]) == found["faithfulness"]["random"]["kept"]
    means = json.loads((out / "means.json").read_text())
    kept = np.mean([float(row["kept"]) for row in rows.values()])
    assert means["faithfulness"]["map"]["kept"] == pytest.approx(kept, abs=1e-6)
    saliency = list(csv.DictReader((out / "frequency_saliency.csv").open()))
    for name, hz, files in (("low tone", 1000, "2"), ("high tone", 3000, "1")):
        own = [row for row in saliency if row["class"] == name]
        assert sum(float(row["share"]) for row in own) == pytest.approx(1.0, abs=1e-3)
        strongest = max(own, key=lambda row: float(row["share"]))
        assert float(strongest["frequency_hz"]) == pytest.approx(hz, rel=0.06)
        assert strongest["files"] == files
    with Image.open(out / "frequency_saliency.png") as picture:
        assert picture.width > 900


def test_resume_skips_what_was_done_with_the_same_settings(folder: Path, tmp_path: Path,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    spoken(capsys, folder, "-o", out, *FAST)
    written = {path: path.stat().st_mtime_ns for path in out.rglob("kept.wav")}
    (out / "high" / "heatmap.npy").unlink()
    error = spoken(capsys, folder, "-o", out, "--resume", *FAST)[2]
    assert error.count("done before") == 2
    changed = {path.parent.name for path, at in written.items() if path.stat().st_mtime_ns != at}
    assert changed == {"high"}
    assert "done before" not in spoken(capsys, folder, "-o", out, "--resume", "--percentile", "50", *FAST)[2]
    wav(folder / "low.wav", tones(0.5, [(0.0, 1.0, 1000.0)], 16_000, 1), 16_000)
    assert spoken(capsys, folder, "-o", out, "--resume", "--percentile", "50", *FAST)[2].count("done before") == 2


def test_one_bad_file_stops_no_other(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.wav").write_bytes(b"RIFF no sound")
    code, printed, error = spoken(capsys, folder, "-o", tmp_path / "out", *FAST)
    assert code == 2
    assert len(printed.splitlines()) == 3
    assert "1 of 4 files could not be explained." in error
    rows = {Path(row["file"]).stem: row for row in csv.DictReader((tmp_path / "out" / "table.csv").open())}
    assert rows["broken"]["error"]
    assert rows["broken"]["class"] == ""


def test_a_stopped_run_leaves_nothing_half_written(folder: Path, tmp_path: Path, model: registry.Entry) -> None:
    class Stops:
        def step(self, done: float, total: float | None = None, text: str = "") -> None:
            if done > 1.5:
                raise Cancelled

    order = Order((folder,), tmp_path / "out", Wish(method="hirescam", curves=False))
    with pytest.raises(Cancelled):
        carry_out(order, model, Stops(), lambda done: None)
    assert [sorted(path.name for path in place.iterdir()) for place in (tmp_path / "out").iterdir()] == [FILES]


def test_json_lists_files(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = spoken(capsys, sound, "-o", tmp_path / "out", "--json", *FAST)
    assert code == 0
    assert json.loads(printed) == [facts(tmp_path / "out")]


@pytest.mark.parametrize(("words", "sentence"), [
    (["--label", "dog"], "“tone” knows no class “dog”"),
    (["--model", "nobody"], "there is no model “nobody”"),
    (["--start", "5"], "so it has nothing at 5 s"),
    (["--start", "1", "--end", "0.5"], "must come after --start"),
    (["--end", "9"], "--end cannot be 9 s"),
    (["--method", "magic"], "there is no method “magic”; there are: gradcam"),
    (["--set", "depth=3"], "“gradcam” has no setting “depth”; it has: scaling"),
    (["--layer", "deep"], "this model has no layer “deep”; it has: features"),
    (["--percentile", "101"], "the percentile must lie between 0 and 100"),
    (["--delta", "-1"], "delta must lie between 0 and 6"),
    (["--track", "0"], "there is no track 0"),
    (["--track", "2"], "there is no track 2"),
    (["--second", "nobody"], "there is no model “nobody”"),
    (["--second-map", "map.json"], "name that model too"),
    (["--box", "5,6,100,200"], "covers nothing"),
    (["--band", "30000-40000"], "covers nothing"),
    (["--seed", "-1"], "counted from 0"),
])
def test_bad_input_gives_a_sentence(words: list[str], sentence: str, sound: Path, tmp_path: Path,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, error = spoken(capsys, sound, "-o", tmp_path / "out", *words)
    assert (code, printed) == (2, "")
    assert sentence in error
    assert not (tmp_path / "out" / "explanation.json").exists()


@pytest.mark.parametrize("words", [["--box", "1,2,3"], ["--box", "2,1,100,200"], ["--band", "200-100"],
                                   ["--band", "low"], ["--set", "steps"]])
def test_words_that_are_none_are_refused(words: list[str], sound: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["explain", str(sound), "-o", str(tmp_path / "out"), *words])


def test_nothing_of_others_is_replaced(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mine = wav(out / "kept.wav", tones(0.5, [], 16_000, 1), 16_000)
    before = mine.read_bytes()
    code, _, error = spoken(capsys, sound, "-o", out, *FAST)
    assert code == 2
    assert "was not written by such a run" in error
    code, _, error = spoken(capsys, mine, "-o", out, "--overwrite", *FAST)
    assert code == 2
    assert "one of the recordings" in error
    assert mine.read_bytes() == before
    assert spoken(capsys, sound, "-o", out, "--overwrite", *FAST)[0] == 0
    assert spoken(capsys, sound, "-o", out, *FAST)[0] == 0  # now it is a run's own
