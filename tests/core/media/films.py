"""Films whose frames carry their own number as black and white blocks, so a picture tells which it is."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK_PX = 16
BITS = 10
WIDTH, HEIGHT = 176, 112


def coded_frames(count: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """(count, height, width, 3): the number above, most significant bit left, and a moving shape below."""
    frames = np.full((count, height, width, 3), 96, np.uint8)
    y, x = np.mgrid[0:height, 0:width]
    for number in range(count):
        frames[number, ..., 1] = (x * 2 + number * 3) % 256
        centre = width / 2 + width / 3 * np.sin(number / 7)
        frames[number][(x - centre) ** 2 + (y - height * 0.65) ** 2 < 200] = (220, 40, 40)
        for bit in range(BITS):
            white = number >> (BITS - 1 - bit) & 1
            frames[number, :BLOCK_PX, bit * BLOCK_PX : (bit + 1) * BLOCK_PX] = 235 if white else 16
    return frames


def number_of(picture: NDArray[np.uint8]) -> int:
    """Read the number of a frame from its picture."""
    half = BLOCK_PX // 2
    row = picture[half - 2 : half + 2].mean(axis=(0, 2))
    bits = [row[bit * BLOCK_PX + half - 2 : bit * BLOCK_PX + half + 2].mean() > 128 for bit in range(BITS)]
    return int("".join("1" if bit else "0" for bit in bits), 2)


def ffmpeg(*arguments: str | Path, data: bytes | None = None) -> None:
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-nostdin", *map(str, arguments)]
    if data is not None:
        command.remove("-nostdin")
    subprocess.run(command, input=data, check=True, capture_output=True)


def make_film(
    path: Path, count: int = 60, encode: Sequence[str] = ("-c:v", "libx264"), *, width: int = WIDTH,
    height: int = HEIGHT, fps: float = 25.0, sound: bool = False, before: Sequence[str] = (),
) -> Path:
    """`before` stands before the picture input; `encode` is how it is written."""
    shape = ["-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps)]
    raw = ["-f", "rawvideo", *shape, *before, "-i", "-"]
    tone = ["-f", "lavfi", "-t", str(count / fps), "-i", "sine=440:r=48000"] if sound else []
    colours = [] if "-pix_fmt" in encode else ["-pix_fmt", "yuv420p"]
    ffmpeg(*raw, *tone, *colours, *encode, path, data=coded_frames(count, width, height).tobytes())
    return path
