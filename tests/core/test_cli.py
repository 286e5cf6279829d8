"""The command in a process of its own, with outputs that take nothing and a person who stops it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from core import cli

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, signals and /dev/full of POSIX")
COMMAND = (sys.executable, "-m", "desktop.launch")


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    path = tmp_path / "tone.wav"
    sf.write(path, np.zeros(8000), 8000)
    return path


def told(*words: str, out: int, env: dict[str, str] | None = None) -> tuple[int, str]:
    ended = subprocess.run([*COMMAND, *words], stdout=out, stderr=subprocess.PIPE, text=True, check=False,
                           env=os.environ | (env or {}))
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("words", [["--help"], ["labels", "formats"], ["info", "--json", "{}"]])
def test_a_reader_that_has_gone_is_no_error(tone: Path, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert told(*(word.format(tone) for word in words), out=writer) == (0, "")
    finally:
        os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_output_without_room_gives_a_sentence(tone: Path) -> None:
    with open("/dev/full", "w") as full:
        code, errors = told("info", str(tone), out=full.fileno())
    assert code == cli.BAD_INPUT
    assert errors == "auralens: the result cannot be written (No space left on device); send it elsewhere.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_names_that_are_no_utf8_are_told(tone: Path, encoding: str) -> None:
    name = tone.with_name(os.fsdecode(b"rain \xb0\xff.wav"))
    tone.rename(name)
    ended = subprocess.run([*COMMAND, "info", str(name)], capture_output=True, check=False,
                           env=os.environ | {"PYTHONIOENCODING": encoding})
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert (os.fsencode(name) if encoding == "utf-8" else b"rain \\udcb0\\udcff.wav") in ended.stdout


STOPPED = """
import signal, sys
from desktop import launch
import core.sample
def sample_paths(folder, progress):
    signal.raise_signal(signal.SIGINT)
core.sample.sample_paths = sample_paths
sys.exit(launch.main(["sample", "-o", sys.argv[1]]))
"""


def test_a_person_who_stops_it_reads_a_sentence(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", STOPPED, str(tmp_path / "out")], capture_output=True, text=True,
                           check=False)
    assert (ended.returncode, ended.stdout) == (cli.INTERRUPTED, "")
    assert ended.stderr == "auralens: stopped; nothing was left half-written\n"


def test_a_stop_between_clips_leaves_only_whole_ones(tmp_path: Path) -> None:
    sf.write(tmp_path / "rain.wav", np.zeros(80_000), 8000)
    rows = [{"onset_s": 0.001 * n, "offset_s": 5 + 0.001 * n, "label": "rain"} for n in range(2000)]
    lines = ["onset_s,offset_s,label", *(f"{row['onset_s']},{row['offset_s']},{row['label']}" for row in rows)]
    (tmp_path / "rain.csv").write_text("\n".join(lines))
    folder = tmp_path / "clips"
    running = subprocess.Popen([*COMMAND, "labels", "clips", str(tmp_path / "rain.csv"), str(tmp_path / "rain.wav"),
                                "-o", str(folder)], stderr=subprocess.PIPE, text=True)
    while running.poll() is None and not any(folder.glob("[!.]*.wav")):
        pass
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate()
    assert (running.returncode, errors) == (cli.INTERRUPTED, "auralens: stopped; nothing was left half-written\n")
    assert list(folder.glob(".*")) == []
    assert {sf.info(path).frames for path in folder.iterdir()} == {40_000}
