"""What the player costs and how close it is, beside libav and SciPy: `python -m tests.benchmarks.bench_player`.

Each line is `name: value ratio peer target met|missed`; the last ones need PulseAudio, and are left out without it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import oaconvolve

from core.band import BandFilter, design_kernel, plan_slopes
from desktop.player.stretch import Stretcher
from tests import hearing
from tests.desktop.player import pieces

RATE_HZ = 48_000
Samples = NDArray[np.float32]


def say(name: str, value: str, ratio: float, peer: str, target: float, higher_is_better: bool = False) -> None:
    met = ratio >= target if higher_is_better else ratio <= target
    sign = ">=" if higher_is_better else "<="
    print(f"{name}: {value} ratio {ratio:.3g} peer {peer} target {sign} {target:g} {'met' if met else 'missed'}")


def endless(samples: Samples) -> Callable[[int, int], Samples]:
    def read(start: int, count: int) -> Samples:
        block = np.zeros((count, samples.shape[1]), np.float32)
        first, last = max(start, 0), min(start + count, len(samples))
        if last > first:
            block[first - start : last - start] = samples[first:last]
        return block

    return read


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bench_band(duration_s: float) -> None:
    samples = np.random.default_rng(1).standard_normal((round(duration_s * RATE_HZ), 2)).astype(np.float32)
    for band in ((20.0, 60.0), (1000.0, 2000.0)):
        kernel = design_kernel(plan_slopes(band, RATE_HZ), RATE_HZ).astype(np.float32)[:, None]
        peer_s = seconds(lambda kernel=kernel: oaconvolve(samples, kernel, mode="same", axes=0))
        part = BandFilter(endless(samples), band, RATE_HZ)
        ours_s = seconds(lambda part=part: [part.read(at, 2400) for at in range(0, len(samples), 2400)])
        name = f"band {band[0]:g}-{band[1]:g} Hz of stereo"
        say(name, f"{duration_s / ours_s:.0f} x real time", ours_s / peer_s, "scipy.oaconvolve", 3.0)


def through_atempo(samples: Samples, speed: float) -> Samples:
    graph = av.filter.Graph()
    chain = [graph.add_abuffer(sample_rate=RATE_HZ, format="flt", layout="mono")]
    steps = [speed] if speed >= 0.5 else [0.5, speed / 0.5]
    chain += [graph.add("atempo", str(step)) for step in steps] + [graph.add("abuffersink")]
    for before, after in pairwise(chain):
        before.link_to(after)
    graph.configure()
    heard = []
    for start in [*range(0, len(samples), 4096), None]:
        frame = None
        if start is not None:
            block = np.ascontiguousarray(samples[start : start + 4096].T)
            frame = av.AudioFrame.from_ndarray(block, format="flt", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, start
        chain[0].push(frame)
        try:
            while True:
                heard.append(chain[-1].pull().to_ndarray()[0])
        except (av.error.BlockingIOError, av.error.EOFError):
            continue
    return np.concatenate(heard)[:, None]


def purity_db(sound: Samples, tones_hz: list[float]) -> float:
    """The tones against all else, by a least-squares fit to each fifth of a second; the median."""
    size = RATE_HZ // 5
    angles = 2 * np.pi * np.outer(np.arange(size) / RATE_HZ, tones_hz)
    window = np.hanning(size)[:, None]
    basis = np.concatenate([np.cos(angles), np.sin(angles)], axis=1) * window
    levels = []
    for start in range(RATE_HZ // 2, len(sound) - size - RATE_HZ // 4, size):
        piece = sound[start : start + size] * window
        rest = piece - basis @ np.linalg.lstsq(basis, piece, rcond=None)[0]
        levels.append(10 * np.log10(np.sum(piece**2) / np.sum(rest**2)))
    return float(np.median(levels))


def bench_speed(duration_s: float) -> None:
    voice_hz = [110.0 * k for k in range(1, 20)]
    t = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * hz * t + k * k) for k, hz in enumerate(voice_hz)) * 0.05
    samples = voice.astype(np.float32)[:, None]
    for speed in (0.25, 0.5, 2.0, 4.0):
        ours: list[Samples] = []
        stretcher = Stretcher(endless(samples), 0.0, speed, RATE_HZ)
        count = int(len(samples) / speed)
        ours_s = seconds(lambda s=stretcher, n=count, into=ours: into.append(s.read(n)))
        theirs = through_atempo(samples, speed)
        gain_db = purity_db(ours[0], voice_hz) - purity_db(theirs, voice_hz)
        name = f"voice at speed {speed:g}"
        heard_s = duration_s / speed
        say(f"{name}, cost", f"{heard_s / ours_s:.0f} x real time", ours_s / heard_s, "listening time", 0.1)
        say(f"{name}, purity", f"{gain_db:+.1f} dB", gain_db, "libav atempo (dB more)", -3.0, True)


def bench_hearing() -> None:
    script = Path(pieces.__file__).with_name("performance.py")
    with tempfile.TemporaryDirectory() as folder, hearing.SoundServer(Path(folder)) as server:
        environment = server.environment | {"PYTHONPATH": str(Path(__file__).parents[2])}
        for piece in ("whole", "switched"):
            notes: dict[str, Any] = {"end": [0.0, 1]}
            while notes["end"][1]:  # again if the machine was too busy to play without a gap
                subprocess.run([sys.executable, str(script), piece, folder], env=environment, check=True)
                notes = json.loads(Path(folder, "notes.json").read_text())
            heard = np.load(Path(folder, "heard.npy"))
            first = int(np.flatnonzero(np.abs(heard).max(axis=1) > 1e-7)[0])
            first_s = notes["started_s"] + first / RATE_HZ
            if piece == "whole":
                wait_s = first_s - notes["play"]
                say("from play to sound, first time", f"{wait_s * 1e3:.0f} ms", wait_s / 0.25, "250 ms", 1.0)
                slowest_s = max(notes["calls_s"])
                say("play() returns", f"{slowest_s * 1e3:.2f} ms", slowest_s / 0.016, "a frame of 16 ms", 1.0)
            else:
                sounds = pieces.parts(2.0)
                name = pieces.SWITCHES[0][1]
                difference = np.abs(heard[first : first + len(sounds[name])] - sounds["original"]).max(axis=1)
                wait_s = first_s + np.flatnonzero(difference > 1e-4)[0] / RATE_HZ - notes[name]
                say("from use() to the new source", f"{wait_s * 1e3:.0f} ms", wait_s / 0.06, "60 ms", 1.2)


def main() -> None:
    quick = "--quick" in sys.argv
    bench_band(10.0 if quick else 120.0)
    bench_speed(4.0 if quick else 20.0)
    if hearing.missing() is None:
        bench_hearing()


if __name__ == "__main__":
    main()
