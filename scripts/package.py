"""Builds the one-folder program in an environment made for that alone, and tries it where nothing else is installed.

`python3 scripts/package.py` takes some minutes; `--here` builds with the Python that runs it, `--try-only` only tries.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import wave
from array import array
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "auralens" / ("auralens.exe" if os.name == "nt" else "auralens")
TRIAL_LIMIT_S = 300
KEPT_VARIABLES = ("SYSTEMROOT", "TEMP", "LANG")
RATE_HZ = 16_000
SHORT_TRAINING = (
    "run.epochs=1", "run.steps_per_epoch=2", "batch.weak=2", "data.validation_clips=2", "data.pool=2",
    "network.settings.filters=8", "network.settings.units=8",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="build with this Python and what is installed in it")
    parser.add_argument("--try-only", action="store_true", help="try the program that is in dist/")
    arguments = parser.parse_args()
    if arguments.here:
        build(Path(sys.executable))
    elif not arguments.try_only:
        with tempfile.TemporaryDirectory(prefix="auralens-build-") as folder:
            build(made_environment(Path(folder) / "environment"))
    return try_out()


def made_environment(folder: Path) -> Path:
    """A Python that has the program, PyInstaller, and nothing beside them."""
    print("installing the program and PyInstaller", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([str(python), "-m", "pip", "install", "-qq", f"{ROOT}[package]"], check=True, cwd=folder)
    return python


def build(python: Path) -> None:
    print("building", flush=True)
    began = time.monotonic()
    words = ["--noconfirm", "--clean", "--log-level", "WARN", "--distpath", str(ROOT / "dist"), "--workpath"]
    subprocess.run(
        [str(python), "-m", "PyInstaller", *words, str(ROOT / "build"), str(ROOT / "build.spec")],
        check=True,
        cwd=ROOT,
    )
    print(f"built in {time.monotonic() - began:.0f} s", flush=True)


def try_out() -> int:
    """Each trial in an empty home with next to no environment; ends with 1 where one of them fails."""
    if not PROGRAM.exists():
        print(f"{PROGRAM} is not there; build it first.")
        return 1
    print(f"size: {folder_mb(PROGRAM.parent):.0f} MB")
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="auralens-home-") as home:
        for words in trials(Path(home)):
            if not tried(words, Path(home)):
                failed.append(" ".join(words[:2]))
        if "onnxruntime" not in said_in(Path(home) / "found" / "detect.json"):
            failed.append("detection in ONNX Runtime")
    print("failed: " + ", ".join(failed) if failed else "all trials passed")
    return 1 if failed else 0


def trials(home: Path) -> list[list[str]]:
    """What the program is asked, in this order; the files that it needs are written here."""
    sound, labels, heard, sounds = home / "tone of silence.wav", home / "labels.txt", home / "sample", home / "sounds"
    write_wave(sound, [0] * RATE_HZ)
    labels.write_text("0.1\t0.5\tdog\n", encoding="utf-8")
    write_sounds(sounds)
    training = ["train", "crnn", "--data", str(sounds), "--device", "cpu"]
    changes = [word for change in SHORT_TRAINING for word in ("--set", change)]
    return [
        ["--version"],
        ["--help"],
        ["info", str(sound), "--json"],
        ["spectrogram", str(sound), "-o", str(home / "picture.png"), "--quiet"],
        ["labels", "convert", str(labels), str(home / "labels.csv"), "--quiet"],
        ["models", "list"],
        ["models", "check"],
        ["sample", "-o", str(heard), "--quiet"],
        ["detect", str(heard / "sample.flac"), "-o", str(home / "found"), "--scores", "--quiet"],
        [*training, "-o", str(home / "run"), *changes],
        [*training, "-o", str(home / "two"), "--devices", "2", *changes],
        ["--smoke-test"],
        ["--smoke-test"],
    ]


def tried(words: list[str], home: Path) -> bool:
    began = time.monotonic()
    try:
        done = subprocess.run(
            [str(PROGRAM), *words],
            env=bare_environment(home),
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TRIAL_LIMIT_S,
        )
        code, said = done.returncode, (done.stdout + done.stderr).strip()
    except subprocess.TimeoutExpired:
        code, said = -1, f"not done after {TRIAL_LIMIT_S} s"
    print(f"{words[0]}: exit {code} after {time.monotonic() - began:.1f} s", flush=True)
    if code != 0:
        print("\n".join("  " + line for line in said.splitlines()[-20:]))
    return code == 0


def bare_environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "PATH": os.defpath, "QT_QPA_PLATFORM": "offscreen"}


def said_in(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write_sounds(folder: Path) -> None:
    """Two kinds of hum in three folds over a murmur: enough for a training to run, not to learn."""
    folder.mkdir()
    lines = ["path,label,fold"]
    for fold in (1, 2, 3):
        for label, half_period in (("low", 40), ("high", 10)):
            name = f"{label}-{fold}.wav"
            write_wave(folder / name, [8000 if number // half_period % 2 else -8000 for number in range(RATE_HZ)])
            lines.append(f"{name},{label},{fold}")
    (folder / "sounds.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_wave(folder / "murmur.wav", [number % 50 for number in range(12 * RATE_HZ)])
    (folder / "ambience.csv").write_text("path,label\nmurmur.wav,murmur\n", encoding="utf-8")


def write_wave(path: Path, samples: list[int]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(array("h", samples).tobytes())


def folder_mb(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
