"""The real program on a real (virtual) screen, led by mouse and keys from outside, as a person does it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests import hearing

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is missing"),
]
LIMIT_S = 30.0


def until(reached: Callable[[], object], what: str) -> object:
    """Ask again and again, a little apart, until there is an answer."""
    end_s = time.monotonic() + LIMIT_S
    while time.monotonic() < end_s:
        answer = reached()
        if answer:
            return answer
        select_pause()
    raise AssertionError(f"{what}: not within {LIMIT_S:g} s")


def select_pause() -> None:
    """Give the program, which is another process, time to act."""
    import select

    select.select([], [], [], 0.1)


class Desk:
    """A screen, a program on it, and a hand."""

    def __init__(self, display: str, home: Path) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "AURALENS_HOME": str(home),
                            "LC_ALL": "C.UTF-8"}
        self.home = home
        self.program: subprocess.Popen[bytes] | None = None

    def start(self, *words: str, title: str = "Auralens") -> None:
        self.program = subprocess.Popen([sys.executable, "-m", "desktop.launch", *words], env=self.environment)
        until(lambda: self.windows(title), f"the window with {title}")
        self.focus(title)

    def focus(self, title: str) -> None:
        self.xdotool("windowfocus", "--sync", self.windows(title)[0])

    def windows(self, title: str) -> list[str]:
        found = self.xdotool("search", "--onlyvisible", "--name", title)
        return found.split()

    def keys(self, *names: str) -> None:
        self.xdotool("key", "--delay", "60", *names)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "20", text)

    def drag(self, *points: tuple[int, int]) -> None:
        (x, y), *rest = points
        self.xdotool("mousemove", str(x), str(y), "mousedown", "1")
        for x, y in rest:
            self.xdotool("mousemove", str(x), str(y), "sleep", "0.05")
        self.xdotool("mouseup", "1")

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True)
        return done.stdout

    def autosaves(self) -> list[str]:
        found = []
        for path in (self.home / "state" / "autosave").glob("[!.]*.autosave"):
            with suppress(FileNotFoundError):  # the program may take it away meanwhile
                found.append(path.read_text(encoding="utf-8"))
        return found

    def kill(self) -> None:
        if self.program is not None and self.program.poll() is None:
            self.program.send_signal(signal.SIGKILL)
            self.program.wait(10)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    reads, writes = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
                              pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    with os.fdopen(reads) as answer:
        number = answer.readline().strip()
    made = Desk(f":{number}", tmp_path / "home")
    yield made
    made.kill()
    screen.terminate()
    screen.wait(10)


def events_of(project: Path) -> list[dict[str, object]]:
    return list(json.loads(project.read_text(encoding="utf-8"))["recordings"][0]["labels"]["events"].values())


def test_label_save_kill_and_recover(desk: Desk, tmp_path: Path) -> None:
    sound = tmp_path / "울음 소리.wav"
    sf.write(sound, np.random.default_rng(1).normal(0, 0.1, 10 * 8000), 8000)
    desk.start(str(sound), title="울음 소리")
    until(lambda: list((desk.home / "cache").rglob("*")), "the first tiles")

    desk.drag((300, 250), (380, 300), (450, 350))  # across the spectrogram: time and band
    desk.keys("ctrl+b")
    desk.type("my dog")
    desk.keys("Return")
    until(lambda: any("my dog" in text for text in desk.autosaves()), "the autosave")

    project = tmp_path / "work.auralens"
    desk.keys("ctrl+s")
    until(lambda: desk.windows("Save project"), "the dialog")
    desk.keys("ctrl+a")
    desk.type(str(project))
    desk.keys("Return")
    until(project.exists, "the project file")
    (event,) = events_of(project)
    assert event["label"] == "my dog"
    assert 0 < event["onset_s"] < event["offset_s"] < 10  # type: ignore[operator]
    assert 0 < event["low_hz"] < event["high_hz"] <= 4000  # type: ignore[operator]
    until(lambda: not desk.autosaves(), "the autosave to go once all is saved")

    desk.focus("울음 소리")  # there is no window manager to give the focus back
    desk.keys("ctrl+d")  # a second label, which no file holds
    until(lambda: any(text.count('"label": "my dog"') == 2 for text in desk.autosaves()), "the autosave")
    desk.kill()

    desk.start(title="Unsaved labels")
    desk.keys("Return")  # Restore
    until(lambda: desk.windows("울음 소리"), "the recording to come back")
    desk.focus("울음 소리")
    desk.keys("ctrl+s")
    until(lambda: len(events_of(project)) == 2, "both labels in the project")


def tones(path: Path, *hz: float) -> Path:
    times_s = np.arange(20 * 48_000) / 48_000
    sf.write(path, sum(0.2 * np.sin(2 * np.pi * one * times_s) for one in hz), 48_000)
    return path


def loudness_db(heard: np.ndarray, hz: float) -> float:
    """The level of a tone in the last half second of what was heard; a full-scale sine is 0 dB."""
    part = heard[-24_000:, 0] * np.hanning(24_000)
    times_s = np.arange(24_000) / 48_000
    return 20 * float(np.log10(abs(np.sum(part * np.exp(-2j * np.pi * hz * times_s))) * 4 / 24_000 + 1e-9))


@pytest.mark.sound
@pytest.mark.skipif(hearing.missing() is not None, reason=str(hearing.missing()))
def test_what_the_window_plays_is_heard(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Space plays all; a box around the high tone and 2 leave that tone only, 3 the other one, 1 both again."""
    sound = tones(tmp_path / "two.wav", 300.0, 6000.0)
    (tmp_path / "pulse").mkdir()
    with hearing.SoundServer(tmp_path / "pulse") as server:
        for name in ("HOME", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "PULSE_SERVER"):
            monkeypatch.setenv(name, server.environment[name])
            desk.environment[name] = server.environment[name]
        desk.start(str(sound), title="two.wav")
        desk.drag((300, 170), (320, 200), (600, 250))  # the upper third of the spectrogram: above 3 kHz on the mel axis
        expected = {"space": (True, True), "2": (False, True), "3": (True, False), "1": (True, True)}
        for key, (low, high) in expected.items():
            desk.keys(key)
            heard = listened(1.5)
            assert (loudness_db(heard, 300.0) > -20, loudness_db(heard, 6000.0) > -20) == (low, high), key


def listened(for_s: float) -> np.ndarray:
    import select

    ear = hearing.Ear()
    select.select([], [], [], for_s)
    return ear.stop()[0]
