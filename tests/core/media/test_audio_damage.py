"""Files that end early or are damaged in the middle: what is good can be read at its own place, and a note says so."""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.audio import TrackReader, open_audio
from core.media.probe import probe
from tests.core.media.recordings import FRAMES, RATE_HZ, encode, needs_ffmpeg, rising_tones, write_wave

FILM = ("-f", "lavfi", "-i", "testsrc=d=4:s=64x48:r=25", "-map", "1:v", "-map", "0:a", "-c:v", "mpeg4")
AAC = ("-c:a", "aac")
FORMATS: dict[str, tuple[str, ...]] = {
    "a.wav": (), "a.flac": (), "a.aiff": (), "a.w64": (), "a.au": (), "a.caf": (), "a.ogg": ("-c:a", "libvorbis"),
    "a.opus": ("-c:a", "libopus"), "a.mp3": (), "bare.mp3": ("-write_xing", "0"), "a.aac": AAC,
    "a.m4a": (*AAC, "-movflags", "+faststart"),
    "fragments.mp4": (*AAC, "-movflags", "empty_moov", "-frag_duration", "300000"),
    "a.mkv": (*AAC, "-cluster_time_limit", "300"),
    "a.webm": ("-c:a", "libopus", "-cluster_time_limit", "300"),
    "film.avi": (*FILM, "-c:a", "libmp3lame"), "film.mkv": (*FILM, *AAC),
    "film.mp4": (*FILM, *AAC, "-movflags", "+faststart"), "film.ts": (*FILM, *AAC),
}
SAYS_NOTHING = {"film.ts", "bare.mp3", "a.aac", "fragments.mp4"}  # made to be cut anywhere
EARLY = re.compile(r"^The file ends early: .* can be read\.$")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    write_wave(folder / "original.wav", rising_tones())
    return folder


def made(folder: Path, name: str) -> Path:
    path = folder / name
    return path if path.exists() else encode(folder / "original.wav", path, *FORMATS[name])


def whole(reader: TrackReader) -> NDArray[np.float32]:
    return reader.read(0, reader.frames)


@needs_ffmpeg
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kept", [0.97, 0.6, 0.45])
def test_a_cut_file_opens_up_to_where_it_is_good(folder: Path, tmp_path: Path, name: str, kept: float) -> None:
    path = made(folder, name)
    data = path.read_bytes()
    cut = tmp_path / name
    cut.write_bytes(data[: int(len(data) * kept)])
    began = time.monotonic()
    info = probe(cut)
    assert time.monotonic() - began < 2
    with open_audio(path) as reader:
        expected = whole(reader)
    with open_audio(cut) as reader:
        found = whole(reader)
        assert len(found) == info.audio[0].frames
    page = 0.27 if name in ("a.ogg", "a.opus") else 0  # sound comes in pages of a second
    assert kept - 0.2 - page < len(found) / len(expected) < kept + 0.1
    size = max(len(found) - 3000, 0)  # the last block may be fed by the one that is missing
    np.testing.assert_allclose(found[:size], expected[:size], atol=2e-3)
    if name not in SAYS_NOTHING:
        assert any(EARLY.match(note) for note in info.notes), info.notes


@needs_ffmpeg
def test_the_note_tells_how_much_is_left(folder: Path, tmp_path: Path) -> None:
    data = made(folder, "a.wav").read_bytes()
    cut = tmp_path / "half.wav"
    cut.write_bytes(data[: len(data) // 2])
    assert probe(cut).notes == ("The file ends early: 2.0 s of 4.0 s can be read.",)


@needs_ffmpeg
@pytest.mark.parametrize("name", FORMATS)
def test_whole_files_have_no_notes(folder: Path, name: str) -> None:
    assert probe(made(folder, name)).notes == ()


@needs_ffmpeg
def test_an_mp4_without_its_index_is_explained(folder: Path, tmp_path: Path) -> None:
    path = encode(folder / "original.wav", tmp_path / "a.m4a", *AAC)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(MediaError, match="index is missing"):
        probe(path)


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "bare.mp3", "a.aac", "a.m4a", "a.mkv", "a.webm", "film.avi"])
def test_damage_in_the_middle_is_silent_and_moves_nothing(folder: Path, tmp_path: Path, name: str) -> None:
    path = made(folder, name)
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half : half + 3000] = bytes(3000)
    damaged = tmp_path / name
    damaged.write_bytes(data)
    with open_audio(path) as reader:
        expected = whole(reader)
    with open_audio(damaged) as reader:
        found = np.concatenate([reader.read(start, 20_000) for start in range(0, reader.frames, 20_000)])
        late = reader.read(3 * RATE_HZ + RATE_HZ // 2, 4000)
    assert np.isfinite(found).all()
    quarter = len(expected) // 4
    np.testing.assert_allclose(found[:quarter], expected[:quarter], atol=1e-6)
    assert abs(len(found) - len(expected)) <= 1152
    moved = np.abs(found[3 * RATE_HZ : FRAMES - 3000] - expected[3 * RATE_HZ : FRAMES - 3000]).max()
    assert moved < 2e-3
    np.testing.assert_allclose(late, found[3 * RATE_HZ + RATE_HZ // 2 :][:4000], atol=1e-6)


def test_a_wave_file_whose_recorder_crashed(tmp_path: Path) -> None:
    """The size of the data is written last, so it is still 0."""
    sound = rising_tones(5000)
    path = write_wave(tmp_path / "crashed.wav", sound)
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = bytes(4)
    path.write_bytes(data)
    with open_audio(path) as reader:
        np.testing.assert_allclose(whole(reader), sound, atol=1 / 32767)


@needs_ffmpeg
def test_a_flac_of_unknown_length(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "unknown.flac"
    data = bytearray(made(folder, "a.flac").read_bytes())
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    path.write_bytes(data)
    info = probe(path)
    assert (info.audio[0].frames, info.notes) == (FRAMES, ())
    with open_audio(path) as reader:
        np.testing.assert_allclose(reader.read(150_000, 3000), rising_tones()[150_000:153_000], atol=1 / 32767)


@needs_ffmpeg
def test_a_flac_that_promises_more_than_it_holds(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.flac"
    data = bytearray(made(folder, "a.flac").read_bytes())
    data[21] |= 0x0F
    data[22:26] = b"\xff" * 4
    path.write_bytes(data)
    assert probe(path).audio[0].frames == FRAMES
    with open_audio(path) as reader:
        assert len(reader.read(0, 1 << 40)) == FRAMES


@needs_ffmpeg
def test_a_preallocated_flac_ends_where_its_frames_end(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "sparse.flac"
    path.write_bytes(made(folder, "a.flac").read_bytes()[:200_000])
    with path.open("r+b") as file:
        file.truncate(1 << 30)
    began = time.monotonic()
    info = probe(path)
    assert time.monotonic() - began < 2
    assert 0 < info.audio[0].frames < FRAMES
    assert EARLY.match(info.notes[0])


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "bare.mp3"])
def test_tags_after_the_sound_are_no_damage(folder: Path, tmp_path: Path, name: str) -> None:
    whole_file = made(folder, name)
    for tag in (b"TAG" + bytes(125), b"APETAGEX" + bytes(range(200)), bytes(5000)):
        path = tmp_path / name
        path.write_bytes(whole_file.read_bytes() + tag)
        info, expected = probe(path), probe(whole_file)
        assert (info.audio, info.notes) == (expected.audio, ())


@needs_ffmpeg
@pytest.mark.parametrize(("name", "options"), [("live.webm", ("-c:a", "libopus")), ("live.mkv", ("-c:a", "flac")),
                                               ("live_film.mkv", (*FILM, "-c:a", "flac"))])
def test_a_live_recording_without_length_and_index(folder: Path, tmp_path: Path, name: str, options: tuple[str, ...]
                                                   ) -> None:
    """What a browser or a crashed recorder leaves: no length, no cues."""
    form = "webm" if name.endswith("webm") else "matroska"
    made(folder, "a.wav")
    path = encode(folder / "original.wav", tmp_path / name, *options, "-live", "1", "-f", form)
    info = probe(path)
    assert (info.audio[0].frames, info.notes) == (FRAMES, ())
    with open_audio(path) as reader:
        everything = whole(reader)
        for start in (150_000, 3, 90_000, FRAMES - 100):
            np.testing.assert_allclose(reader.read(start, 2000), everything[start : start + 2000], atol=1e-6)


@needs_ffmpeg
def test_a_chain_of_recordings_in_one_ogg(folder: Path, tmp_path: Path) -> None:
    first = made(folder, "a.ogg")
    second = encode(folder / "original.wav", tmp_path / "b.ogg", "-c:a", "libvorbis", "-serial_offset", "77")
    chain = tmp_path / "chain.ogg"
    chain.write_bytes(first.read_bytes() + second.read_bytes())
    info = probe(chain)
    assert info.audio[0].frames == FRAMES
    assert "only the first is read" in info.notes[0]
