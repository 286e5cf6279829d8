"""`auralens spectrogram` from the command line to the pixels."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from core.cli import main
from core.commands.spectrogram import time_s
from core.features.scale import FrequencyScale
from core.tiles.colour import lut
from core.tiles.figure import hz_text, time_text

RATE_HZ = 16_000


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Three seconds: 1 kHz on the left, 4 kHz on the right, from second 1 to second 2, at -20 dB."""
    path = tmp_path / "tone 톤.wav"
    at_s = np.arange(3 * RATE_HZ) / RATE_HZ
    on = (at_s >= 1) & (at_s < 2)
    samples = np.stack([0.1 * np.sin(2 * np.pi * hz * at_s) * on for hz in (1000, 4000)], axis=1)
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB"))


def brightest_row(path: Path, column: int) -> int:
    return int(pixels(path)[:, column].astype(int).sum(axis=1).argmax())


@pytest.mark.parametrize("scale", ["linear", "mel", "log"])
def test_a_tone_is_where_it_belongs(tone: Path, tmp_path: Path, scale: str,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "picture.png"
    code = main(["spectrogram", str(tone), "-o", str(out), "--scale", scale, "--channel", "1", "--no-axes",
                 "--width", "300", "--height", "400", "--quiet"])
    assert (code, capsys.readouterr().out.strip()) == (0, str(out))
    picture = pixels(out)
    assert picture.shape == (400, 300, 3)
    axis = FrequencyScale(scale)
    low, high = float(axis.forward(20.0 if scale == "log" else 0.0)), float(axis.forward(8000.0))
    expected = 400 * (high - float(axis.forward(1000.0))) / (high - low)
    assert brightest_row(out, 150) == pytest.approx(expected, abs=8)
    black = int(lut("inferno")[0])
    assert (picture[:, 20].reshape(-1, 3) == [black >> 16 & 255, black >> 8 & 255, black & 255]).all()
    loud = np.flatnonzero(picture[brightest_row(out, 150)].astype(int).sum(axis=1) > 300)
    assert (loud[0], loud[-1]) == (pytest.approx(100, abs=4), pytest.approx(199, abs=4))


def test_axes_stand_around_the_plot(tone: Path, tmp_path: Path) -> None:
    with_axes, without = tmp_path / "a.png", tmp_path / "b.png"
    assert main(["spectrogram", str(tone), "-o", str(with_axes), "--quiet"]) == 0
    picture = pixels(with_axes)
    assert picture.shape == (600, 1200, 3)
    paper = (picture == 255).all(axis=2)
    assert paper[-1].all()
    assert paper[:, -1].all()
    assert not paper[20:500, 100:1000].any()
    assert not paper[:, :60].all()  # something is written there
    assert main(["spectrogram", str(tone), "-o", str(without), "--no-axes", "--quiet"]) == 0
    assert pixels(without).shape == (600, 1200, 3)


def test_what_was_done_as_json(tone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "p.png"
    assert main(["spectrogram", str(tone), "-o", str(out), "--start", "0:01", "--end", "1.5", "--n-fft", "512",
                 "--overlap", "0.75", "--json", "--low-hz", "100", "--high-hz", "5000"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["start_s"] == 1.0
    assert done["end_s"] == 1.5
    assert done["hop_samples"] == 128
    assert (done["low_hz"], done["high_hz"]) == (100.0, 5000.0)
    assert done["sample_rate_hz"] == RATE_HZ
    assert done["output"] == str(out)


@pytest.mark.parametrize(("options", "sentence"), [
    (["--start", "2", "--end", "1"], "must come after"),
    (["--start", "1", "--end", "1"], "must come after"),
    (["--start", "3"], "is 3.000 s long"),
    (["--end", "3.1"], "is 3.000 s long"),
    (["--width", "0"], "width must be 1 to"),
    (["--height", "-5"], "height must be 1 to"),
    (["--width", "99999999"], "width must be 1 to"),
    (["--width", "60", "--height", "40"], "no room for the axes"),
    (["--colour-map", "jet"], "choose one of inferno, magma"),
    (["--channel", "3"], "has 2 channels"),
    (["--channel", "0"], "counted from 1"),
    (["--track", "2"], "track"),
    (["--track", "0"], "counted from 1"),
    (["--n-fft", "1001"], "even number"),
    (["--n-fft", "4"], "even number"),
    (["--overlap", "1"], "below 1"),
    (["--floor-db", "-10"], "must be below"),
    (["--low-hz", "5000", "--high-hz", "400"], "--low-hz below --high-hz"),
    (["--high-hz", "9000"], "8000 Hz"),
    (["--high-hz", "nan"], "8000 Hz"),
    (["--scale", "log", "--low-hz", "0"], "between 20"),
])
def test_bad_wishes_get_one_sentence(tone: Path, tmp_path: Path, options: list[str], sentence: str,
                                     capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "p.png"
    assert main(["spectrogram", str(tone), "-o", str(out), *options]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("output", ["p.jpg", "missing/p.png", "."])
def test_bad_places_for_the_picture(tone: Path, tmp_path: Path, output: str,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spectrogram", str(tone), "-o", str(tmp_path / output)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_recording_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.png"
    soundfile.write(path, np.zeros(1000), RATE_HZ, format="WAV")
    before = path.read_bytes()
    assert main(["spectrogram", str(path), "-o", str(path)]) == 2
    assert path.read_bytes() == before
    assert "replace the recording" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"", b"this is text"])
def test_bad_recordings(tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.wav"
    if content is not None:
        path.write_bytes(content)
    assert main(["spectrogram", str(path), "-o", str(tmp_path / "p.png")]) == 2
    said = capsys.readouterr().err
    assert "bad.wav" in said
    assert said.count("\n") == 1


def test_bad_words_are_refused_by_the_parser(tone: Path, tmp_path: Path) -> None:
    for words in (["--start", "soon"], ["--start", "-1"], ["--scale", "bark"], ["--window", "kaiser"]):
        with pytest.raises(SystemExit) as raised:
            main(["spectrogram", str(tone), "-o", str(tmp_path / "p.png"), *words])
        assert raised.value.code == 2


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("1:30", 90), ("0:01:30.5", 90.5), (".5", 0.5),
                                               ("2:00:00", 7200)])
def test_times_are_read(text: str, seconds: float) -> None:
    assert time_s(text) == pytest.approx(seconds)


@pytest.mark.parametrize(("at_s", "step_s", "end_s", "text"), [
    (0.5, 0.5, 10, "0.5"), (3, 1, 10, "3"), (10.005, 0.005, 11, "10.005"), (75, 5, 100, "1:15"),
    (75.5, 0.5, 80, "1:15.5"), (59.96, 0.02, 61, "0:59.96"), (3661, 1, 7200, "1:01:01"), (0, 600, 3600, "0:00:00"),
])
def test_times_are_written(at_s: float, step_s: float, end_s: float, text: str) -> None:
    assert time_text(at_s, step_s, end_s) == text


def test_frequencies_are_written() -> None:
    assert [hz_text(hz) for hz in (0.0, 50.0, 999.0, 1000.0, 2500.0, 20_000.0)] == [
        "0", "50", "999", "1k", "2.5k", "20k"]


def test_the_parser_imports_nothing_heavy() -> None:
    code = ("import sys, core.cli; core.cli.parser(); "
            "print([name for name in ('numpy', 'PIL', 'torch', 'soundfile', 'av', 'scipy') if name in sys.modules])")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
