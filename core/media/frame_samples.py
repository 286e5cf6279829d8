"""Turns FFmpeg's audio frames of any sample format into float32 (samples, channels)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

_TYPES: dict[str, tuple[type[np.generic], float]] = {
    "flt": (np.float32, 1.0), "dbl": (np.float64, 1.0), "u8": (np.uint8, 2.0**-7),
    "s16": (np.int16, 2.0**-15), "s32": (np.int32, 2.0**-31), "s64": (np.int64, 2.0**-63),
}


def frame_samples(frame: AudioFrame, channels: int) -> NDArray[np.float32]:
    """(samples, channels); a frame with other channels than the track is fitted: one is spread, more are cut."""
    layout = frame.format
    kind, scale = _TYPES[layout.name.removesuffix("p")]
    count, held = frame.samples, frame.layout.nb_channels
    out = np.zeros((count, channels), np.float32) if held < channels else np.empty((count, channels), np.float32)
    if layout.is_planar:
        columns = [np.frombuffer(memoryview(plane), kind, count) for plane in frame.planes[:channels]]
    else:
        packed = np.frombuffer(memoryview(frame.planes[0]), kind, count * held).reshape(count, held)
        columns = list(packed.T[:channels])
    if held == 1 and channels > 1:
        columns = columns * channels
    for index, column in enumerate(columns):
        out[:, index] = column if kind is not np.uint8 else column.astype(np.float32) - 128.0
    if scale != 1.0:
        out *= np.float32(scale)
    return out
