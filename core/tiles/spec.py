"""What a spectrogram is computed from, which decides its tiles, and how it is shown, which decides its paint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scale = Literal["linear", "mel", "log"]
Window = Literal["hann", "hamming", "blackman", "rectangular"]

SCALES: tuple[Scale, ...] = ("linear", "mel", "log")
WINDOWS: tuple[Window, ...] = ("hann", "hamming", "blackman", "rectangular")
SIZES: tuple[int, ...] = (128, 256, 512, 1024, 2048, 4096, 8192, 16384)
OVERLAPS: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 0.875)
COLOUR_MAPS: tuple[str, ...] = (  # in the order in which to offer them
    "inferno", "magma", "plasma", "viridis", "cividis", "fire", "blue", "green", "blue magenta yellow", "white to red",
    "white to blue", "grey", "grey inverted",
)  # fmt: skip
MOST_DB = 1000.0  # levels beyond it, up or down, are no levels: painting counts with their difference


@dataclass(frozen=True, slots=True)
class StftSpec:
    """One short-time Fourier transform. `channel` None is the mean of all channels."""

    n_fft: int = 1024
    window: Window = "hann"
    overlap: float = 0.5
    channel: int | None = None

    @property
    def hop_samples(self) -> int:
        return max(1, round(self.n_fft * (1.0 - self.overlap)))


@dataclass(frozen=True, slots=True)
class SpectrogramStyle:
    """Axis, levels and colours. `high_hz` None is half the rate. dB are relative to a full-scale sine."""

    scale: Scale = "mel"
    floor_db: float = -100.0
    ceiling_db: float = -20.0
    colour_map: str = "inferno"
    low_hz: float = 0.0
    high_hz: float | None = None
