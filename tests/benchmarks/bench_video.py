"""How fast films open, play and jump, against PyAV alone in the same run."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import psutil

from core.media.video import open_video

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-bf", "3")
VP9 = ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime", "-g", "50")
PICTURES = {"h264 720p mp4": ("a.mp4", H264), "vp9 720p webm": ("a.webm", VP9)}


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def encode(path: Path, seconds: float, size: str, options: tuple[str, ...]) -> None:
    source = f"testsrc2=s={size}:r=25:d={seconds}"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-f", "lavfi", "-i",
                    f"sine=d={seconds}", "-pix_fmt", "yuv420p", *options, str(path)], check=True)


def repeat(short: Path, path: Path, times: int) -> None:
    """A long film without hours of encoding."""
    again = ["-stream_loop", str(times - 1), "-i", str(short), "-c", "copy"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *again, str(path)], check=True)


def bare_decode(path: Path) -> int:
    count = 0
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            frame.to_ndarray(format="rgb24")
            count += 1
    return count


def our_decode(path: Path, max_height: int | None = None) -> None:
    with open_video(path) as reader:
        for index in range(reader.frames):
            reader.frame(index, max_height)


def bare_seek(path: Path, index: int) -> None:
    """What a person with PyAV would write: open, seek, decode up to the time."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        target = round(index / 25 / stream.time_base)
        container.seek(target, stream=stream)
        for frame in container.decode(stream):
            if frame.pts + 1 >= target:
                frame.to_ndarray(format="rgb24")
                return


def say(name: str, value: float, unit: str, peer: float, limit: float) -> None:
    ratio = value / peer
    verdict = "met" if ratio <= limit else "missed"
    peer_text = f"peer {peer:.4g} {unit} target {limit}"
    print(f"{name}: {value:.4g} {unit} ratio {ratio:.2f} {peer_text} {verdict}", flush=True)


def measure(name: str, path: Path, seconds: float, options: tuple[str, ...], rounds: int) -> None:
    encode(path, seconds, "1280x720", options)
    ours, bare = [], []
    for _ in range(rounds):
        bare.append(timed(lambda: bare_decode(path)))
        ours.append(timed(lambda: our_decode(path)))
    say(f"every frame in RGB, {name}", min(ours), "s", min(bare), 1.15)
    say(f"every frame in 360 rows, {name}", timed(lambda: our_decode(path, 360)), "s", min(bare), 1.15)
    picks = random.Random(1).sample(range(round(seconds * 25)), 20)
    with open_video(path) as reader:
        reader.prepare()
        ours = [timed(lambda index=index: reader.frame(index)) for index in picks]
        reader.frame(picks[0])
        before = range(picks[0], picks[0] - 10, -1)
        back = [timed(lambda index=index: reader.frame(index)) for index in before]
    bare = [timed(lambda index=index: bare_seek(path, index)) for index in picks]
    say(f"jump to a frame (median), {name}", sorted(ours)[10], "s", sorted(bare)[10], 1.1)
    say(f"step back one frame (median), {name}", sorted(back)[5], "s", sorted(bare)[10], 0.5)


def measure_hour(folder: Path, minutes: int) -> None:
    short, path = folder / "minute.mp4", folder / "long.mp4"
    encode(short, 60, "640x360", ("-c:v", "libx264", "-preset", "ultrafast", "-g", "250", "-c:a", "aac"))
    repeat(short, path, minutes)
    reading_s = timed(path.read_bytes)
    with open_video(path) as reader:
        before = psutil.Process().memory_info().rss
        first_s = timed(lambda: reader.picture_near(minutes * 30.0, 360))
        index_s = timed(reader.prepare)
        grown_mb = (psutil.Process().memory_info().rss - before) / 2**20
        print(f"{minutes} min film of {reader.frames} frames, {path.stat().st_size / 2**20:.0f} MiB:")
        say("  index", index_s, "s", minutes / 60 * 5, 1.0)
        say("  first picture in the middle, before the index", first_s, "s", 0.5, 1.0)
        print(f"  reading the file's bytes: {reading_s:.3f} s; memory over the open file: {grown_mb:.1f} MiB")


def measure_playing(folder: Path, size: str, seconds: float) -> None:
    """How far the picture is behind the cursor while it moves as in playing; offscreen, 60 moves a second."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from core.media.probe import probe
    from desktop.pane import PaneState
    from desktop.views.video import VideoView

    path = folder / f"{size}.mp4"
    encode(path, seconds + 1, size, ("-c:v", "libx264", "-preset", "ultrafast", "-g", "250", "-bf", "2"))
    application = QApplication.instance() or QApplication([])
    pane = PaneState(probe(path))
    view = VideoView(pane)
    view.resize(960, 560)
    view.show()
    while view.current_frame() is None or not view.settled():
        application.processEvents()
    lags, stalls, began = [], [], time.perf_counter()

    def move() -> None:
        pane.follow(time.perf_counter() - began)
        lags.append(pane.position_s - view.shown_time_s)

    timer = QTimer()
    timer.timeout.connect(move)
    timer.start(16)
    while time.perf_counter() - began < seconds:
        stalls.append(timed(application.processEvents))
    timer.stop()
    view.close_view()
    say(f"picture behind the cursor while playing {size} (95 %)", sorted(lags)[int(len(lags) * 0.95)], "s", 0.2, 1.0)
    say(f"longest stop of the window while playing {size}", max(stalls), "s", 0.1, 1.0)


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, (file, encoding) in PICTURES.items():
            measure(title, folder / file, 4 if quick else 20, encoding, 2 if quick else 3)
        measure_hour(folder, 6 if quick else 60)
        for size in ("1280x720", "3840x2160"):
            measure_playing(folder, size, 3 if quick else 6)


if __name__ == "__main__":
    main()
