"""Films made once for all tests of a run, because encoding them is what takes time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.media.films import make_film

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-bf", "3")
FILMS: dict[str, tuple[tuple[str, ...], bool]] = {
    "b_frames.mp4": (H264, True),
    "open_gop.mkv": ((*H264, "-x264-params", "open-gop=1"), True),
    "silent.mov": (H264, False),
    "h264.avi": (H264, True),
    "mpeg4.avi": (("-c:v", "mpeg4", "-bf", "2", "-g", "12"), True),
    "motion.avi": (("-c:v", "mjpeg", "-q:v", "3"), False),
    "vp8.webm": (
        ("-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-b:v", "150k", "-g", "20"), True),
    "vp9.webm": (("-c:v", "libvpx-vp9", "-cpu-used", "8", "-b:v", "150k", "-g", "20"), True),
    "ten_bits.mkv": (("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=12",
                      "-pix_fmt", "yuv420p10le"), False),
    "mpeg2.mkv": (("-c:v", "mpeg2video", "-bf", "2", "-g", "12"), False),
    "intra_refresh.mp4": (("-c:v", "libx264", "-x264-params", "intra-refresh=1:keyint=15"), False),
    "fragments.mp4": ((*H264, "-movflags", "frag_keyframe+empty_moov"), True),
}


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`film(name)` gives the path of one of FILMS, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("films")

    def made(name: str) -> Path:
        path = folder / name
        if not path.exists():
            encode, sound = FILMS[name]
            make_film(path, 60, encode, sound=sound)
        return path

    return made
