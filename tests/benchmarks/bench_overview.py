"""How soon an hour of FLAC is seen: the first view, the whole overview, and the second opening.

The floor, soundfile decoding the file in blocks, is measured in the same run. Needs about 600 MB for a while.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from core.tiles.spec import StftSpec
from core.tiles.spectrogram import SpectrogramTiles
from core.tiles.waveform import WaveformTiles
from tests.benchmarks.material import HOUR_S, decode_in_blocks, noisy_flac, report, seconds

WIDTH_PX = 1900
FIRST_VIEW_S = 0.5
AGAIN_S = 0.3
WHOLE_RATIO = 1.3


@dataclass(frozen=True)
class Opening:
    first_s: float
    whole_s: float
    processor_s: float


def opened(path: Path, start_s: float, end_s: float) -> Opening:
    """Open as the window does; wait until the view is covered, and until it and the waveform are exact."""
    changed = threading.Event()
    begin_s, processor_s = time.perf_counter(), time.process_time()
    tiles = SpectrogramTiles(path, 0, StftSpec(), changed.set)
    waveform = WaveformTiles(path, 0, changed.set)
    first_s = None
    while True:
        shown = tiles.visible(start_s, end_s, WIDTH_PX)
        waveform.visible(start_s, end_s, WIDTH_PX)
        covered = sum(tile.end_s - tile.start_s for tile in shown) >= end_s - start_s - 1.0
        if first_s is None and covered:
            first_s = time.perf_counter() - begin_s
        if tiles.settled(start_s, end_s, WIDTH_PX) and waveform.settled(start_s, end_s, WIDTH_PX):
            break
        changed.wait(1.0)
        changed.clear()
    whole_s = time.perf_counter() - begin_s
    processor_s = time.process_time() - processor_s
    tiles.close()
    waveform.close()
    return Opening(first_s or whole_s, whole_s, processor_s)


def measure(folder: Path, length_s: int) -> None:
    path = noisy_flac(folder / "hour.flac", length_s)
    decode_in_blocks(path)  # into the page cache
    floor_cpu_s = time.process_time()
    floor_s = seconds(lambda: decode_in_blocks(path))
    floor_cpu_s = time.process_time() - floor_cpu_s
    os.environ["AURALENS_HOME"] = str(folder / "first")
    near = opened(path, 0.0, min(30.0, length_s))
    report("first view of 30 s", f"{near.first_s:.3f} s", None, "none", f"{FIRST_VIEW_S} s",
           near.first_s <= FIRST_VIEW_S)
    os.environ["AURALENS_HOME"] = str(folder / "second")
    whole = opened(path, 0.0, length_s)
    floor_s = min(floor_s, seconds(lambda: decode_in_blocks(path)))
    ratio = whole.whole_s / floor_s
    report("first view of the whole file", f"{whole.first_s:.3f} s", None, "none", f"{FIRST_VIEW_S} s",
           whole.first_s <= FIRST_VIEW_S)
    report("whole overview, exact", f"{whole.whole_s:.2f} s", ratio, f"soundfile {floor_s:.2f} s",
           f"{WHOLE_RATIO} ×", ratio <= WHOLE_RATIO)
    print(f"  processor time {whole.processor_s:.2f} s, of soundfile {floor_cpu_s:.2f} s, "
          f"load of the machine {os.getloadavg()[0]:.1f}")
    again = opened(path, 0.0, length_s)
    report("overview at the second opening", f"{again.whole_s:.3f} s", None, "none", f"{AGAIN_S} s",
           again.whole_s <= AGAIN_S)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="five minutes instead of an hour")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), 300 if arguments.quick else HOUR_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
