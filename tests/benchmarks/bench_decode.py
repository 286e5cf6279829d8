"""Reading through and reading anywhere: our readers against bare soundfile and bare PyAV on the same files."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import soundfile

from core.media.audio import open_audio
from core.media.probe import probe

RATE_HZ = 48000
BLOCK = 65536
FORMATS = {"wav": (), "flac": (), "ogg": ("-c:a", "libvorbis"), "opus": ("-c:a", "libopus"), "mp3": ("-b:a", "128k"),
           "m4a": ("-c:a", "aac", "-b:a", "128k")}
RANDOM_MS = {"wav": 10.0, "flac": 10.0, "ogg": 10.0, "opus": 60.0, "mp3": 60.0, "m4a": 60.0}
RATIO = {"wav": 1.05, "flac": 1.05, "ogg": 1.1, "opus": 1.1, "mp3": 1.2, "m4a": 1.2}


def make_files(folder: Path, minutes: float) -> dict[str, Path]:
    rng = np.random.default_rng(3)
    time_s = np.arange(60 * RATE_HZ) / RATE_HZ
    tone = 0.3 * np.sin(2 * np.pi * (200 * time_s + 90 * time_s**2))
    minute = (np.stack([tone, tone[::-1]], 1) + 0.02 * rng.standard_normal((len(tone), 2))).astype(np.float32)
    source = folder / "source.wav"
    with soundfile.SoundFile(source, "w", RATE_HZ, 2, "PCM_16") as file:
        for _ in range(max(round(minutes), 1)):
            file.write(minute)
    files = {}
    for ending, options in FORMATS.items():
        files[ending] = folder / f"sound.{ending}"
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(source), *options, str(files[ending])], check=True)
    return files


def read_ours(path: Path) -> None:
    with open_audio(path) as reader:
        for start in range(0, reader.frames, BLOCK):
            reader.read(start, BLOCK)


def read_soundfile(path: Path) -> None:
    with soundfile.SoundFile(path) as file:
        buffer = np.empty((BLOCK, file.channels), np.float32)
        while len(file.read(out=buffer)):
            pass


def read_pyav(path: Path) -> None:
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            np.ascontiguousarray(frame.to_ndarray().T)


def least_s(work: Callable[[Path], None], path: Path, times: int) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work(path)
        found.append(time.perf_counter() - began)
    return min(found)


def random_ms(path: Path, reads: int) -> float:
    rng = np.random.default_rng(5)
    found = []
    with open_audio(path) as reader:
        for start in rng.integers(0, reader.frames - 4800, reads):
            began = time.perf_counter()
            reader.read(int(start), 4800)
            found.append((time.perf_counter() - began) * 1000)
    return float(np.median(found))


def report(name: str, value: float, peer: float, ratio: float, target: float) -> None:
    verdict = "met" if ratio <= target else "missed"
    print(f"{name}: {value:.4g} {ratio:.3f} {peer:.4g} {target:g} {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes of sound instead of ten")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        for ending, path in make_files(Path(folder), 2 if quick else 10).items():
            peer = read_pyav if ending in ("m4a", "mp3") else read_soundfile
            ours_s, peer_s = least_s(read_ours, path, 3), least_s(peer, path, 3)
            report(f"through_{ending}_s", ours_s, peer_s, ours_s / peer_s, RATIO[ending])
            anywhere = random_ms(path, 40 if quick else 100)
            report(f"anywhere_{ending}_ms", anywhere, RANDOM_MS[ending], anywhere / RANDOM_MS[ending], 1.0)
            began = time.perf_counter()
            probe(path)
            probed_ms = (time.perf_counter() - began) * 1000
            report(f"probe_{ending}_ms", probed_ms, 200.0, probed_ms / 200, 1.0)


if __name__ == "__main__":
    main()
