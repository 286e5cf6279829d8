"""Every format decodes to the original's length, with every sound at its own sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.audio import TrackReader, open_audio
from core.media.probe import probe
from tests.core.media.recordings import (
    CLICK,
    FRAMES,
    RATE_HZ,
    decode,
    encode,
    lag_samples,
    needs_ffmpeg,
    rising_tones,
    write_wave,
)

AAC = ("-c:a", "aac", "-b:a", "128k")
MP3 = ("-c:a", "libmp3lame", "-b:a", "128k")
FILM = ("-f", "lavfi", "-i", "testsrc=d=4:s=64x48:r=25", "-c:v", "mpeg4", "-map", "1:v", "-map", "0:a")
EXACT: dict[str, tuple[str, ...]] = {
    "plain.flac": (), "plain.w64": (), "plain.au": (), "plain.caf": (), "plain.aiff": (),
    "lossless.mka": ("-c:a", "flac"),
    "lossless.m4a": ("-c:a", "alac"), "plain.mov": ("-c:a", "pcm_s16le"), "plain.mkv": ("-c:a", "pcm_s16le"),
    "flac_in.ogg": ("-c:a", "flac"), "long.wav": ("-rf64", "always"), "wide.wav": ("-c:a", "pcm_s64le"),
    "plain.avi": (*FILM, "-c:a", "pcm_s16le"), "plain.wv": (),
}
PADDED: dict[str, tuple[str, ...]] = {
    "vorbis.ogg": ("-c:a", "libvorbis", "-q:a", "4"), "opus.opus": ("-c:a", "libopus", "-b:a", "96k"),
    "cbr.mp3": MP3, "vbr.mp3": ("-c:a", "libmp3lame", "-q:a", "2"),
    "low.mp3": ("-c:a", "libmp3lame", "-b:a", "32k"), "aac.m4a": AAC, "opus.webm": ("-c:a", "libopus"),
    "opus.mp4": ("-c:a", "libopus"), "film.mp4": (*FILM, *AAC), "film.mov": (*FILM, *AAC),
    "late_index.m4a": (*AAC, "-movflags", "+faststart"),
}
UNRECORDED: dict[str, tuple[str, ...]] = {
    "raw.aac": AAC, "no_xing.mp3": (*MP3, "-write_xing", "0"),
    "vbr_no_xing.mp3": ("-c:a", "libmp3lame", "-q:a", "3", "-write_xing", "0"), "aac.mkv": AAC, "mp3.mkv": MP3,
    "vorbis.webm": ("-c:a", "libvorbis"), "film.avi": (*FILM, *MP3), "film.mkv": (*FILM, *AAC),
    "film.ts": (*FILM, *AAC),
    "fragments.mp4": (*AAC, "-movflags", "empty_moov+default_base_moof", "-frag_duration", "500000"), "old.ac3": (),
}
ALL = {**EXACT, **PADDED, **UNRECORDED}
Made = Callable[[str], Path]


@pytest.fixture(scope="session")
def original() -> NDArray[np.float32]:
    return rising_tones()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, original: NDArray[np.float32]) -> Made:
    """`made(name)` gives the path of one of ALL, encoded when it is first asked for."""
    folder = tmp_path_factory.mktemp("recordings")
    source = write_wave(folder / "original.wav", original)

    def encoded(name: str) -> Path:
        path = folder / name
        return path if path.exists() else encode(source, path, *ALL[name])

    return encoded


def read_all(reader: TrackReader, block: int = 5000) -> NDArray[np.float32]:
    return np.concatenate([reader.read(start, block) for start in range(0, max(reader.frames, 1), block)])


@needs_ffmpeg
@pytest.mark.parametrize("name", EXACT)
def test_lossless_formats_give_the_original(made: Made, original: NDArray[np.float32], name: str) -> None:
    with open_audio(made(name)) as reader:
        assert (reader.frames, reader.channels, reader.rate_hz) == (FRAMES, 2, RATE_HZ)
        np.testing.assert_allclose(read_all(reader), original, atol=1 / 32767)


@needs_ffmpeg
@pytest.mark.parametrize("name", PADDED)
def test_recorded_padding_is_removed(made: Made, original: NDArray[np.float32], name: str) -> None:
    with open_audio(made(name)) as reader:
        found = read_all(reader)
    assert len(found) == FRAMES
    assert lag_samples(found, original) == 0
    assert abs(int(np.argmax(np.abs(found[CLICK - 500 : CLICK + 500, 0]))) - 504) <= 8


@needs_ffmpeg
@pytest.mark.parametrize("name", UNRECORDED)
def test_unrecorded_padding_stays_as_other_programs_have_it(made: Made, original: NDArray[np.float32], name: str
                                                            ) -> None:
    path = made(name)
    with open_audio(path) as reader:
        found = read_all(reader)
    expected = decode(path)
    assert lag_samples(found, original) == lag_samples(expected, original)
    assert abs(len(found) - len(expected)) <= 1152
    size = 8000
    assert np.corrcoef(found[:size, 0], expected[:size, 0])[0, 1] > 0.999


@needs_ffmpeg
@pytest.mark.parametrize("name", ["vorbis.ogg", "cbr.mp3", "vbr.mp3", "low.mp3", "plain.flac", "vbr_no_xing.mp3"])
def test_decoding_agrees_with_another_decoder(made: Made, name: str) -> None:
    with open_audio(made(name)) as reader:
        found = read_all(reader)
    expected = decode(made(name))
    np.testing.assert_allclose(found[: len(expected)], expected[: len(found)], atol=2e-5)


@needs_ffmpeg
@pytest.mark.parametrize("name", ALL)
def test_random_access_equals_reading_through(made: Made, name: str) -> None:
    path = made(name)
    with open_audio(path) as reader:
        whole = read_all(reader, 7001)
    with open_audio(path) as reader:

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(start=st.integers(0, len(whole) + 10), count=st.integers(0, 6000))
        def check(start: int, count: int) -> None:
            np.testing.assert_allclose(reader.read(start, count), whole[start : start + count], atol=1e-6)

        check()
        for start in (len(whole) - 1, 0, len(whole) - 3000, 1, len(whole) - 600):
            np.testing.assert_allclose(reader.read(start, 2000), whole[start : start + 2000], atol=1e-6)


@pytest.mark.parametrize(("subtype", "bits"), [("PCM_U8", 8), ("PCM_16", 16), ("PCM_24", 24), ("PCM_32", 32),
                                               ("FLOAT", 32), ("DOUBLE", 64), ("ULAW", 8), ("ALAW", 8)])
def test_wave_sample_formats(tmp_path: Path, subtype: str, bits: int) -> None:
    sound = rising_tones(2000)
    path = write_wave(tmp_path / "a.wav", sound, subtype=subtype)
    track = probe(path).audio[0]
    assert (track.bits, track.frames) == (bits, 2000)
    with open_audio(path) as reader:
        step = 2.0 ** (1 - bits) if subtype.startswith("PCM") else 0.02 if subtype.endswith("LAW") else 1e-7
        np.testing.assert_allclose(reader.read(0, 3000), sound, atol=max(step, 1e-7))


MANY = [(form, channels) for form in ("WAVEX", "AIFF", "CAF", "W64", "RF64", "FLAC") for channels in (1, 3, 8, 16)
        if form != "FLAC" or channels <= 8]  # FLAC holds no more


@pytest.mark.parametrize(("form", "channels"), MANY)
def test_many_channels(tmp_path: Path, form: str, channels: int) -> None:
    sound = np.linspace(-0.9, 0.9, 500 * channels, dtype=np.float32).reshape(500, channels)
    path = tmp_path / "many.bin"
    soundfile.write(path, sound, 44100, "PCM_24", format=form)
    with open_audio(path) as reader:
        assert reader.channels == channels
        np.testing.assert_allclose(reader.read(100, 50), sound[100:150], atol=2**-23)


@pytest.mark.parametrize("rate_hz", [4000, 11025, 96000, 384000])
def test_sampling_rates(tmp_path: Path, rate_hz: int) -> None:
    path = write_wave(tmp_path / "a.wav", rising_tones(rate_hz * 2, rate_hz), rate_hz)
    track = probe(path).audio[0]
    assert (track.rate_hz, track.duration_s) == (rate_hz, 2.0)


def test_undefined_samples_are_silent(tmp_path: Path) -> None:
    sound = np.array([[0.5], [np.nan], [np.inf], [-np.inf], [-0.25]], np.float32)
    path = write_wave(tmp_path / "nan.wav", sound, subtype="FLOAT")
    with open_audio(path) as reader:
        assert reader.read(0, 10)[:, 0].tolist() == [0.5, 0.0, 0.0, 0.0, -0.25]


def test_one_sample_and_beyond_the_end(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "one.wav", np.array([[0.5]], np.float32))
    with open_audio(path) as reader:
        assert reader.frames == 1
        assert reader.read(0, 100).tolist() == [[0.5]]
        assert reader.read(1, 100).shape == (0, 1)
        assert reader.read(99, 1).shape == (0, 1)
        assert reader.read(0, 0).shape == (0, 1)


@needs_ffmpeg
def test_several_tracks(tmp_path: Path) -> None:
    first, second = rising_tones(RATE_HZ), -rising_tones(RATE_HZ)[:, :1]
    write_wave(tmp_path / "b.wav", second)
    path = encode(write_wave(tmp_path / "a.wav", first), tmp_path / "two.mkv", "-i", str(tmp_path / "b.wav"),
                  "-map", "0:a", "-map", "1:a", "-c:a", "flac", "-metadata:s:a:1", "title=Near")
    info = probe(path)
    assert [(track.index, track.channels, track.title) for track in info.audio] == [(0, 2, ""), (1, 1, "Near")]
    for track, sound in enumerate((first, second)):
        with open_audio(path, track) as reader:
            np.testing.assert_allclose(reader.read(1000, 500), sound[1000:1500], atol=1 / 32767)
    with pytest.raises(MediaError, match="no track 3"):
        open_audio(path, 2)


def test_a_wave_file_has_one_track(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "a.wav", rising_tones(100))
    with pytest.raises(MediaError, match="no track 2"):
        open_audio(path, 1)
