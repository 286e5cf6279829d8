"""A private PulseAudio server with a null sink, so that tests can hear what the program really plays."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
CHANNELS = 2
SINK = "auralens_test"
_SERVER = "--daemonize=no --exit-idle-time=-1 --use-pid-file=no --realtime=no --high-priority=no"
_SINK_MODULE = f"module-null-sink sink_name={SINK} rate={RATE_HZ} channels={CHANNELS} format=float32le"
_SHAPE = f"--format=float32le --rate={RATE_HZ} --channels={CHANNELS} --raw --latency-msec=5"
_LISTEN = ["parec", "-d", f"{SINK}.monitor", *_SHAPE.split()]


def missing() -> str | None:
    """Why nothing can be heard on this machine, or None."""
    tools = [tool for tool in ("pulseaudio", "parec", "pactl") if not shutil.which(tool)]
    return f"{', '.join(tools)} not installed" if tools else None


def hurry(pid: int) -> None:
    """Let a process go before others, where that is allowed: real sound cards do not wait for a busy machine."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, -15)


class SoundServer:
    """PulseAudio in a home of its own. What plays must be started with `environment`."""

    def __init__(self, home: Path) -> None:
        socket = home / "native"
        paths = {"HOME": home, "PULSE_RUNTIME_PATH": home, "PULSE_STATE_PATH": home}
        self.environment = os.environ | {name: str(path) for name, path in paths.items()}
        self.environment["PULSE_SERVER"] = f"unix:{socket}"
        self._socket = socket
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SoundServer:
        modules = f"module-native-protocol-unix socket={self._socket} auth-anonymous=1", _SINK_MODULE
        loads = [word for module in modules for word in ("-L", module)]
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", *_SERVER.split(), *loads], env=self.environment, stderr=subprocess.DEVNULL
        )
        hurry(self._process.pid)
        deadline = time.monotonic() + 10
        while subprocess.run(["pactl", "info"], env=self.environment, capture_output=True).returncode:
            if time.monotonic() > deadline:
                raise RuntimeError("PulseAudio did not start within 10 s")
        # An idle null sink sleeps for two seconds at a time; a listener keeps it awake for all that follow.
        self._keeper = subprocess.Popen(_LISTEN, env=self.environment, stdout=subprocess.DEVNULL)
        hurry(self._keeper.pid)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process
        for process in (self._keeper, self._process):
            process.terminate()
            process.wait(10)


def remove_sink() -> None:
    """Take the sound device away, as if it were unplugged."""
    subprocess.run(["pactl", "unload-module", "module-null-sink"], check=True, capture_output=True)


def add_sink() -> None:
    subprocess.run(["pactl", "load-module", *_SINK_MODULE.split()], check=True, capture_output=True)


class Ear:
    """Records the sink's monitor, and knows when each frame sounded.

    PulseAudio hands the monitor over every few milliseconds; nothing can arrive before it sounds, so the
    earliest arrival seen anywhere fixes the clock of the whole recording.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(_LISTEN, stdout=subprocess.PIPE, bufsize=0)
        self._blocks: list[bytes] = []
        self._started_s = float("inf")  # the time of frame 0, by time.monotonic
        self._heard = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        if not self._heard.wait(10):
            raise RuntimeError("nothing comes from the sink's monitor")

    def _listen(self) -> None:
        assert self._process.stdout
        size = 0
        while block := self._process.stdout.read(65536):
            now = time.monotonic()
            self._blocks.append(block)
            size += len(block)
            self._started_s = min(self._started_s, now - size / (4 * CHANNELS * RATE_HZ))
            self._heard.set()

    def stop(self) -> tuple[NDArray[np.float32], float]:
        """What was heard, (frames, channels), and the time of its first frame."""
        time.sleep(0.15)  # what has just sounded is still on its way
        self._process.terminate()
        self._process.wait(10)
        self._thread.join(10)
        data = b"".join(self._blocks)
        whole = len(data) // (4 * CHANNELS) * (4 * CHANNELS)
        return np.frombuffer(data[:whole], np.float32).reshape(-1, CHANNELS), self._started_s
