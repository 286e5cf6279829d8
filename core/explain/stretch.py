"""The sound that a model is asked about: a short stretch of a recording, as the model takes it.

A model was trained on windows of one length, so a stretch is never longer than that, and never too short to be framed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """(samples,), or (channels, samples) for a model of several, and where in the recording it starts. Zeros may follow
    its `duration_s`."""

    start_s: float
    duration_s: float
    samples: NDArray[np.float32]


def place(start_s: float, end_s: float, longest_s: float, whole_s: float) -> tuple[float, float]:
    """The part of a wish that can be looked at: as long as one window, around the middle, within the recording."""
    if end_s - start_s > longest_s:
        middle = (start_s + end_s) / 2
        start_s, end_s = middle - longest_s / 2, middle + longest_s / 2
    length = min(max(end_s - start_s, SHORTEST_S), whole_s)
    start_s = min(max(start_s, 0.0), whole_s - length)
    return start_s, start_s + length


def read_stretch(path: Path, track: int, rate_hz: int, start_s: float, end_s: float, channels: int = 1) -> Stretch:
    """At a model's rate: for one channel the mean of all, for more the first ones, in turn where there are fewer.
    Raises `MediaError`."""
    import numpy as np
    import soxr

    from core.media.audio import open_audio

    with open_audio(path, track) as reader:
        first = max(round(start_s * reader.rate_hz), 0)
        sound = reader.read(first, max(round(end_s * reader.rate_hz) - first, 0))
        began_s, length_s = first / reader.rate_hz, len(sound) / reader.rate_hz
        if channels == 1:
            sound = sound.mean(axis=1, dtype=np.float32)[:, None]
        else:
            sound = np.take(sound, np.arange(channels) % sound.shape[1], axis=1)
        if reader.rate_hz != rate_hz and len(sound):
            sound = soxr.resample(sound, reader.rate_hz, rate_hz)
    missing = round(SHORTEST_S * rate_hz) - len(sound)
    if missing > 0:
        sound = np.pad(sound, ((0, missing), (0, 0)))
    heard = np.ascontiguousarray(sound.T, np.float32)
    return Stretch(began_s, length_s, heard[0] if channels == 1 else heard)
