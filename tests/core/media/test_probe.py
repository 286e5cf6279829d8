"""What probing tells, how fast it is, and the sentence for everything that is no recording."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import MediaError
from core.media.audio import open_audio
from core.media.probe import probe
from core.media.video import open_video
from tests.core.media.recordings import RATE_HZ, encode, needs_ffmpeg, rising_tones, write_wave

DAY_FRAMES = 24 * 3600 * RATE_HZ


def wave_header(channels: int = 1, rate_hz: int = RATE_HZ, bits: int = 16, data_bytes: int = 0) -> bytes:
    block = channels * bits // 8
    return b"RIFF" + struct.pack("<I", (36 + data_bytes) & 0xFFFFFFFF) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, channels & 0xFFFF, rate_hz, rate_hz * block & 0xFFFFFFFF, block & 0xFFFF, bits
    ) + b"data" + struct.pack("<I", data_bytes & 0xFFFFFFFF)


def sparse_day(path: Path) -> Path:
    """A day of 16-bit mono silence as RF64, of which the disk holds the header only."""
    size = DAY_FRAMES * 2
    head = b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<IQQQI", 28, size + 72, size, DAY_FRAMES, 0)
    head += b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE_HZ, RATE_HZ * 2, 2, 16) + b"data\xff\xff\xff\xff"
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + size)
    return path


@needs_ffmpeg
def test_film_with_sound(tmp_path: Path) -> None:
    source = write_wave(tmp_path / "a.wav", rising_tones(RATE_HZ * 2))
    path = encode(source, tmp_path / "film.mp4", "-f", "lavfi", "-i", "testsrc=d=2:s=96x64:r=30000/1001", "-map", "1:v",
                  "-map", "0:a", "-c:v", "mpeg4", "-c:a", "aac")
    info = probe(path)
    assert info.container == "mp4"
    assert info.video is not None
    assert (info.video.width, info.video.height, info.video.frames, info.video.codec) == (96, 64, 60, "mpeg4")
    assert info.video.fps == pytest.approx(30000 / 1001)
    assert info.video.variable_rate is False
    assert [(track.codec, track.rate_hz, track.channels, track.frames) for track in info.audio] == [
        ("aac", RATE_HZ, 2, RATE_HZ * 2)]


@needs_ffmpeg
@pytest.mark.parametrize("ending", ["mkv", "avi", "mov", "webm", "ts"])
def test_frames_are_counted(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"film.{ending}"
    codec = "libvpx" if ending == "webm" else "mpeg4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=2:s=64x48:r=25", "-c:v", codec,
                    str(path)], check=True)
    info = probe(path)
    assert info.video is not None
    assert (info.video.frames, round(info.video.fps, 3), info.audio) == (50, 25.0, ())
    assert info.duration_s == pytest.approx(2.0, abs=0.05)
    with pytest.raises(MediaError, match="no sound"):
        open_audio(path)


@needs_ffmpeg
def test_a_varying_frame_rate(tmp_path: Path) -> None:
    path = tmp_path / "vary.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=4:s=64x48:r=25", "-vf",
                    "select='not(mod(n,5))+gt(n,50)'", "-vsync", "vfr", "-c:v", "mpeg4", str(path)], check=True)
    video = probe(path).video
    assert video is not None
    assert video.variable_rate
    assert video.frames == 11 + 49


@needs_ffmpeg
def test_a_turned_picture(tmp_path: Path) -> None:
    path, turned = tmp_path / "plain.mp4", tmp_path / "turned.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=96x64:r=25", "-c:v", "mpeg4",
                    str(path)], check=True)
    encode(path, turned, "-c", "copy", "-metadata:s:v", "rotate=90")
    video = probe(turned).video
    assert video is not None
    assert (video.width, video.height) == (64, 96)
    with open_video(turned) as reader:
        assert video.rotation_deg == reader.rotation_deg in (90, 270)


@needs_ffmpeg
@pytest.mark.parametrize("ending", ["flac", "mp3", "m4a"])
def test_a_cover_picture_is_no_video(tmp_path: Path, ending: str) -> None:
    cover = tmp_path / "cover.png"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-frames:v", "1", str(cover)],
                   check=True)
    path = encode(write_wave(tmp_path / "a.wav", rising_tones(RATE_HZ)), tmp_path / f"a.{ending}", "-i", str(cover),
                  "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    info = probe(path)
    assert info.video is None
    assert info.audio[0].frames == RATE_HZ


@needs_ffmpeg
@pytest.mark.parametrize(("made", "named"), [("a.flac", "a.wav"), ("a.m4a", "a.mp3"), ("a.mp3", "a"),
                                             ("a.wav", "한 글 🎵.ogg")])
def test_the_content_decides(tmp_path: Path, made: str, named: str) -> None:
    source = write_wave(tmp_path / "source.wav", rising_tones(5000))
    path = encode(source, tmp_path / made)
    expected = probe(path)
    (tmp_path / "folder with spaces").mkdir()
    renamed = path.rename(tmp_path / "folder with spaces" / named)
    info = probe(renamed)
    assert (info.audio, info.container) == (expected.audio, expected.container)


def test_a_day_of_sound_opens_at_once_in_little_memory(tmp_path: Path) -> None:
    path = sparse_day(tmp_path / "day.wav")
    code = (
        "import resource, sys, time; from pathlib import Path; from core.media.probe import probe\n"
        "from core.media.audio import open_audio\n"
        "path = Path(sys.argv[1]); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "open_audio(path).read(0, 1000); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "began = time.monotonic(); info = probe(path); took = time.monotonic() - began\n"
        "reader = open_audio(path)\n"
        "for start in range(0, reader.frames, reader.frames // 50): reader.read(start, 65536)\n"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "print(info.audio[0].frames, took, grown)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True,
                          cwd=Path(__file__).parents[3])
    frames, took_s, grown_kib = done.stdout.split()
    assert int(frames) == DAY_FRAMES
    assert float(took_s) < 0.2
    assert int(grown_kib) < 20_000


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "There is no file"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "fifo": (lambda path: os.mkfifo(path), "not a file"),
    "text.wav": (lambda path: path.write_text("Notes from the field.\n" * 50), "holds text"),
    "korean.wav": (lambda path: path.write_text("녹음 노트\n" * 50, encoding="utf-8"), "holds text"),
    "picture.mp3": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500)), "is a picture"),
    "photo.wav": (lambda path: path.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(5000)), "is a picture"),
    "paper.wav": (lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(500)), "a PDF document"),
    "archive.flac": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(500)), "a ZIP archive"),
    "zeros.wav": (lambda path: path.write_bytes(bytes(100_000)), "nothing but zeros"),
    "noise.mp4": (lambda path: path.write_bytes(bytes(range(1, 256)) * 40), "no sound or video format"),
    "header_only.wav": (lambda path: path.write_bytes(wave_header()), "no sound after it"),
    "no_channels.wav": (lambda path: path.write_bytes(wave_header(channels=0, data_bytes=400) + bytes(400)), "damaged"),
    "many_channels.wav": (lambda path: path.write_bytes(wave_header(65535, data_bytes=400) + bytes(400)), "damaged"),
    "no_rate.wav": (lambda path: path.write_bytes(wave_header(rate_hz=0, data_bytes=400) + bytes(400)), "damaged"),
    "huge_rate.wav": (lambda path: path.write_bytes(wave_header(rate_hz=0x7FFFFFFF, data_bytes=400) + bytes(400)),
                      "damaged"),
    "riff_only.wav": (lambda path: path.write_bytes(b"RIFF\xff\xff\xff\xffWAVE"), "damaged"),
    "start.flac": (lambda path: path.write_bytes(b"fLaC"), "damaged"),
    "start.ogg": (lambda path: path.write_bytes(b"OggS"), "damaged"),
    "tag_only.mp3": (lambda path: path.write_bytes(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10)), "damaged"),
    "absurd.caf": (lambda path: path.write_bytes(b"caff\0\1\0\0" + b"desc" + b"\x7f" * 8 + bytes(64)), "damaged"),
    "absurd.w64": (lambda path: path.write_bytes(b"riff\x2e\x91\xcf\x11" + bytes(32) + b"fmt " + b"\x7f" * 40),
                   "damaged"),
    "box.mp4": (lambda path: path.write_bytes(struct.pack(">I", 0x7FFFFFFF) + b"ftypisom" + bytes(64)),
                "index is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.timeout(20)
def test_what_is_no_recording_gets_a_sentence(tmp_path: Path, name: str) -> None:
    make, expected = REFUSED[name]
    path = tmp_path / name
    make(path)
    began = time.monotonic()
    for opened in (probe, open_audio) if name != "header_only.wav" else (probe,):
        with pytest.raises(MediaError) as caught:
            opened(path)
        sentence = str(caught.value)
        assert expected in sentence
        assert name in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence
    assert time.monotonic() - began < 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not stop the superuser")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "locked.wav", rising_tones(100))
    path.chmod(0)
    with pytest.raises(MediaError, match="may not be read"):
        probe(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs device files")
def test_a_device_is_refused() -> None:
    with pytest.raises(MediaError, match="not a file"):
        probe(Path("/dev/zero"))


@needs_ffmpeg
def test_playlists_reach_neither_the_network_nor_other_files(tmp_path: Path) -> None:
    secret = encode(write_wave(tmp_path / "a.wav", rising_tones(RATE_HZ)), tmp_path / "secret.ts", "-c:a", "aac")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.ts"
        hostile = {
            "list.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{address}\n#EXTINF:4,\n{secret}\n",
            "list.wav": f"#EXTM3U\n#EXTINF:4,\n{secret}\n", "list.ffconcat": f"ffconcat version 1.0\nfile '{secret}'\n",
            "list.mpd": f'<?xml version="1.0"?><MPD><Period><BaseURL>{address}</BaseURL></Period></MPD>',
            "session.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        }
        for name, text in hostile.items():
            (tmp_path / name).write_text(text)
            with pytest.raises(MediaError, match="holds text"):
                probe(tmp_path / name)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/x.wav", "concat:a.wav|b.wav", "pipe:0", "-", ""])
def test_addresses_are_file_names_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MediaError):
        probe(Path(name))


@needs_ffmpeg
def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = encode(write_wave(tmp_path / "a.wav", rising_tones()), tmp_path / "a.mp4", "-c:a", "aac")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :][:2000] = bytes(2000)
    for damage in range(2000, len(data) - 4000, 9000):
        data[damage : damage + 300] = bytes(300)
    path.write_bytes(data)
    with open_audio(path) as reader:
        reader.read(0, reader.frames)
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
