"""Plays one piece in a process of its own inside a private sound server, and writes down what was heard and what
the player said about it: `python performance.py PIECE FOLDER`."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.listen.masked_audio import MaskedAudio
from core.listen.split import Splitter
from core.media.array_audio import ArrayReader
from desktop.player.player import Player
from desktop.player.state import PlayerState
from tests.desktop.player import pieces
from tests.hearing import Ear, add_sink, hurry, remove_sink

_PATIENCE_S = 20.0
Notes = dict[str, Any]


def wait_until(condition: Callable[[], bool], patience_s: float = _PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience_s} s in vain")
        time.sleep(0.002)


class Stage:
    """A player, an ear, and a diary of (time, position) pairs."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.diary: list[tuple[float, float]] = []
        self.notes: Notes = {}

    def load(self, duration_s: float, **sounds: NDArray[np.float32]) -> None:
        self.player.load({name: partial(ArrayReader, s, pieces.RATE_HZ) for name, s in sounds.items()}, duration_s)

    @property
    def state(self) -> PlayerState:
        return self.player.state

    def watch(self, until: Callable[[PlayerState], bool]) -> None:
        """Write down what the player says until something is so."""

        def step() -> bool:
            before, state, after = time.monotonic(), self.player.state, time.monotonic()
            self.diary.append(((before + after) / 2, state.position_s))
            return until(state)

        wait_until(step)

    def watch_to(self, position_s: float) -> None:
        self.watch(lambda state: state.position_s >= position_s)

    def watch_to_end(self) -> None:
        self.watch(lambda state: not state.playing)

    def call(self, name: str, action: Callable[[], object]) -> None:
        """Do something, and write down when, and how long the call took."""
        began = time.monotonic()
        action()
        self.notes[name] = began
        self.notes.setdefault("calls_s", []).append(time.monotonic() - began)


def whole(stage: Stage) -> None:
    stage.load(1.0, noise=pieces.noise(1.0))
    stage.call("play", stage.player.play)
    stage.watch_to_end()


def selection(stage: Stage) -> None:
    stage.load(1.0, noise=pieces.noise(1.0))
    stage.player.play(0.25, 0.5)
    stage.watch_to_end()


def looped(stage: Stage) -> None:
    stage.load(1.0, noise=pieces.noise(1.0))
    stage.player.play(0.0, 0.1, loop=True)
    wait_until(lambda: stage.state.position_s > 0)
    time.sleep(0.6)
    stage.player.pause()
    stage.watch_to_end()


def band(stage: Stage) -> None:
    stage.load(2.0, noise=pieces.noise(2.0))
    stage.player.play()
    stage.watch_to(0.3)
    stage.call("band", lambda: stage.player.set_band(pieces.BAND))
    stage.watch_to_end()


def switched(stage: Stage) -> None:
    stage.load(2.0, **pieces.parts(2.0))
    stage.player.play()
    for at_s, name in pieces.SWITCHES:
        stage.watch_to(at_s)
        stage.call(name, partial(stage.player.use, name))
    stage.watch_to_end()


def slid(stage: Stage) -> None:
    """What the panel “Listen” does while a slider is pulled and 1, 2, 3 are pressed."""
    whole = pieces.parts(3.0)["original"]
    splitter = Splitter(whole, pieces.RATE_HZ)
    opener = partial(ArrayReader, whole, pieces.RATE_HZ)

    def offer(share: float) -> None:
        kept = splitter.kept(np.full(splitter.geometry.shape, share, np.float32))
        for name in ("kept", "removed"):
            stage.player.replace(name, partial(MaskedAudio, opener, kept, 0, name == "removed"))

    stage.player.load({"original": opener}, 3.0)
    offer(0.5)
    stage.player.play()
    for at_s, share, name in pieces.SLID:
        stage.watch_to(at_s)
        offer(share)
        stage.call(name, partial(stage.player.use, name))
    stage.watch_to_end()


def replaced(stage: Stage) -> None:
    sounds = pieces.parts(1.0)
    stage.load(1.0, kept=sounds["original"])
    stage.player.play()
    stage.watch_to(0.4)
    fresh = ArrayReader(sounds["kept"], pieces.RATE_HZ)
    stage.call("kept", lambda: stage.player.replace("kept", lambda: fresh))
    stage.watch_to_end()


def sought(stage: Stage) -> None:
    stage.load(2.0, noise=pieces.noise(2.0))
    stage.player.play()
    stage.watch_to(0.4)
    stage.call("seek", partial(stage.player.seek, 1.5))
    stage.notes["position_after_seek"] = stage.state.position_s
    stage.watch_to_end()


def paused(stage: Stage) -> None:
    stage.load(1.0, noise=pieces.noise(1.0))
    stage.player.play()
    stage.watch_to(0.4)
    stage.call("pause", stage.player.pause)
    stage.notes["playing_after_pause"] = stage.state.playing
    time.sleep(0.3)
    stage.notes["rests_at"] = [stage.state.position_s, stage.state.position_s]
    stage.player.play()
    stage.watch_to_end()


def louder(stage: Stage) -> None:
    stage.load(1.0, noise=pieces.noise(1.0))
    stage.player.play()
    stage.watch_to(0.4)
    stage.player.set_volume(0.25)
    stage.watch_to_end()


def paced(stage: Stage) -> None:
    speed = float(sys.argv[3])
    stage.load(1.2 * speed, noise=pieces.noise(1.2 * speed))
    stage.player.set_speed(speed)
    stage.player.play()
    stage.watch_to_end()


def resampled(stage: Stage) -> None:
    stage.player.set_device(None, pieces.RATE_HZ)
    tone = pieces.tone(1.5, 44_100)
    stage.player.load({"tone": lambda: ArrayReader(tone, 44_100)}, 1.5)
    stage.player.play()
    stage.watch(lambda state: state.rate_hz > 0 and state.position_s > 0.1)
    stage.notes["device_rate_hz"] = stage.state.rate_hz
    stage.watch_to_end()


def busy(stage: Stage) -> None:
    burner = multiprocessing.get_context("spawn").Process(target=_burn, daemon=True)
    burner.start()
    stage.load(2.0, noise=pieces.noise(2.0))
    stage.player.play()
    stage.watch_to_end()
    burner.kill()
    burner.join()


def _burn() -> None:
    """Compute all the time, at the priority of other programs."""
    os.setpriority(os.PRIO_PROCESS, 0, 0)
    while True:
        sum(range(100_000))


def unplugged(stage: Stage) -> None:
    stage.load(60.0, noise=np.tile(pieces.noise(6.0), (10, 1)))
    stage.player.play()
    stage.watch_to(0.5)
    stage.call("gone", remove_sink)
    stage.watch(lambda state: state.problem is not None)
    lost_s = stage.state.position_s
    stage.notes["told"] = time.monotonic()
    stage.notes["problem"] = stage.state.problem
    stage.watch_to(lost_s + 1.0)
    stage.call("back", add_sink)
    stage.watch(lambda state: state.problem is None)
    stage.notes["problem_after"] = stage.state.problem
    ear = Ear()
    stage.watch_to(stage.state.position_s + 0.8)
    stage.notes["playing_after"] = stage.state.playing
    stage.player.pause()
    heard, _ = ear.stop()
    np.save(Path(sys.argv[2]) / "after.npy", heard)


def deaf(stage: Stage) -> None:
    """No device at all: the clock goes on."""
    stage.load(1.0, noise=pieces.noise(1.0))
    stage.player.play()
    stage.watch(lambda state: state.problem is not None)
    stage.notes["problem"] = stage.state.problem
    stage.watch_to(0.3)
    stage.player.set_speed(2.0)
    stage.player.seek(0.5)
    stage.watch_to_end()
    stage.notes["end_s"] = stage.state.position_s
    stage.notes["devices"] = [device.name for device in stage.player.devices()]


def unreadable(stage: Stage) -> None:
    def refuse() -> ArrayReader:
        raise MediaError("The file 'gone.wav' does not exist any more; choose another one.")

    good = pieces.noise(1.0)
    stage.player.load({"bad": refuse, "good": lambda: ArrayReader(good, pieces.RATE_HZ)}, 1.0)
    stage.player.play()
    stage.watch(lambda state: state.problem is not None)
    stage.notes["problem"] = stage.state.problem
    stage.watch_to(0.3)
    stage.player.use("good")
    stage.watch(lambda state: state.problem is None)
    stage.watch_to_end()


def listed(stage: Stage) -> None:
    stage.call("devices", lambda: bool(stage.player.devices()))
    wait_until(lambda: bool(stage.player.devices()))
    stage.notes["devices"] = [[d.name, d.channels, d.is_default] for d in stage.player.devices()]
    stage.load(0.3, noise=pieces.noise(0.3))
    stage.player.set_device("no such thing")
    stage.player.play()
    stage.watch(lambda state: state.problem is not None)
    stage.notes["problem"] = stage.state.problem
    stage.player.set_device("pulse")
    stage.watch(lambda state: state.device_name == "pulse")
    stage.watch_to_end()


@contextmanager
def listening(folder: Path, wanted: bool) -> Iterator[Notes]:
    notes: Notes = {}
    ear = Ear() if wanted else None
    yield notes
    if ear:
        heard, notes["started_s"] = ear.stop()
        np.save(folder / "heard.npy", heard)


def main() -> None:
    piece, folder = sys.argv[1], Path(sys.argv[2])
    hurry(os.getpid())
    player = Player()
    stage = Stage(player)
    with listening(folder, wanted=piece not in ("deaf", "listed", "unplugged")) as notes:
        globals()[piece](stage)
        notes["end"] = [player.state.position_s, player.state.underruns]
    player.close()
    (folder / "notes.json").write_text(json.dumps(notes | stage.notes | {"diary": stage.diary}))


if __name__ == "__main__":
    main()
