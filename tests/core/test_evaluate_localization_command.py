"""Measuring locators from the command line, in a world of colours and tones where the right answers are known."""

import csv
import json
from pathlib import Path

import pytest

from core.cli import main
from core.media.still_picture import write_png
from core.progress import Silent
from tests.core.locate.colour_world import (
    BLUE,
    GREY,
    HIGH_HZ,
    LOW_HZ,
    RED,
    install,
    picture_of,
    tone,
    write_sound,
)

Colour = tuple[int, int, int]
KINDS: tuple[tuple[str, Colour, str, float], ...] = (("dog", RED, "dog", LOW_HZ), ("rooster", BLUE, "rooster", HIGH_HZ))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Dogs are red and low, roosters blue and high; the object is in the left half."""
    data = tmp_path / "data"
    (data / "pictures").mkdir(parents=True)
    pictures, boxes, sounds = ["path,label,width,height"], ["path,label,x0,y0,x1,y1"], ["path,label,fold"]
    for label, colour, sound, hz in KINDS:
        for number in range(40):
            name = f"pictures/{label}{number}.png"
            write_png(data / name, picture_of(colour, GREY))
            pictures.append(f"{name},{label},128,96")
            boxes.append(f"{name},{label},16,32,48,64")
        for fold in (1, 4):
            write_sound(data / f"{label}{fold}.wav", tone(hz, 2.0))
            sounds.append(f"{label}{fold}.wav,{sound},{fold}")
    for name, lines in (("pictures", pictures), ("boxes", boxes), ("sounds", sounds)):
        (data / f"{name}.csv").write_text("\n".join(lines))
    return data


def test_right_and_swapped_are_told_apart(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install("right")
    install("wrong", swapped=True)
    (folder / "pictures" / "dog0.png").unlink()
    out = tmp_path / "out"
    assert main(["evaluate", "localization", "--models", "right,wrong", "--data", str(folder), "-o", str(out),
                 "--mosaics", "20", "--draws", "50"]) == 0
    assert "Pairs: paired by class, not recorded together." in capsys.readouterr().out
    metrics = json.loads((out / "metrics.json").read_text())
    right, _ = metrics["models"]
    assert [right["figures"][name]["value"] for name in ("mosaic", "peak_inside")] == [1.0, 1.0]
    assert right["figures"]["adaptive_success"]["value"] == 1.0
    assert set(right["negatives"]["controls"]) == {"silence", "noise", "foreign"}
    assert right["negatives"]["missed_by_abstaining"] <= 0.05
    assert metrics["data"]["mosaics"] == 20
    assert [one["item"] for one in metrics["data"]["skipped"]] == ["pictures/dog0.png"]
    rows = list(csv.DictReader((out / "items.csv").open()))
    assert len(rows) == 2 * (20 + metrics["data"]["singles"])
    page = (out / "report.html").read_text()
    assert "paired by class, not recorded together" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    (difference,) = metrics["differences"]
    assert (difference["model"], difference["minus"]) == ("wrong", "right")


def test_what_makes_no_sense_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install("right")
    start = ["evaluate", "localization", "--models", "right", "--data", str(folder), "-o", str(tmp_path / "o")]
    for words, told in ((["--alpha", "2"], "--alpha must lie between 0 and 1"),
                        (["--controls", "thunder"], "--controls knows no “thunder”"),
                        (["--layout", "vgg_sound"], "cannot be read"), (["--split", "test"], "nothing can be measured"),
                        (["--models", "listener"], "finds no places")):
        assert main([*start, *words]) == 2
        assert told in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_a_table_of_pictures_with_pairs_that_do_not_sound(tmp_path: Path) -> None:
    install("right", abstain_below=0.5)
    write_png(tmp_path / "both.png", picture_of(RED, BLUE))
    write_sound(tmp_path / "low.wav", tone(LOW_HZ, 1.0))
    table = tmp_path / "pairs.csv"
    table.write_text("id,picture,sound,label,x0,y0,x1,y1,split\na,both.png,low.wav,red,16,32,48,64,test\n"
                     "b,gone.png,low.wav,red,0,0,9,9,test\n")
    out = tmp_path / "out"
    for mode in ("relative", "absolute"):
        assert main(["evaluate", "localization", "--models", "right", "--data", str(table), "-o", str(out),
                     "--controls", "silence", "--threshold-mode", mode, "--draws", "10", "--quiet"]) == 0
        metrics = json.loads((out / "metrics.json").read_text())
        assert metrics["models"][0]["figures"]["peak_inside"]["value"] == 1.0
        assert metrics["models"][0]["negatives"]["calibrated_here"] is False
        assert metrics["data"]["pairing"] == "recorded together"
        assert metrics["data"]["skipped"][0]["item"] == "b"


def test_it_stops_at_once(folder: Path, tmp_path: Path) -> None:
    from core.errors import Cancelled
    from core.measure.localization_run import LocalizationRequest, measure_localization
    from core.models.registry import entry
    from core.train.data.audio_visual import read_audio_visual

    class Stops(Silent):
        def step(self, done: float, total: float | None = None, text: str = "") -> None:
            raise Cancelled

    install("right")
    with pytest.raises(Cancelled):
        measure_localization(LocalizationRequest(folder, tmp_path / "o", (entry("right"),)),
                             read_audio_visual(folder), Stops())
    assert not (tmp_path / "o").exists()
