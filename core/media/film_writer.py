"""Writes pictures and sound into one MP4 file: H.264 where the encoder is there, MPEG-4 otherwise, and AAC."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from core.progress import Progress

AUDIO_BIT_RATE = 192_000
FALLBACK_BIT_RATE = 6_000_000
BT_601, LIMITED_RANGE = 6, 1  # what `_planes` gives, by FFmpeg's numbers

Picture = NDArray[np.uint8]
Sound = Callable[[int, int], NDArray[np.floating]]  # (start, count) -> (count, 2)


@dataclass(frozen=True, slots=True)
class FilmSpec:
    """Even sizes only, as half as many samples of colour are kept."""

    width: int
    height: int
    fps: Fraction
    rate_hz: int = 0  # 0: without sound


def write_film(path: Path, frames: Iterable[Picture], number: int, spec: FilmSpec, sound: Sound | None,
               progress: Progress) -> None:
    """Pictures are BGR; `sound` is asked for in order, as much as each picture lasts."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        video = _video_stream(container, spec)
        audio = None
        if sound is not None:
            audio = container.add_stream("aac", rate=spec.rate_hz, layout="stereo")
            audio.bit_rate = AUDIO_BIT_RATE
        start = 0
        for index, picture in enumerate(frames):
            progress.step(index, number)
            frame = av.VideoFrame.from_ndarray(_planes(picture), format="yuv420p")
            frame.pts, frame.time_base = index, 1 / spec.fps
            container.mux(video.encode(frame))
            if audio is not None and sound is not None:
                end = int((index + 1) * spec.rate_hz / spec.fps)
                container.mux(audio.encode(_audio_frame(sound(start, end - start), start, spec.rate_hz)))
                start = end
        container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def _planes(picture: Picture) -> Picture:
    """Brightness and colour apart; OpenCV does it four times as fast as the encoder would."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)


def _video_stream(container: av.container.OutputContainer, spec: FilmSpec) -> av.VideoStream:
    name = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    stream = cast(av.VideoStream, container.add_stream(name, rate=spec.fps))
    stream.width, stream.height, stream.pix_fmt = spec.width, spec.height, "yuv420p"
    stream.codec_context.colorspace, stream.codec_context.color_range = BT_601, LIMITED_RANGE
    if name == "libx264":
        stream.options = {"preset": "veryfast", "crf": "20", "g": "50"}
    else:
        stream.bit_rate = FALLBACK_BIT_RATE
    return stream


def _audio_frame(sound: NDArray[np.floating], start: int, rate_hz: int) -> av.AudioFrame:
    planes = np.ascontiguousarray(sound.T.astype(np.float32))
    frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
    frame.rate, frame.pts, frame.time_base = rate_hz, start, Fraction(1, rate_hz)
    return frame
