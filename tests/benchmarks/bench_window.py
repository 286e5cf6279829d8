"""The whole window on an hour and a day of sound: how soon it is painted, how much more memory than empty it takes.

    .venv/bin/python -m tests.benchmarks.bench_window [--quick]

Each opening runs in a process of its own. The floor, soundfile decoding the hour in blocks, is of the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.material import HOUR_S, decode_in_blocks, noisy_flac, report, seconds, silent_wav

FIRST_VIEW_S = 0.5
AGAIN_S = 0.3
WHOLE_RATIO = 1.3
MEMORY_MIB = 350.0
LIMIT_S = 900.0


def child(path: Path) -> None:
    """Open the file in a real window and print what was measured as JSON."""
    import psutil
    from PySide6.QtWidgets import QApplication

    from desktop import app
    from desktop.appearance import dress
    from desktop.main_window import MainWindow
    from desktop.settings import Settings

    application = app.make_application(["bench"])
    assert isinstance(QApplication.instance(), QApplication)
    chosen = Settings(theme="dark", language="en")
    dress(application, chosen)
    window = MainWindow(chosen)
    window.show()
    app.warm_up()
    _live(application, 0.5)
    process = psutil.Process()
    empty, peak = process.memory_info().rss, 0
    began_s = time.perf_counter()
    window.documents.open([str(path)])
    found: dict[str, float] = {}
    while "whole" not in found and time.perf_counter() - began_s < LIMIT_S:
        application.processEvents()
        peak = max(peak, process.memory_info().rss)
        view = window.active_view()
        if view is None:
            continue
        now_s = time.perf_counter() - began_s
        if view.views["overview"].settled():
            found.setdefault("strip", now_s)
        if "first" not in found and view.views["spectrogram"].settled():
            found["first"] = now_s
            view.pane.fit()
            continue
        if "first" in found and all(part.settled() for part in view.views.values()):
            found["whole"] = now_s
        time.sleep(0.002)
    print(json.dumps({**found, "memory": (peak - empty) / 2**20}))
    sys.stdout.flush()
    window.shut()
    os._exit(0)


def _live(application: object, for_s: float) -> None:
    end_s = time.perf_counter() + for_s
    while time.perf_counter() < end_s:
        application.processEvents()  # type: ignore[attr-defined]


def opened(path: Path, home: Path) -> dict[str, float]:
    environment = {**os.environ, "AURALENS_HOME": str(home),
                   "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_window", "--child", str(path)],
                          env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--child", type=Path)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child)
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), HOUR_S // 12 if arguments.quick else HOUR_S, quick=arguments.quick)


def measure(folder: Path, length_s: int, quick: bool) -> None:
    hour = noisy_flac(folder / "hour.flac", length_s)
    floor_s = seconds(lambda: decode_in_blocks(hour), rounds=2)
    first, again = opened(hour, folder / "home"), opened(hour, folder / "home")
    report("first view", f"{first['first']:.2f} s", None, "none", f"{FIRST_VIEW_S} s", first["first"] <= FIRST_VIEW_S)
    ratio = first["whole"] / floor_s
    report("whole overview", f"{first['whole']:.2f} s", ratio, f"soundfile blocks {floor_s:.2f} s", f"{WHOLE_RATIO}",
           ratio <= WHOLE_RATIO)
    report("second opening", f"{again['strip']:.2f} s", None, "none", f"{AGAIN_S} s", again["strip"] <= AGAIN_S)
    report("memory, an hour", f"{first['memory']:.0f} MiB", None, "empty window", f"{MEMORY_MIB:g} MiB",
           first["memory"] <= MEMORY_MIB)
    day = opened(silent_wav(folder / "day.wav", length_s if quick else 24 * HOUR_S), folder / "home")
    report("memory, a day", f"{day['memory']:.0f} MiB", None, "empty window", f"{MEMORY_MIB:g} MiB",
           day["memory"] <= MEMORY_MIB)
    report("whole overview, a day", f"{day.get('whole', float('nan')):.1f} s", None, "none", "none", True)


if __name__ == "__main__":
    main()
