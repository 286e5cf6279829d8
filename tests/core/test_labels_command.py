"""`auralens labels` as a person types it."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core import labels
from core.cli import main
from core.domain import Event, Verdict

EVENTS = [Event("dog", 0.5, 1.0, 100, 200, 0.9, Verdict.VERIFIED), Event("cat", 1.5, 2.0, score=0.2),
          Event("bell", 2.5, 3.0)]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    labels.write(tmp_path / "rec.csv", EVENTS)
    return tmp_path / "rec.csv"


def test_the_endings_tell_the_formats_and_losses_go_to_standard_error(
        source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "convert", str(source), str(tmp_path / "out.tsv")]) == 0
    assert (tmp_path / "out.tsv").read_text().splitlines()[1] == "rec.wav\t0.500000\t1.000000\tdog"
    out, error = capsys.readouterr()
    assert out == ""
    assert error.splitlines() == [
        "out.tsv: DCASE TSV cannot hold frequency bands; 1 of 3 events lost theirs.",
        "out.tsv: DCASE TSV cannot hold scores; 2 of 3 events lost theirs.",
        "out.tsv: DCASE TSV cannot hold verdicts; 1 of 3 events lost theirs.",
        f"{tmp_path / 'out.tsv'}: 3 events written.",
    ]


@pytest.mark.parametrize("words", [["labels", "--quiet", "convert"], ["labels", "convert", "--quiet"]])
def test_quiet_says_nothing(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main([*words, str(source), str(tmp_path / "out.tsv")]) == 0
    assert capsys.readouterr() == ("", "")


def test_formats_and_recording_may_be_named(source: Path, tmp_path: Path) -> None:
    odd = source.rename(tmp_path / "odd.dat")
    words = ["labels", "convert", str(odd), str(tmp_path / "out.txt"), "--from", "csv", "--to", "rttm"]
    assert main([*words, "--recording", "my.wav"]) == 0
    assert (tmp_path / "out.txt").read_text().startswith("SPEAKER my 1 0.500000 0.500000")


@pytest.mark.parametrize(("words", "kept"), [
    (["--verified-only"], ["dog"]), (["--min-score", "0.2"], ["dog", "cat"]), (["--min-score", "0.21"], ["dog"]),
    (["--verified-only", "--min-score", "0.95"], []), ([], ["dog", "cat", "bell"]),
])
def test_only_the_wanted_events_are_written(source: Path, tmp_path: Path, words: list[str], kept: list[str]) -> None:
    assert main(["labels", "convert", str(source), str(tmp_path / "o.json"), *words]) == 0
    assert [event.label for event in labels.read(tmp_path / "o.json").events] == kept


def test_several_files_go_into_a_folder_and_a_bad_one_does_not_stop_the_rest(
        source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels.write(tmp_path / "b.selections.txt", EVENTS)
    (tmp_path / "bad.csv").write_text("onset,offset\n1,x\n")
    inputs = [str(source), str(tmp_path / "bad.csv"), str(tmp_path / "b.selections.txt")]
    assert main(["labels", "convert", *inputs, str(tmp_path / "out"), "--to", "textgrid"]) == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["b.TextGrid", "rec.TextGrid"]
    error = capsys.readouterr().err
    assert "auralens: bad.csv, line 2: the end time “x” is not a number" in error
    assert "auralens: 1 of 3 files could not be converted." in error


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("auralens: ")
    assert error.count("\n") == 1
    return error


@pytest.mark.parametrize(("words", "word"), [
    (["rec.csv", "rec.csv"], "written over the labels that are read"),
    (["rec.csv", "sub/../rec.csv"], "written over the labels that are read"),
    (["rec.csv", "link.csv"], "written over the labels that are read"),
    (["gone.csv", "o.tsv"], "there is no such label file"),
    (["rec.csv", "o.xyz"], "the ending tells no label format"),
    (["rec.csv", "link.csv", "o.tsv"], "several label files cannot go into one"),
    (["rec.csv", "sub"], "name one with --to"),
    (["rec.csv", "sub/rec.csv", "sub", "--to", "csv"], "written over the labels"),
    (["rec.csv", "link.csv", "sub/rec.csv", "new/", "--to", "rttm"], "another input has the same name"),
    (["rec.csv", "o.json", "--min-score", "nan"], "must be a finite number"),
    (["several.tsv", "o.json"], "holds labels of 2 recordings; choose one by its name (a.wav, b.wav)"),
])
def test_bad_requests_give_one_sentence_and_exit_code_2(
        source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
        words: list[str], word: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "rec.csv").write_bytes(source.read_bytes())
    (tmp_path / "link.csv").symlink_to(source)
    (tmp_path / "several.tsv").write_text("a.wav\t0\t1\tx\nb.wav\t0\t1\ty\n")
    before = source.read_bytes()
    assert main(["labels", "convert", *words]) == 2
    assert word in one_sentence(capsys)
    assert source.read_bytes() == before


def test_one_of_several_recordings(tmp_path: Path) -> None:
    (tmp_path / "several.tsv").write_text("a.wav\t0\t1\tx\nb.wav\t0\t1\ty\n")
    words = ["labels", "convert", str(tmp_path / "several.tsv"), str(tmp_path / "o.csv"), "--recording", "b.wav"]
    assert main(words) == 0
    assert labels.read(tmp_path / "o.csv").events == (Event("y", 0, 1),)


def test_the_list_of_formats_names_all_and_what_they_cannot_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "formats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(labels.FORMATS)
    assert "scores, verdicts, lanes" in next(line for line in lines if line.startswith("audacity"))
    assert main(["labels", "formats", "--json"]) == 0
    facts = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert facts["eaf"]["resolution_s"] == 0.001
    assert facts["csv"]["cannot_hold"] == []


def test_clips_print_their_paths(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "rec.wav", np.zeros(16_000, np.int16), 8000)
    words = ["labels", "clips", str(source), str(tmp_path / "rec.wav"), "-o", str(tmp_path / "out")]
    assert main([*words, "--format", "flac", "--margin", "0.25", "--band"]) == 0
    out, error = capsys.readouterr()
    assert [Path(line).name for line in out.splitlines()] == ["rec_0000.500s_dog.flac", "rec_0001.500s_cat.flac"]
    assert error.startswith("1 of 3 events gave no clip: ")
    assert [soundfile.info(line).frames for line in out.splitlines()] == [8000, 6000]
    assert main([*words, "--track", "0"]) == 2
    assert "tracks are counted from 1" in one_sentence(capsys)
    assert main(["labels", "clips", str(source), str(source), "-o", str(tmp_path / "out")]) == 2
    assert "rec.csv" in one_sentence(capsys)


def test_the_table_of_clips_is_not_written_over_the_labels(
        source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "rec.wav", np.zeros(16_000), 8000)
    mine = source.rename(tmp_path / "rec_clips.csv")
    before = mine.read_bytes()
    assert main(["labels", "clips", str(mine), str(tmp_path / "rec.wav"), "-o", str(tmp_path)]) == 2
    assert "would be written over the labels that are read; name another folder." in capsys.readouterr().err
    assert mine.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"rec.wav", "rec_clips.csv"}
