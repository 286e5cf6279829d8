"""How much memory the tiles of a long file take at most: an hour of FLAC and a day of silence, each on its own.

Measured in a fresh process each, over what the process holds with everything imported and nothing opened.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil

from core.tiles.spec import StftSpec
from core.tiles.spectrogram import SpectrogramTiles
from core.tiles.waveform import WaveformTiles
from tests.benchmarks.material import HOUR_S, noisy_flac, report, silent_wav

MOST_MB = 350
POLLED_S = 0.02


def watched(path: Path, length_s: float, spec: StftSpec) -> None:
    """Look at the whole file until it is exact, then zoom in step by step; print the peak in MB."""
    process = psutil.Process()
    changed = threading.Event()
    import core.media.audio  # noqa: F401 - what the empty window has imported, too

    before = process.memory_info().rss
    peak = before
    tiles = SpectrogramTiles(path, 0, spec, changed.set)
    waveform = WaveformTiles(path, 0, changed.set)
    views = [(0.0, length_s)]
    while views[-1][1] - views[-1][0] > 5.0:
        start_s, end_s = views[-1]
        quarter_s = (end_s - start_s) / 4
        views.append((start_s + quarter_s, end_s - quarter_s))
    for start_s, end_s in views:
        while True:
            peak = max(peak, process.memory_info().rss)
            tiles.visible(start_s, end_s, 3840)
            waveform.visible(start_s, end_s, 3840)
            if tiles.settled(start_s, end_s, 3840) and waveform.settled(start_s, end_s, 3840):
                break
            changed.wait(POLLED_S)
            changed.clear()
    tiles.close()
    waveform.close()
    print((peak - before) / 1e6)


def measured(path: Path, length_s: float, n_fft: int, home: Path) -> float:
    words = [sys.executable, "-m", "tests.benchmarks.bench_memory", "--watch", str(path), str(length_s), str(n_fft)]
    done = subprocess.run(words, env={**os.environ, "AURALENS_HOME": str(home)}, capture_output=True, text=True,
                          check=True)
    return float(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten minutes and two hours instead of one and 24")
    parser.add_argument("--watch", nargs=3, metavar=("FILE", "SECONDS", "N_FFT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.watch:
        path, length_s, n_fft = arguments.watch
        watched(Path(path), float(length_s), StftSpec(int(n_fft)))
        return 0
    lengths_s = (600, 2 * HOUR_S) if arguments.quick else (HOUR_S, 24 * HOUR_S)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = [("flac", noisy_flac(folder / "noise.flac", lengths_s[0]), lengths_s[0]),
                 ("silent RF64", silent_wav(folder / "silence.wav", lengths_s[1]), lengths_s[1])]
        for kind, path, length_s in cases:
            for n_fft in (1024, 16384):
                peak_mb = measured(path, length_s, n_fft, folder / f"{path.stem}-{n_fft}")
                report(f"memory, {length_s / 3600:g} h {kind}, window {n_fft}", f"{peak_mb:.0f} MB", None, "none",
                       f"{MOST_MB} MB", peak_mb <= MOST_MB)
    return 0


if __name__ == "__main__":
    sys.exit(main())
