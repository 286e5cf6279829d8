"""`auralens info` as a person and as a program call it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.cli import main
from core.commands.info import clock_text

KEYS = {"path", "container", "duration_s", "sample_rate_hz", "channels", "codec", "tracks", "video", "notes"}


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    path = tmp_path / "소리 tone.wav"
    soundfile.write(path, np.zeros((12_000, 2)), 8000, "PCM_24")
    return path


def test_one_file_is_one_object(tone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(tone), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS
    assert (found["duration_s"], found["sample_rate_hz"], found["channels"]) == (1.5, 8000, 2)
    assert (found["codec"], found["container"], found["video"], found["notes"]) == ("pcm_s24le", "wav", None, [])
    assert found["tracks"] == [{"index": 0, "codec": "pcm_s24le", "sample_rate_hz": 8000, "channels": 2,
                                "frames": 12_000, "duration_s": 1.5, "bits": 24, "title": ""}]


def test_several_files_are_a_list(tone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(tone), str(tone), "--json"]) == 0
    assert [entry["path"] for entry in json.loads(capsys.readouterr().out)] == [str(tone)] * 2


def test_text_is_aligned(tone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(tone)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"File       {tone}", "Container  wav", "Length     0:01.500",
        "Sound      pcm_s24le, 8000 Hz, stereo, 24 bit, 12000 samples"]


def test_a_cut_file_is_described_with_a_note(tone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tone.write_bytes(tone.read_bytes()[: 44 + 12_000 * 3])
    assert main(["info", str(tone), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == ["The file ends early: 0.8 s of 1.5 s can be read."]


def test_bad_input_is_one_sentence_and_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.wav").write_text("milk, eggs")
    assert main(["info", str(tmp_path / "notes.wav")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "holds text" in printed.err


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")
def test_video_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=2:s=96x64:r=25", "-c:v", "mpeg4",
                    str(path)], check=True)
    assert main(["info", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["sample_rate_hz"], found["channels"], found["codec"], found["tracks"]) == (None, None, None, [])
    assert {key: found["video"][key] for key in ("width", "height", "fps", "frames", "codec")} == {
        "width": 96, "height": 64, "fps": 25.0, "frames": 50, "codec": "mpeg4"}
    assert main(["info", str(path)]) == 0
    assert "Video      mpeg4, 96 × 64, 25 fps, 50 frames" in capsys.readouterr().out


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00.000"), (59.9996, "1:00.000"), (3723.45, "1:02:03.450")])
def test_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_good_files_are_told_beside_a_bad_one(tone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(tone), str(tmp_path / "gone.wav"), "--json"]) == 2
    printed = capsys.readouterr()
    assert [entry["path"] for entry in json.loads(printed.out)] == [str(tone)]
    assert "There is no file" in printed.err
