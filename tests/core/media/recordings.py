"""A recording whose every moment is unlike any other, and its encodings by the ffmpeg program."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

RATE_HZ = 48000
FRAMES = 4 * RATE_HZ + 1234
CLICK = 100_003

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")


def rising_tones(frames: int = FRAMES, rate_hz: int = RATE_HZ, channels: int = 2) -> NDArray[np.float32]:
    """A sweep per channel with slow beats and one click, so that any shift shows."""
    time_s = np.arange(frames) / rate_hz
    sound = np.zeros((frames, channels))
    for channel in range(channels):
        sweep = np.sin(2 * np.pi * (150 + 40 * channel + 300 * time_s) * time_s)
        sound[:, channel] = 0.35 * sweep * (0.6 + 0.4 * np.sin(2 * np.pi * (3.1 + channel) * time_s))
    if frames > CLICK + 8:
        sound[CLICK : CLICK + 8] = 0.95
    return sound.astype(np.float32)


def encode(source: Path, target: Path, *options: str) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(source), *options, str(target)], check=True)
    return target


def decode(path: Path, channels: int = 2, track: int = 0) -> NDArray[np.float32]:
    """All samples as the ffmpeg program decodes them: a FFmpeg of another version than the one in PyAV."""
    words = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", f"0:a:{track}", "-f", "f32le", "-"]
    done = subprocess.run(words, check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.float32).reshape(-1, channels)


def write_wave(path: Path, samples: NDArray[np.float32], rate_hz: int = RATE_HZ, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, samples, rate_hz, subtype)
    return path


def lag_samples(found: NDArray[np.float32], original: NDArray[np.float32], reach: int = 4000) -> int:
    """By how many samples `found` comes late, from the peak of the cross-correlation around the click."""
    part = found[CLICK - 20_000 : CLICK + 20_000, 0].astype(np.float64)
    around = original[CLICK - 20_000 - reach : CLICK + 20_000 + reach, 0].astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(around) + len(part))))
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    return reach - int(np.argmax(np.fft.irfft(spectrum, size)[: 2 * reach + 1]))
