"""What the benchmarks measure on: long recordings made by the benchmark itself, and how results are printed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 48_000
HOUR_S = 3600


def noisy_flac(path: Path, length_s: int) -> Path:
    """48 kHz stereo: noise that falls with frequency, and a tone that moves each ten seconds."""
    rng = np.random.default_rng(0)
    count = 10 * RATE_HZ
    fall = 1.0 / np.sqrt(np.maximum(np.arange(count // 2 + 1), 1))
    at_s = np.arange(count) / RATE_HZ
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, subtype="PCM_16") as file:
        for number in range(length_s // 10):
            spectra = np.fft.rfft(rng.standard_normal((2, count)).astype(np.float32)) * fall
            noise = np.fft.irfft(spectra, count).T
            tone = 0.1 * np.sin(2 * np.pi * (500 + 40 * number) * at_s)[:, None]
            file.write((0.1 * noise / noise.std() + tone).astype(np.float32))
    return path


def silent_wav(path: Path, length_s: int) -> Path:
    """A 16-bit stereo RF64 of silence that takes no room on the disk."""
    data = length_s * RATE_HZ * 4
    with path.open("wb") as file:
        file.write(b"RF64" + (0xFFFFFFFF).to_bytes(4, "little") + b"WAVE")
        file.write(b"ds64" + (28).to_bytes(4, "little") + (data + 72).to_bytes(8, "little")
                   + data.to_bytes(8, "little") + (data // 4).to_bytes(8, "little") + bytes(4))
        file.write(b"fmt " + (16).to_bytes(4, "little") + (1).to_bytes(2, "little") + (2).to_bytes(2, "little")
                   + RATE_HZ.to_bytes(4, "little") + (RATE_HZ * 4).to_bytes(4, "little")
                   + (4).to_bytes(2, "little") + (16).to_bytes(2, "little"))
        file.write(b"data" + (0xFFFFFFFF).to_bytes(4, "little"))
        file.truncate(file.tell() + data)
    return path


def seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """The best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def decode_in_blocks(path: Path) -> None:
    """The floor: soundfile reads everything and throws it away."""
    buffer = np.empty((65_536, 2), np.float32)
    with soundfile.SoundFile(path) as file:
        while len(file.read(dtype="float32", out=buffer, always_2d=True)):
            pass


def report(name: str, value: str, ratio: float | None, peer: str, target: str, met: bool) -> None:
    shown = "" if ratio is None else f" ratio {ratio:.2f}"
    print(f"{name}: {value}{shown} peer {peer} target {target} {'met' if met else 'missed'}", flush=True)
