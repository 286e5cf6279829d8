"""Files that are not what their names say, and names that are not files."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tests.core.media.corpus.case import Case, Expect, of_bytes
from tests.core.media.corpus.material import filmed, tone, written
from tests.core.media.films import ffmpeg


def cases() -> Iterator[Case]:
    for name, content in _contents():
        yield of_bytes(f"{name} named wav", f"{name.replace(' ', '_')}.wav", Expect.REFUSED, content)
    for ending in ("mp3", "mp4", "flac", "ogg", "m3u8"):
        yield of_bytes(f"text named {ending}", f"text.{ending}", Expect.REFUSED, lambda: b"Dear diary,\n" * 50)
    yield of_bytes("playlist m3u8", "list.m3u8", Expect.REFUSED, lambda: (
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"))
    yield of_bytes("playlist ffconcat of etc passwd", "list.ffconcat", Expect.REFUSED, lambda: (
        b"ffconcat version 1.0\nfile /etc/passwd\n"))
    yield of_bytes("playlist ffconcat named mp4", "list.mp4", Expect.REFUSED, lambda: (
        b"ffconcat version 1.0\nfile tone.wav\n"))
    yield of_bytes("session description", "call.sdp", Expect.REFUSED, lambda: (
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"))
    yield Case("playlist mov with an outside reference", Expect.EITHER, _outside)
    yield Case("png picture", Expect.REFUSED, lambda folder: _picture(folder / "photo.png"))
    yield Case("jpg picture", Expect.REFUSED, lambda folder: _picture(folder / "photo.jpg"))
    yield Case("jpg picture named mp4", Expect.REFUSED, _named_film)
    for title, file in NAMES.items():
        yield of_bytes(title, file, Expect.OPENS, lambda: written(tone(800), "WAV", "PCM_16"))
    if os.name == "posix":
        yield from _places()


NAMES = {
    "spaces in the name": " a  recording .wav", "Korean name": "한국어 녹음 파일.wav", "emoji name": "🐦🎧 dawn.wav",
    "newline in the name": "two\nlines.wav", "leading dash": "-i.wav", "percent and colon": "take%03d:1.wav",
    "very long name": "n" * 251 + ".wav", "looks like an address": "http:example.com.wav",
    "question mark and hash": "what?#now.wav", "quotes in the name": "it's \"this\" one.wav",
}


def _contents() -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield "text", lambda: b"Notes on the recording: rain from 3:20 on.\n" * 30
    yield "Korean text", lambda: "비 오는 소리, 새벽 세 시.\n".encode() * 30
    yield "html", lambda: b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>\n" * 5
    yield "json", lambda: json.dumps({"error": "not found", "code": 404}).encode() * 9
    yield "pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"%%EOF\n" * 20
    yield "zip", _zip
    yield "program", lambda: b"\x7fELF\2\1\1" + bytes(9) + np.random.default_rng(1).bytes(4000)
    yield "nothing", lambda: b""
    yield "one byte", lambda: b"\xff"
    yield "zeros", lambda: bytes(100_000)
    yield "noise", lambda: np.random.default_rng(2).bytes(100_000)
    yield "sync words", lambda: b"\xff\xfb\x90\x00" * 3000
    yield "all ones", lambda: b"\xff" * 50_000


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("tone.wav", written(tone(800), "WAV", "PCM_16"))
    return target.getvalue()


def _picture(path: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", path)
    return path


def _named_film(folder: Path) -> Path:
    return _picture(folder / "photo.jpg").rename(folder / "photo.mp4")


def _outside(folder: Path) -> Path:
    """A film whose samples are said to lie in another file."""
    data = filmed("fast.mp4")
    path = folder / "reference.mp4"
    path.write_bytes(data.replace(b"url \0\0\0\1", b"url \0\0\0\0"))
    return path


def _places() -> Iterator[Case]:
    yield Case("unreadable", Expect.REFUSED, _unreadable, as_nobody=True)
    yield Case("a directory", Expect.REFUSED, lambda folder: folder)
    yield Case("a directory named wav", Expect.REFUSED, _folder)
    yield Case("a missing file", Expect.REFUSED, lambda folder: folder / "none.wav")
    yield Case("a file as folder", Expect.REFUSED, lambda folder: _tone(folder / "a.wav") / "b.wav")
    yield Case("a pipe", Expect.REFUSED, _pipe)
    yield Case("a broken link", Expect.REFUSED, lambda folder: _link(folder / "to.wav", folder / "gone.wav"))
    yield Case("a loop of links", Expect.REFUSED, _loop)
    yield Case("a good link", Expect.OPENS, lambda folder: _link(folder / "to.wav", _tone(folder / "from.wav")))
    yield Case("the null device", Expect.REFUSED, lambda folder: Path("/dev/null"))
    yield Case("the zero device", Expect.REFUSED, lambda folder: Path("/dev/zero"))
    yield Case("a socket", Expect.REFUSED, _socket)
    yield Case("a name too long", Expect.REFUSED, lambda folder: folder / ("x" * 300 + ".wav"))
    yield Case("a name that is not UTF-8", Expect.OPENS, lambda folder: _tone(folder / os.fsdecode(b"caf\xe9.wav")))


def _tone(path: Path) -> Path:
    path.write_bytes(written(tone(800), "WAV", "PCM_16"))
    return path


def _unreadable(folder: Path) -> Path:
    path = _tone(folder / "secret.wav")
    path.chmod(0)
    return path


def _folder(folder: Path) -> Path:
    (folder / "folder.wav").mkdir()
    return folder / "folder.wav"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.wav")
    return folder / "pipe.wav"


def _link(path: Path, target: Path) -> Path:
    path.symlink_to(target)
    return path


def _loop(folder: Path) -> Path:
    _link(folder / "one.wav", folder / "two.wav")
    return _link(folder / "two.wav", folder / "one.wav")


def _socket(folder: Path) -> Path:
    with contextlib.chdir(folder), socket.socket(socket.AF_UNIX) as door:  # a socket's whole path is short
        door.bind("door.wav")
    return folder / "door.wav"
