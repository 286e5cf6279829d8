"""The child process that trains: started, listened to, asked to stop, and left alone if the person wants it to go on.

It writes into a file and not into a pipe, so that it lives on when the window is closed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.paths import log_dir

LOOK_EVERY_MS = 250
GRACE_MS = 15_000
TOLD_BYTES = 20_000  # of the end of a log
ERROR_MARK = "auralens: "
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be trained on what, and where it goes."""

    task: str
    run: Path
    data: Path | None = None
    config: Path | None = None
    device: str = "auto"
    resume: bool = False

    def words(self) -> list[str]:
        """A run that goes on has its settings in its folder."""
        words = ["train", self.task, "-o", str(self.run), "--device", self.device]
        if self.resume:
            return [*words, "--resume"]
        words += [] if self.data is None else ["--data", str(self.data)]
        return words if self.config is None else [*words, "--config", str(self.config)]


def program() -> list[str]:
    """How this program runs itself: packaged it is its own command line."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop.launch"]


def log_of(run: Path) -> Path:
    """Where the child of this run folder writes what it has to say; the folder itself is the child's alone."""
    folder = log_dir() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{run.name[:60]}-{zlib.crc32(os.fsencode(run.absolute())):08x}.txt"


def told(log: Path) -> str:
    """The end of what a child has said; of a bar that was drawn again and again, the last state."""
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - TOLD_BYTES, 0))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(line.rsplit("\r", 1)[-1] for line in text.replace("\r\n", "\n").split("\n")).strip()


def sentence_of(text: str) -> str:
    """The error that a child ended with: what it printed as such, or its last line."""
    lines = [line for line in text.splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(ERROR_MARK)]
    return marked[-1].removeprefix(ERROR_MARK) if marked else lines[-1] if lines else ""


class TrainingProcess(QObject):
    """One child. `ended` says its exit code; that it was asked to stop is remembered."""

    ended = Signal(int)

    def __init__(self, command: Sequence[str], log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log = log
        self.stopping = False
        self._child: subprocess.Popen[bytes] | None = None
        self._command = list(command)
        self._clock = QTimer(self, interval=LOOK_EVERY_MS)
        self._clock.timeout.connect(self._look)
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._grace.timeout.connect(self.kill)

    @property
    def is_running(self) -> bool:
        return self._child is not None

    def start(self) -> None:
        """Raises `OSError` where there is no such program."""
        root = str(Path(__file__).resolve().parent.parent.parent)
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        if not getattr(sys, "frozen", False):
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment,
                start_new_session=True, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
        self._clock.start()

    def stop(self) -> None:
        """Ask it to end; after a while of grace it is ended. What it has saved by then can be resumed either way."""
        if self._child is None or self.stopping:
            return
        self.stopping = True
        if os.name == "posix":
            self._child.send_signal(signal.SIGINT)
        else:
            self._child.terminate()
        self._grace.start()

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()

    def wait(self, seconds: float) -> None:
        """For the end of the program, when a stop was asked for: no child may be left behind then."""
        if self._child is None:
            return
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            self._child.wait()
        self._look()

    def let_go(self) -> None:
        """Leave it to itself: it goes on when this program is gone."""
        self._clock.stop()
        self._grace.stop()
        self._child = None

    def _look(self) -> None:
        code = None if self._child is None else self._child.poll()
        if code is None:
            return
        self._child = None
        self._clock.stop()
        self._grace.stop()
        self.ended.emit(code)
