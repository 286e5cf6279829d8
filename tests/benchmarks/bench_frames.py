"""How long a frame takes while one zooms and pans over an hour of sound and something else keeps a core busy:
another process, a job in a thread, a model that listens."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import soundfile

from desktop.pane import PaneState

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RATE_HZ = 48000
TARGET_MS = {95: 16.0, 100: 100.0}
WIDTH_PX, HEIGHT_PX = 1280, 720


def make_flac(path: Path, minutes: int) -> None:
    """Stereo noise with a chirp each minute: not silence, so that the decoder has its work."""
    rng = np.random.default_rng(7)
    time_s = np.arange(60 * RATE_HZ) / RATE_HZ
    chirp = 0.3 * np.sin(2 * np.pi * (200 * time_s + 90 * time_s**2))
    minute = np.stack([chirp, chirp[::-1]], 1) + 0.02 * rng.standard_normal((len(chirp), 2))
    minute = minute.astype(np.float32)
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, "PCM_16", format="FLAC", compression_level=0) as file:
        for _ in range(minutes):
            file.write(minute)


@contextmanager
def busy_process() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", "while True: sum(range(10000))"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def busy_thread() -> Iterator[None]:
    """What a job of this program does in a thread of its own: transforms in PyTorch, on one core."""
    import torch

    stop = threading.Event()
    sound, window = torch.randn(2, 10 * RATE_HZ), torch.hann_window(1024)

    def work() -> None:
        torch.set_num_threads(1)
        while not stop.is_set():
            torch.stft(sound, 1024, 320, window=window, return_complex=True).abs().log()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def detection(path: Path) -> Iterator[None]:
    """The default detector listens to the file, again and again, as a job of the window does."""
    from core.background import step_back
    from core.detect.infer import open_engine
    from core.errors import Cancelled
    from core.models import registry
    from core.progress import Silent
    from desktop.detecting import running_here

    stop, listens = threading.Event(), threading.Event()

    class Watch(Silent):
        def step(self, done: float, total: float | None = None, text: str = "") -> None:
            listens.set()
            if stop.is_set():
                raise Cancelled

    def work() -> None:
        step_back()
        engine = open_engine(registry.entry(registry.DEFAULT_DETECTOR), running_here())
        with suppress(Cancelled):
            while not stop.is_set():
                engine.scores(path, progress=Watch())

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    listens.wait(60)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def drive(pane: PaneState, frame: Callable[[], None], steps: int) -> list[float]:
    """Pan and zoom by methods of the pane as keys and wheel do; milliseconds of each frame, at 60 a second."""
    taken = []
    for number in range(steps):
        begin = time.perf_counter()
        move(pane, number * 6 // steps)
        frame()
        taken.append((time.perf_counter() - begin) * 1e3)
        time.sleep(max(0.0, 1 / 60 - (time.perf_counter() - begin)))
    return taken


def move(pane: PaneState, phase: int) -> None:
    """In from the whole file, along, farther in, back, out, and along again by leaps."""
    start, end = pane.view
    length = end - start
    if phase in (0, 2):
        pane.zoom(0.92, start + 0.4 * length)
    elif phase == 4:
        pane.zoom(1 / 0.95, start + 0.4 * length)
    else:
        pane.pan({1: 0.02, 3: -0.1, 5: 0.3}[phase] * length)
        if pane.view == (start, end):  # at the end of the file: go on from the beginning
            pane.show(0.0, length)


def measure(path: Path, steps: int, load: Callable[[], object], finish_pass: bool) -> list[float]:
    from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

    from core.media.probe import probe
    from desktop import theme
    from desktop.app import SWITCH_INTERVAL_S
    from desktop.views.lanes import LabelLanes
    from desktop.views.overview import OverviewStrip
    from desktop.views.spectrogram import SpectrogramView
    from desktop.views.waveform import WaveformView

    application = QApplication.instance() or QApplication([])
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # as the window does
    theme.apply(application, dark=True)
    pane = PaneState(probe(path))
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    views = [make(pane) for make in (OverviewStrip, SpectrogramView, WaveformView, LabelLanes)]
    for view, share in zip(views, (54, 400, 140, 120), strict=True):
        column.addWidget(view, share)
    window.resize(WIDTH_PX, HEIGHT_PX)
    window.show()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (
        views[1].settled() and (views[0].settled() or not finish_pass)
    ):
        application.processEvents()
        time.sleep(0.01)
    with load():
        taken = drive(pane, application.processEvents, steps)
    for view in views:
        view.close_view()
    window.close()
    return taken


def report(name: str, taken: list[float]) -> None:
    for percent, target in TARGET_MS.items():
        value = float(np.percentile(taken, percent))
        said = "met" if value < target else "missed"
        print(
            f"{name} {percent} %: {value:.1f} ms ratio {value / target:.2f} peer - target < {target:g} ms {said}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten minutes of sound, fewer steps")
    options = parser.parse_args()
    steps = 120 if options.quick else 300
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AURALENS_HOME"] = str(Path(folder) / "home")
        path = Path(folder) / "hour.flac"
        make_flac(path, 10 if options.quick else 60)
        report("frame, file still being read, busy process", measure(path, steps, busy_process, False))
        report("frame, file read, busy process", measure(path, steps, busy_process, True))
        report("frame, file read, busy thread", measure(path, steps, busy_thread, True))
        report("frame, file read, detection runs", measure(path, steps, lambda: detection(path), True))


if __name__ == "__main__":
    main()
