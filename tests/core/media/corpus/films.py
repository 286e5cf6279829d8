"""Films that are odd: damaged boxes, unknown sizes, sound and picture that do not begin or end together."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tests.core.media.corpus.case import Case, Expect, of_bytes
from tests.core.media.corpus.material import H264, filmed
from tests.core.media.films import ffmpeg, make_film

TONE = ("-f", "lavfi", "-t", "1", "-i", "sine")


def cases() -> Iterator[Case]:
    yield of_bytes("mp4 without moov", "no_moov.mp4", Expect.REFUSED, lambda: _without(filmed("mp4"), b"moov"))
    yield of_bytes("mp4 without mdat", "no_mdat.mp4", Expect.REFUSED, lambda: _without(filmed("fast.mp4"), b"mdat"))
    yield of_bytes("mp4 with moov at the end", "late.mp4", Expect.OPENS, lambda: filmed("mp4"))
    for name, size in (("a huge box", 0xFFFFFFF0), ("a box of size 2", 2), ("a negative box size", 0x80000000)):
        yield of_bytes(f"mp4 with {name}", "box.mp4", Expect.EITHER, _sized(b"moov", size))
        yield of_bytes(f"mp4 with {name} deep inside", "box.mp4", Expect.EITHER, _sized(b"stsz", size))
    yield of_bytes("mp4 with 64-bit size of 2^63", "box.mp4", Expect.EITHER, _long_box)
    yield of_bytes("mp4 that claims 2^32 frames", "claim.mp4", Expect.EITHER, _claims(b"stts", 12))
    yield of_bytes("mp4 that claims 2^32 sizes", "claim.mp4", Expect.EITHER, _claims(b"stsz", 12))
    yield of_bytes("mp4 with a clock of 0 Hz", "clock.mp4", Expect.EITHER, _clock(0))
    yield of_bytes("mp4 with random bytes inside", "holed.mp4", Expect.OPENS, lambda: _holed("fast.mp4"))
    yield of_bytes("mkv with random bytes inside", "holed.mkv", Expect.OPENS, lambda: _holed("mkv"))
    yield of_bytes("avi with random bytes inside", "holed.avi", Expect.OPENS, lambda: _holed("avi"))
    yield of_bytes("mkv with random bytes from its middle", "half.mkv", Expect.OPENS, lambda: _noise_after("mkv"))
    yield of_bytes("webm named mp4", "film.mp4", Expect.OPENS, lambda: filmed("webm"))
    yield Case("mkv with unknown sizes", Expect.OPENS, _live)
    yield Case("sound starts late", Expect.OPENS, _late_sound)
    yield Case("picture starts late", Expect.OPENS, _late_picture)
    yield Case("sound shorter than the picture", Expect.OPENS, _short_sound)
    yield Case("picture shorter than the sound", Expect.OPENS, _short_picture)
    yield Case("film without sound", Expect.OPENS, lambda folder: make_film(folder / "mute.mp4", 10, H264))
    yield Case("film of one frame", Expect.OPENS, lambda folder: make_film(folder / "one.mp4", 1, H264))
    yield Case("film of two pixels", Expect.EITHER, _tiny)
    yield Case("gif", Expect.REFUSED, lambda folder: make_film(folder / "moving.gif", 5, ("-pix_fmt", "rgb8")))
    yield Case("three sound tracks", Expect.OPENS, _three_tracks)
    yield Case("cover picture", Expect.OPENS, _cover)
    yield Case("film that changes its size", Expect.EITHER, _two_sizes)


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        yield name, place, size
        place += max(size, 8)


def _without(data: bytes, unwanted: bytes) -> bytes:
    return b"".join(data[place : place + size] for name, place, size in _boxes(data) if name != unwanted)


def _changed(name: bytes, after: int, fields: bytes) -> Callable[[], bytes]:
    """The box with this name, with other bytes from `after` its name."""
    def content() -> bytes:
        data = bytearray(filmed("fast.mp4"))
        place = data.find(name) + after
        data[place : place + len(fields)] = fields
        return bytes(data)

    return content


def _sized(name: bytes, size: int) -> Callable[[], bytes]:
    return _changed(name, -4, struct.pack(">I", size))


def _claims(name: bytes, after: int) -> Callable[[], bytes]:
    return _changed(name, after - 4, b"\xff\xff\xff\xf0")


def _clock(rate_hz: int) -> Callable[[], bytes]:
    return _changed(b"mdhd", 16, struct.pack(">I", rate_hz))


def _long_box() -> bytes:
    data = filmed("fast.mp4")
    return data[:32] + struct.pack(">I4sQ", 1, b"mdat", 2**63 - 1) + data[32:]


def _holed(kind: str) -> bytes:
    data = bytearray(filmed(kind))
    for share in (0.5, 0.6, 0.7):
        place = int(len(data) * share)
        data[place : place + 300] = np.random.default_rng(place).bytes(300)
    return bytes(data)


def _noise_after(kind: str) -> bytes:
    data = filmed(kind)
    half = len(data) // 2
    return data[:half] + np.random.default_rng(5).bytes(len(data) - half)


def _live(folder: Path) -> Path:
    path = folder / "live.mkv"
    make_film(folder / "a.mp4", 50, H264, sound=True)
    ffmpeg("-i", folder / "a.mp4", "-c", "copy", "-live", "1", path)
    return path


def _joined(folder: Path, *arguments: str) -> Path:
    path = folder / "joined.mkv"
    film = make_film(folder / "a.mp4", 50, H264)
    words = [str(film) if word == "FILM" else word for word in arguments]
    ffmpeg(*words, "-c:v", "copy", "-c:a", "libopus", path)
    return path


def _late_sound(folder: Path) -> Path:
    return _joined(folder, "-i", "FILM", "-itsoffset", "0.8", *TONE)


def _late_picture(folder: Path) -> Path:
    return _joined(folder, *TONE, "-itsoffset", "0.8", "-i", "FILM")


def _short_sound(folder: Path) -> Path:
    return _joined(folder, "-i", "FILM", *TONE)


def _short_picture(folder: Path) -> Path:
    return _joined(folder, "-i", "FILM", "-f", "lavfi", "-t", "5", "-i", "sine")


def _three_tracks(folder: Path) -> Path:
    path = folder / "tracks.mkv"
    ffmpeg(*TONE, *TONE, *TONE, "-map", "0", "-map", "1", "-map", "2", "-c:a:0", "flac", "-c:a:1", "aac", "-c:a:2",
           "pcm_s16le", path)
    return path


def _cover(folder: Path) -> Path:
    path = folder / "song.mp3"
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", folder / "cover.png")
    ffmpeg(*TONE, "-i", folder / "cover.png", "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v",
           "attached_pic", path)
    return path


def _tiny(folder: Path) -> Path:
    path = folder / "tiny.mkv"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=2x2:d=0.2", "-c:v", "ffv1", path)
    return path


def _two_sizes(folder: Path) -> Path:
    """Two films behind one another, as MPEG-TS allows."""
    parts = []
    for number, size in enumerate(((176, 112), (320, 240))):
        part = folder / f"{number}.ts"
        make_film(part, 20, H264, width=size[0], height=size[1])
        parts.append(part.read_bytes())
    path = folder / "sizes.ts"
    path.write_bytes(b"".join(parts))
    return path
