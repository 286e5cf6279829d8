"""How long until the window is on the screen, against an empty PySide6 + pyqtgraph window, each in a fresh process.

    .venv/bin/python tests/benchmarks/bench_start.py [--quick]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

TARGET = 1.3

EMPTY = """
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(pg.PlotWidget())
window.resize(1280, 720)
window.show()
application.processEvents()
window.grab()
"""

OURS = """
from desktop import app, settings
from desktop.appearance import dress
application = app.make_application(["auralens"])
chosen = settings.load()
dress(application, chosen)
from desktop.main_window import MainWindow
window = MainWindow(chosen)
window.show()
application.processEvents()
window.grab()
"""


def seconds(script: str, home: str) -> float:
    began = time.perf_counter()
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
                   "AURALENS_HOME": home}
    script += "\nimport os; os._exit(0)\n"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    runs = 3 if parser.parse_args().quick else 9
    with tempfile.TemporaryDirectory() as home:
        seconds(EMPTY, home), seconds(OURS, home)  # the disk's cache is warm for both
        pairs = [(seconds(EMPTY, home), seconds(OURS, home)) for _ in range(runs)]
    empty_s, ours_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = ours_s / empty_s
    print(f"window on the screen: {ours_s:.2f} s, {ratio:.2f} × an empty PySide6 + pyqtgraph window ({empty_s:.2f} s), "
          f"target {TARGET} ×, {'met' if ratio <= TARGET else 'missed'}")


if __name__ == "__main__":
    main()
