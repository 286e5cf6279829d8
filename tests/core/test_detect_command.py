"""`auralens detect` as a person types it."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core import labels, paths
from core.cli import main
from core.detect.recordings import named
from core.detect.scores_file import read_tsv
from core.models import registry
from tests.core.detect.doubles import CLASSES, RATE_HZ, bursts, install, loud_level, wav


@pytest.fixture(autouse=True)
def model(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> registry.Entry:
    install(monkeypatch)
    monkeypatch.setattr(registry, "DEFAULT_DETECTOR", "level")
    return loud_level(paths.models_dir() / "level", decoding={"min_length_s": 0.2})


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    wav(folder / "one.wav", bursts(5.0, [(1.0, 2.0), (3.5, 4.0)]))
    wav(folder / "two.wav", bursts(3.0, [(0.5, 0.6), (1.0, 2.0)]))
    return folder


def spoken(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["detect", *map(str, words)])
    out, error = capsys.readouterr()
    return code, out, error


def times(path: Path) -> list[tuple[str, float, float]]:
    return [(e.label, round(e.onset_s, 3), round(e.offset_s, 3)) for e in labels.read(path).events]


def test_labels_go_into_the_folder(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, printed, error = spoken(capsys, sounds / "one.wav", sounds / "two.wav", "-o", out)
    assert code == 0
    assert printed.splitlines() == [str(out / "one.tsv"), str(out / "two.tsv")]
    assert f"{sounds / 'one.wav'}: 2 events" in error
    assert times(out / "one.tsv") == [("loud", 1.0, 2.0), ("loud", 3.5, 4.0)]
    assert times(out / "two.tsv") == [("loud", 1.0, 2.0)]  # the card's shortest length is in force
    assert (out / "one.tsv").read_text().splitlines()[1].startswith("one.wav\t")
    assert sorted(path.name for path in out.iterdir()) == ["detect.json", "one.tsv", "two.tsv"]


def test_json_lists_files_with_events(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = spoken(capsys, sounds / "one.wav", "-o", tmp_path, "--json", "--scores")
    assert code == 0
    (one,) = json.loads(printed)
    assert (one["file"], one["labels"]) == (str(sounds / "one.wav"), str(tmp_path / "one.tsv"))
    assert one["duration_s"] == 5.0
    assert [(e["label"], e["onset_s"], e["offset_s"]) for e in one["events"]] == [("loud", 1.0, 2.0),
                                                                                 ("loud", 3.5, 4.0)]
    assert 0.9 < one["events"][0]["score"] <= 1.0
    assert set(one["tags"]) == set(CLASSES)
    assert one["tags"]["loud"] > 0.9
    assert one["scores"] == str(tmp_path / "one.scores.tsv")


@pytest.mark.parametrize("format", ["tsv", "audacity", "raven", "json", "csv", "textgrid", "eaf", "rttm", "vtt", "srt"])
def test_every_format_can_be_read_again(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
                                        ) -> None:
    code, printed, _ = spoken(capsys, sounds / "one.wav", "-o", tmp_path / "out", "--format", format)
    assert code == 0
    assert times(Path(printed.strip())) == [("loud", 1.0, 2.0), ("loud", 3.5, 4.0)]
    known = labels.FORMATS["dcase" if format == "tsv" else format]
    assert Path(printed.strip()).name == f"one{known.endings[0]}"


def test_scores_are_written_as_they_are_decoded_or_raw(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                       ) -> None:
    for words in (["--scores", "--median", "0.5"], ["--raw-scores", "--median", "0.5"]):
        assert spoken(capsys, sounds / "two.wav", "-o", tmp_path / words[0], *words)[0] == 0
    filtered, raw = (read_tsv(tmp_path / name / "two.scores.tsv") for name in ("--scores", "--raw-scores"))
    assert filtered.classes == raw.classes == CLASSES
    assert raw.grid.count == 30
    assert raw.values[5, 0] > 0.5  # the burst of one frame is there, and gone after the median
    assert filtered.values[5, 0] < 0.5
    np.testing.assert_allclose(filtered.values[12:18], np.median(np.lib.stride_tricks.sliding_window_view(
        raw.values, 5, axis=0), axis=2)[10:16], atol=1e-7)


def test_settings_change_what_is_found(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def with_words(*words: object) -> list[tuple[str, float, float]]:
        assert spoken(capsys, sounds / "one.wav", "-o", tmp_path / "out", *words)[0] == 0
        return times(tmp_path / "out" / "one.tsv")

    both = [("loud", 1.0, 2.0), ("loud", 3.5, 4.0)]
    assert with_words("--threshold", 1) == []
    assert with_words("--min-length", 0.8) == both[:1]
    assert with_words("--min-gap", 1.6) == [("loud", 1.0, 4.0)]
    assert with_words("--classes", "soft", "sharp", "--threshold", 0.9) == []
    assert with_words("--threshold", "loud=1", "--classes", "loud") == []
    assert with_words("--threshold", 1, "--threshold", "loud=0.5", "--classes", "loud") == both
    assert with_words("--classes", "loud", "sharp") == both
    assert with_words("--start", "0:02.5", "--end", 4.5) == both[1:]
    assert with_words("--method", "csebb", "--threshold", 0.6, "--classes", "loud") == both
    assert with_words("--weak-threshold", 1) == []
    assert with_words("--hysteresis", 0, "--threshold", 0.5) == [("loud", 0.0, 5.0)]
    assert with_words("--batch-size", 1, "--threads", 1, "--device", "cpu", "--model", "level") == both


def test_folders_are_walked(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sounds / "deep" / "er").mkdir(parents=True)
    (sounds / ".hidden").mkdir()
    wav(sounds / "deep" / "er" / "three.wav", bursts(1.0, []))
    wav(sounds / ".hidden" / "four.wav", bursts(1.0, []))
    (sounds / "notes.txt").write_text("words")
    code, printed, _ = spoken(capsys, sounds, sounds / "one.wav", "-o", tmp_path / "out")
    assert code == 0
    assert [Path(line).name for line in printed.splitlines()] == ["one.tsv", "two.tsv", "three.tsv"]
    (tmp_path / "empty").mkdir()
    code, _, error = spoken(capsys, tmp_path / "empty", "-o", tmp_path / "out")
    assert code == 2
    assert "no sound or video file lies in what was given" in error


def test_equal_names_are_told_apart(tmp_path: Path) -> None:
    files = [Path(name) for name in ("a/x.wav", "b/X.wav", "x.flac", "y.wav", "detect.wav", "y.scores.wav")]
    made = named(files, ".tsv", ".scores.tsv", ["detect.json"])
    assert [one.labels for one in made] == ["x_wav.tsv", "X_wav-2.tsv", "x_flac.tsv", "y.tsv", "detect.tsv",
                                            "y.scores_wav.tsv"]
    assert named([Path("detect.wav")], ".json", None, ["detect.json"])[0].labels == "detect_wav.json"
    outputs = [name.casefold() for one in made for name in (one.labels, one.scores or "")]
    assert len(set(outputs)) == 12


def test_bad_files_are_told_and_do_not_stop_the_others(sounds: Path, tmp_path: Path,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    (sounds / "words.wav").write_text("only words in here\n" * 20)
    files = [sounds / "gone.wav", sounds / "words.wav", sounds / "one.wav"]
    code, printed, error = spoken(capsys, *files, "-o", tmp_path / "out", "--json")
    assert code == 2
    assert error.count("auralens: ") == 3
    assert "2 of 3 files could not be listened to." in error
    facts = json.loads(printed)
    assert ["error" in one for one in facts] == [True, True, False]
    assert "There is no file" in facts[0]["error"]
    record = json.loads((tmp_path / "out" / "detect.json").read_text())
    assert [line["state"] for line in record["files"]] == ["failed", "failed", "done"]
    assert spoken(capsys, sounds / "gone.wav", "-o", tmp_path / "out")[2].count("\n") == 1


def test_the_record_tells_how_it_was_done(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                          model: registry.Entry) -> None:
    assert spoken(capsys, sounds / "one.wav", "-o", tmp_path, "--threshold", 0.4)[0] == 0
    record = json.loads((tmp_path / "detect.json").read_text())
    assert record["model"]["id"] == "level"
    assert record["model"]["sha256"] == registry.sha256(model.weights)
    assert record["settings"]["decoding"]["threshold"] == 0.4
    assert record["settings"]["decoding"]["min_length_s"] == 0.2
    assert {"auralens", "python", "torch"} <= set(record["made_by"])
    (line,) = record["files"]
    assert line["sha256"] == registry.sha256(sounds / "one.wav")
    assert (line["state"], line["events"], line["duration_s"]) == ("done", 2, 5.0)


def test_resume_skips_what_was_done_with_the_same_settings(sounds: Path, tmp_path: Path,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    def kept(*words: object) -> list[bool]:
        code, printed, _ = spoken(capsys, sounds, "-o", tmp_path / "out", "--resume", "--json", *words)
        assert code == 0
        return [one["done_before"] for one in json.loads(printed)]

    assert kept() == [False, False]
    assert kept() == [True, True]
    wav(sounds / "two.wav", bursts(2.0, [(1.0, 1.5)]))
    assert kept() == [True, False]
    assert times(tmp_path / "out" / "two.tsv") == [("loud", 1.0, 1.5)]
    (tmp_path / "out" / "one.tsv").unlink()
    assert kept() == [False, True]
    assert kept("--threshold", 0.4) == [False, False]
    assert kept("--threshold", 0.4, "--scores") == [False, False]
    code, printed, _ = spoken(capsys, sounds, "-o", tmp_path / "out", "--resume", "--threshold", 0.4, "--scores")
    assert code == 0
    assert [Path(line).name for line in printed.splitlines()] == ["one.tsv", "two.tsv"]


def test_what_a_person_wrote_is_not_replaced(sounds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sounds / "two.tsv").write_text("onset\toffset\tevent_label\n0\t1\tmine\n")
    code, _, error = spoken(capsys, sounds, "-o", sounds)
    assert code == 2
    assert "was not written by such a run" in error
    assert times(sounds / "two.tsv") == [("mine", 0.0, 1.0)]
    assert not (sounds / "one.tsv").exists()
    assert spoken(capsys, sounds, "-o", sounds, "--overwrite")[0] == 0
    assert times(sounds / "two.tsv") == [("loud", 1.0, 2.0)]
    assert spoken(capsys, sounds, "-o", sounds)[0] == 0  # its own it may


def test_odd_recordings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = {"one_sample": np.ones(1), "silent": np.zeros(RATE_HZ), "empty": np.zeros(0),
            "clipped": np.ones(4 * RATE_HZ)}
    for name, samples in many.items():
        soundfile.write(tmp_path / f"{name}.wav", samples, RATE_HZ)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(192_000) / 192_000)
    soundfile.write(tmp_path / "fast.wav", np.stack([tone] * 6, axis=1), 192_000)
    code, printed, _ = spoken(capsys, tmp_path, "-o", tmp_path / "out", "--json", "--scores", "--classes", "loud")
    facts = {Path(one["file"]).stem: one for one in json.loads(printed)}
    assert code == (2 if "error" in facts["empty"] else 0)
    found = {name: [(e["onset_s"], e["offset_s"]) for e in one.get("events", [])] for name, one in facts.items()}
    assert found == {"clipped": [(0.0, 4.0)], "empty": [], "fast": [(0.0, 1.0)], "one_sample": [], "silent": []}


@pytest.mark.parametrize(("words", "sentence"), [
    (["--threshold", "1.5"], "--threshold must lie between 0 and 1"),
    (["--threshold", "nan"], "--threshold must lie between 0 and 1"),
    (["--threshold", "loud=2"], "--threshold of “loud” must lie between 0 and 1"),
    (["--threshold", "laud=0.5"], "the class “laud”, which “level” does not know"),
    (["--hysteresis", "2"], "--hysteresis must lie between 0 and 1"),
    (["--weak-threshold", "-1"], "--weak-threshold must lie between 0 and 1"),
    (["--min-length", "-1"], "--min-length is a length in seconds"),
    (["--batch-size", "0"], "--batch-size is counted from 1"),
    (["--track", "0"], "--track is counted from 1"),
    (["--track", "2"], "has one sound track"),
    (["--start", "4", "--end", "2"], "must come after --start"),
    (["--start", "90"], "holds nothing from 90 s"),
    (["--classes", "dog"], "does not know “dog”"),
    (["--model", "nobody"], "there is no model “nobody”"),
])
def test_bad_requests_give_one_sentence_and_exit_code_2(
        sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    code, _, error = spoken(capsys, sounds / "one.wav", "-o", tmp_path / "out", *words)
    assert code == 2
    assert sentence in error
    assert error.count("\n") == 1


def test_a_folder_that_cannot_be_written_to_is_told(sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                    ) -> None:
    (tmp_path / "file").write_text("x")
    code, _, error = spoken(capsys, sounds / "one.wav", "-o", tmp_path / "file")
    assert code == 2
    assert "cannot be written to" in error
    assert error.count("\n") == 1
