"""Writes pictures and sound into one MP4 file: H.264 where the encoder is there, MPEG-4 otherwise, and AAC."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np

from core.progress import Progress
from core.sample.canvas import FPS, HEIGHT_PX, WIDTH_PX, Picture
from core.sample.waves import RATE_HZ, Signal

AUDIO_BIT_RATE = 192_000
FALLBACK_BIT_RATE = 6_000_000
BT_601, LIMITED_RANGE = 6, 1  # what `_planes` gives, by FFmpeg's numbers


def write_video(path: Path, frames: Iterable[Picture], number: int, sound: Signal, progress: Progress) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        video = _video_stream(container)
        audio = container.add_stream("aac", rate=RATE_HZ, layout="stereo")
        audio.bit_rate = AUDIO_BIT_RATE
        per_frame = RATE_HZ // FPS
        for index, picture in enumerate(frames):
            progress.step(index, number)
            frame = av.VideoFrame.from_ndarray(_planes(picture), format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            container.mux(video.encode(frame))
            start = index * per_frame
            container.mux(audio.encode(_audio_frame(sound[start : start + per_frame], start)))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


def _planes(picture: Picture) -> Picture:
    """Brightness and colour apart; OpenCV does it four times as fast as the encoder would."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)


def _video_stream(container: av.container.OutputContainer) -> av.VideoStream:
    name = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    stream = cast(av.VideoStream, container.add_stream(name, rate=FPS))
    stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
    stream.codec_context.colorspace, stream.codec_context.color_range = BT_601, LIMITED_RANGE
    if name == "libx264":
        stream.options = {"preset": "veryfast", "crf": "20", "g": "50"}
    else:
        stream.bit_rate = FALLBACK_BIT_RATE
    return stream


def _audio_frame(sound: Signal, start: int) -> av.AudioFrame:
    planes = np.ascontiguousarray(sound.T.astype(np.float32))
    frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
    frame.rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
    return frame
