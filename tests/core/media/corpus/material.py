"""Sound files that are as they should be, made once; the corpus breaks copies of them."""

from __future__ import annotations

import functools
import io
import struct
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tests.core.media.films import ffmpeg, make_film

RATE_HZ = 8000
CHUNK = struct.Struct("<4sI")
SOUND = ("-f", "lavfi", "-t", "2", "-i", f"sine=440:r={RATE_HZ * 2}")
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-bf", "2")
ENCODERS: dict[str, tuple[str, ...]] = {
    "flac": (), "ogg": ("-c:a", "libvorbis", "-page_duration", "100000"), "opus": ("-c:a", "libopus", "-b:a", "32k"),
    "mp3": ("-b:a", "64k"), "m4a": ("-c:a", "aac"), "aiff": (), "wav": (), "mka": ("-c:a", "libopus"),
}
FILMS: dict[str, tuple[str, ...]] = {
    "mp4": (*H264, "-c:a", "aac"), "fast.mp4": (*H264, "-c:a", "aac", "-movflags", "faststart"),
    "mkv": (*H264, "-c:a", "aac"), "avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"), "webm": ("-c:v", "libvpx"),
}


def tone(count: int, channels: int = 1) -> NDArray[np.int16]:
    wave = 8000 * np.sin(2 * np.pi * 440 * np.arange(count) / RATE_HZ)
    return np.repeat(wave.astype("<i2")[:, None], channels, axis=1)


def header(tag: int = 1, channels: int = 1, rate_hz: int = RATE_HZ, bits: int = 16) -> bytes:
    """The `fmt ` chunk of a wave file."""
    frame = channels * bits // 8
    fields = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * frame & 0xFFFFFFFF, frame & 0xFFFF, bits)
    return chunk(b"fmt ", fields)


def chunk(name: bytes, content: bytes, claimed: int | None = None) -> bytes:
    """With the padding byte that RIFF asks for; `claimed` is what it says of its own length."""
    return CHUNK.pack(name, len(content) if claimed is None else claimed) + content + b"\0" * (len(content) % 2)


def riff(*chunks: bytes) -> bytes:
    content = b"WAVE" + b"".join(chunks)
    return CHUNK.pack(b"RIFF", len(content)) + content


@functools.cache
def encoded(ending: str) -> bytes:
    """Two seconds of tone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tone.{ending}"
        ffmpeg(*SOUND, *ENCODERS[ending], path)
        return path.read_bytes()


@functools.cache
def filmed(name: str) -> bytes:
    """Two seconds of film with sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{name}"
        make_film(path, 50, FILMS[name], sound=True)
        return path.read_bytes()


def written(samples: NDArray[np.generic], kind: str, subtype: str, rate_hz: int = RATE_HZ) -> bytes:
    """By libsndfile, which stores NaN and infinity as they are."""
    target = io.BytesIO()
    soundfile.write(target, samples, rate_hz, format=kind, subtype=subtype)
    return target.getvalue()
