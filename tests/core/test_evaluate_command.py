"""`auralens evaluate events` as a person types it."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from core import paths
from core.cli import main
from core.models import registry
from tests.core.detect.doubles import bursts, install, loud_level, wav

HEADER = "filename\tonset\toffset\tevent_label\n"


@pytest.fixture(autouse=True)
def model(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> registry.Entry:
    install(monkeypatch)
    monkeypatch.setattr(registry, "DEFAULT_DETECTOR", "level")
    loud_level(paths.models_dir() / "deaf", "deaf", decoding={"threshold": 1.0})
    return loud_level(paths.models_dir() / "level")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two recordings of loud bursts with right labels, one of silence, one that is broken, one that is not there."""
    folder = tmp_path / "data"
    (folder / "sounds").mkdir(parents=True)
    wav(folder / "sounds" / "one.wav", bursts(5.0, [(1.0, 2.0), (3.5, 4.0)]))
    wav(folder / "sounds" / "two.wav", bursts(3.0, [(1.0, 2.0)]))
    wav(folder / "sounds" / "still.wav", bursts(3.0, []))
    (folder / "sounds" / "broken.wav").write_bytes(b"RIFF")
    (folder / "events.tsv").write_text(
        HEADER + "one.wav\t1.0\t2.0\tloud\none.wav\t3.5\t4.0\tloud\ntwo.wav\t1.0\t2.0\tloud\nstill.wav\t\t\t\n"
        "broken.wav\t0\t1\tloud\ngone.wav\t0\t1\tloud\n")
    return folder


def spoken(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["evaluate", "events", *map(str, words)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_all_is_found_and_what_is_broken_is_told(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                 ) -> None:
    out = tmp_path / "out"
    code, printed, told = spoken(capsys, "--data", data, "-o", out, "--json")
    assert code == 0
    metrics = json.loads(printed)
    assert metrics == json.loads((out / "metrics.json").read_text())
    assert (metrics["data"]["files"], metrics["data"]["events"], metrics["data"]["classes"]) == (3, 3, ["loud"])
    assert sorted(one["file"] for one in metrics["data"]["skipped"]) == ["gone.wav", "sounds/broken.wav"]
    assert "2 files were left out" in told
    (found,) = metrics["models"]
    assert {name: found["figures"][name]["value"] for name in ("event_f1_micro", "segment_error_rate", "psds1",
                                                               "clip_map", "intersection_f1_macro")} == {
        "event_f1_micro": 1.0, "segment_error_rate": 0.0, "psds1": 1.0, "clip_map": 1.0, "intersection_f1_macro": 1.0}
    assert found["counts"]["events"] == {"found": 3, "false": 0, "missed": 0}
    assert found["figures"]["psds2"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    with (out / "classes.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert (row["model"], row["class"], float(row["references"]), float(row["event_f1"])) == ("level", "loud", 3, 1)


def test_a_second_run_listens_to_nothing(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert "3 of 4" in spoken(capsys, "--data", data, "-o", out)[2]
    monkeypatch.setattr("core.detect.infer.Engine.scores", lambda *_: pytest.fail("listened again"))
    (data / "sounds" / "broken.wav").unlink()
    code, printed, told = spoken(capsys, "--data", data, "-o", out, "--min-length", "0.7", "--json")
    assert code == 0
    assert "0 of 3" in told
    assert json.loads(printed)["models"][0]["counts"]["events"] == {"found": 2, "false": 0, "missed": 1}


def test_models_side_by_side(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, printed, _ = spoken(capsys, "--data", data, "-o", out, "--model", "level,deaf")
    assert code == 0
    lines = {line[:16].strip(): line for line in printed.splitlines()}
    assert lines["Event F1, micro"].split("micro")[1].split() == ["1.000", "(1.000–1.000)", "0.000", "(0.000–0.000)"]
    (compared,) = json.loads((out / "metrics.json").read_text())["differences"]
    assert (compared["model"], compared["minus"]) == ("deaf", "level")
    assert compared["figures"]["event_f1_micro"] == {"value": -1.0, "low": -1.0, "high": -1.0}
    assert compared["figures"]["psds1"]["value"] == 0  # it depends on no threshold
    page = (out / "report.html").read_text()
    assert "deaf − level" in page
    assert whole(page)


def test_the_report_says_the_decoding_in_words(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what is in force: a threshold knows nothing of change points, nor they of a median."""
    loud_level(paths.models_dir() / "own", "own", decoding={"medians_s": {"loud": 0.5, "soft": 0.25}})
    loud_level(paths.models_dir() / "boxes", "boxes", decoding={"method": "csebb", "medians_s": {"loud": 0.5},
                                                                "classes": ["loud"]})
    assert spoken(capsys, "--data", data, "-o", tmp_path / "out", "--model", "own,boxes", "--draws", 2)[0] == 0
    page = (tmp_path / "out" / "report.html").read_text()
    assert "medians_s (loud 0.5, soft 0.25)" in page
    own, boxes = page.split("<dt>own</dt>")[1].split("<dt>boxes</dt>")
    assert ("merge_abs" in own, "merge_abs" in boxes.split("</dl>")[0]) == (False, True)
    assert "classes loud<" in boxes
    assert "medians_s" not in boxes


def test_a_label_map_gives_the_classes_other_names(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                   ) -> None:
    table = data / "events.tsv"
    table.write_text(table.read_text().replace("\tloud", "\t<bang>"))
    code, printed, told = spoken(capsys, "--data", data, "-o", tmp_path / "out")
    assert (code, printed) == (2, "")
    assert "--label-map" in told
    (tmp_path / "map.json").write_text(json.dumps({"<bang>": ["loud", "sharp"]}))
    code, printed, _ = spoken(capsys, "--data", data, "-o", tmp_path / "out", "--label-map", tmp_path / "map.json",
                              "--json")
    assert json.loads(printed)["models"][0]["figures"]["event_f1_micro"]["value"] == 1
    assert "<bang>" not in (tmp_path / "out" / "report.html").read_text()


def test_desed_folders_are_read(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("train/synthetic", "validation"):
        (data / "metadata" / part).mkdir(parents=True)
    (data / "metadata" / "validation" / "validation.tsv").write_text(HEADER + "one.wav\t1.0\t2.0\tloud\n")
    (data / "metadata" / "train" / "synthetic" / "soundscapes.tsv").write_text(HEADER + "two.wav\t1.0\t2.0\tloud\n")
    code, printed, _ = spoken(capsys, "--data", data, "-o", tmp_path / "out", "--json")
    assert code == 0
    metrics = json.loads(printed)
    assert (metrics["data"]["layout"], metrics["data"]["files"]) == ("desed", 1)
    assert metrics["models"][0]["counts"]["events"] == {"found": 1, "false": 1, "missed": 0}


@pytest.mark.parametrize(("words", "said"), [
    (["--threshold", "2"], "--threshold"), (["--threshold", "laud=0.2"], "laud"),
    (["--draws", "0"], "--draws"), (["--model", "nobody"], "nobody"),
    (["--median", "-1"], "--median"), (["--label-map", "nowhere.json"], "nowhere.json"), (["--model", ","], "--model"),
])
def test_bad_words_are_one_sentence(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str],
                                    said: str) -> None:
    code, printed, told = spoken(capsys, "--data", data, "-o", tmp_path / "out", *words)
    assert (code, printed, told.count("\n")) == (2, "", 1)
    assert said in told
    assert not (tmp_path / "out").exists()


def test_data_without_anything_to_measure_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert spoken(capsys, "--data", tmp_path / "empty", "-o", tmp_path / "out")[0] == 2
    (tmp_path / "empty" / "events.tsv").write_text(HEADER + "gone.wav\t0\t1\tloud\n")
    code, _, told = spoken(capsys, "--data", tmp_path / "empty", "-o", tmp_path / "out")
    assert code == 2
    assert "the file is missing" in told


def whole(page: str) -> bool:
    """Every element that is opened is closed, in order; nothing is fetched."""
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "br"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Reader().feed(page)
    return not open_tags and "http" not in page and "src=" not in page
