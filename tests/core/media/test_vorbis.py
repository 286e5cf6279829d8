"""Vorbis with blocks of both sizes: exact anywhere, also where the pages' own time stamps are wrong."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.media.audio import open_audio
from core.media.vorbis_pages import VorbisIndex, packets_of, pages_from
from tests.core.media.recordings import needs_ffmpeg

RATE_HZ, SECONDS = 44_100, 12
pytestmark = needs_ffmpeg


def clicks() -> NDArray[np.float32]:
    """Tones with sharp onsets: an encoder changes to short blocks at each."""
    rng = np.random.default_rng(5)
    at = np.arange(RATE_HZ * SECONDS)
    sound = 0.2 * np.sin(2 * np.pi * 700 * at / RATE_HZ)
    for onset in rng.integers(0, len(at) - 4000, 60):
        sound[onset : onset + 3000] += rng.normal(0, 0.3, 3000) * np.exp(-np.arange(3000) / 400)
    return (0.6 * sound).astype(np.float32)


def encode(path: Path, *options: str) -> Path:
    sound = clicks().tobytes()
    form = ["-f", "f32le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-"]
    subprocess.run(["ffmpeg", "-v", "error", *form, *options, "-y", str(path)], input=sound, check=True)
    return path


def decode(path: Path) -> NDArray[np.float32]:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def checksum(page: bytes) -> int:
    """The CRC of Ogg: polynomial 0x04c11db7, no reflection, zero at the start."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def restamped(path: Path, target: Path, wrong: dict[int, int]) -> Path:
    """A copy in which some pages claim to end some samples later than they do."""
    data = bytearray(path.read_bytes())
    with path.open("rb") as file:
        for number, page in enumerate(list(pages_from(file, 0))):
            if number in wrong:
                head = page.offset
                data[head + 6 : head + 14] = (page.granule + wrong[number]).to_bytes(8, "little", signed=True)
                data[head + 22 : head + 26] = bytes(4)
                data[head + 22 : head + 26] = checksum(bytes(data[head : page.end])).to_bytes(4, "little")
    target.write_bytes(data)
    return target


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("vorbis") / "plain.ogg", "-c:a", "libvorbis", "-page_duration", "200000")


@pytest.fixture(scope="module")
def misstamped(plain: Path) -> Path:
    return restamped(plain, plain.with_name("wrong.ogg"), {5: 325, 6: 325, 12: 448, 20: 299})


def test_the_file_has_blocks_of_both_sizes(plain: Path) -> None:
    index = VorbisIndex(plain)
    assert set(index.setup.sizes) == {256, 2048}
    assert (index.setup.rate_hz, index.setup.channels) == (RATE_HZ, 1)


def test_counting_packets_agrees_with_the_stamps_of_a_sound_file(plain: Path) -> None:
    """The writer's own stamps: each page ends where its last packet does."""
    index = VorbisIndex(plain)
    index.reach(10**9)
    with plain.open("rb") as file:
        pages = [page for page in pages_from(file, 0) if page.granule > 0]
    whole = [page for page in pages[:-1] if page.lacing[-1] < 255 and not page.flags & 1]
    place, before, checked = 0, 0, 0
    for page in pages[:-1]:
        for packet, _ in packets_of(page):
            size = index.setup.size(packet[0])
            place += (before + size) // 4 if before else 0
            before = size
        if page in whole:
            assert place == page.granule
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", ["plain", "misstamped"])
def test_all_of_it_is_what_ffmpeg_decodes(name: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(name)
    with open_audio(path) as reader:
        found = reader.read(0, reader.frames)[:, 0]
    expected = decode(request.getfixturevalue("plain"))
    assert len(found) == RATE_HZ * SECONDS == len(expected)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@given(start=st.integers(0, RATE_HZ * SECONDS), count=st.integers(1, 3000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", ["plain", "misstamped"])
def test_any_stretch_is_as_in_a_full_decode(name: str, request: pytest.FixtureRequest, start: int, count: int) -> None:
    path: Path = request.getfixturevalue(name)
    with open_audio(path) as reader:
        found = reader.read(start, count)[:, 0]
    expected = decode_once(request.getfixturevalue("plain"))[start : start + count]
    assert len(found) == len(expected)
    np.testing.assert_allclose(found, expected, atol=1e-5)


_decoded: dict[Path, NDArray[np.float32]] = {}


def decode_once(path: Path) -> NDArray[np.float32]:
    return _decoded.setdefault(path, decode(path) if path not in _decoded else _decoded[path])


@pytest.mark.parametrize("ending", ["webm", "mkv"])
def test_vorbis_in_a_container_begins_with_the_first_sample(tmp_path: Path, ending: str) -> None:
    path = encode(tmp_path / f"a.{ending}", "-c:a", "libvorbis")
    expected = decode(path)
    with open_audio(path) as reader:
        found = reader.read(0, reader.frames)[:, 0]
        np.testing.assert_allclose(found[: len(expected)], expected[: len(found)], atol=1e-5)
        for start in (0, 1, 44_100, 123_456, 400_001):
            np.testing.assert_allclose(reader.read(start, 500)[:, 0], expected[start : start + 500], atol=1e-5)
    assert abs(len(found) - RATE_HZ * SECONDS) <= 1024


@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 48_000])
def test_opus_in_webm_begins_with_the_first_sample(tmp_path: Path, rate_hz: int) -> None:
    """The padding is told in samples of 48 kHz, whatever the sound was recorded at."""
    path = encode(tmp_path / "a.webm", "-c:a", "libopus", "-b:a", "96k", "-ar", str(rate_hz))
    with open_audio(path) as reader:
        found = reader.read(0, reader.frames)[:, 0]
    expected = decode(path)
    size = 1 << 17
    correlation = np.fft.irfft(np.fft.rfft(found[:size], 2 * size) * np.conj(np.fft.rfft(expected[:size], 2 * size)))
    assert int(np.argmax(correlation)) == 0


def test_after_a_missing_page_the_rest_stays_in_place(plain: Path, tmp_path: Path) -> None:
    data = plain.read_bytes()
    with plain.open("rb") as file:
        pages = list(pages_from(file, 0))
    gone = pages[10]
    path = tmp_path / "hole.ogg"
    path.write_bytes(data[: gone.offset] + data[gone.end :])
    expected = decode(plain)
    with open_audio(path) as reader:
        found = reader.read(0, reader.frames)[:, 0]
    later = pages[12].granule
    assert len(found) == len(expected)
    np.testing.assert_allclose(found[: pages[8].granule], expected[: pages[8].granule], atol=1e-5)
    np.testing.assert_allclose(found[later + 2048 :], expected[later + 2048 :], atol=1e-5)
