"""Sound files that are odd in themselves: their samples, their chunks, their tags, or what their headers claim."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tests.core.media.corpus import silence
from tests.core.media.corpus.case import Case, Expect, of_bytes
from tests.core.media.corpus.material import chunk, encoded, header, riff, tone, written

DATA = tone(4000).tobytes()
FLOAT = 3


def cases() -> Iterator[Case]:
    for name, expect, content in (*_samples(), *_chunks(), *_claims()):
        yield of_bytes(name, f"{name.replace(' ', '_')}.wav", expect, content)
    yield from _other_formats()
    yield Case("10 h of silence sparse", Expect.OPENS, silence.ten_hours)
    yield Case("24 h RF64 sparse", Expect.OPENS, silence.a_day)
    yield Case("flac of silence that expands", Expect.OPENS, silence.flac_bomb)


Row = tuple[str, Expect, Callable[[], bytes]]


def _samples() -> Iterator[Row]:
    bad = np.linspace(-1, 1, 4000)
    bad[[0, 7, 2000, 3999]] = np.nan
    endless = np.where(np.arange(4000) % 3 == 0, np.inf, -np.inf)
    yield "NaN samples", Expect.OPENS, lambda: written(bad, "WAV", "FLOAT")
    yield "infinite samples", Expect.OPENS, lambda: written(endless, "WAV", "DOUBLE")
    yield "huge samples", Expect.OPENS, lambda: written(np.full(4000, 1e300), "WAV", "DOUBLE")
    yield "one sample", Expect.OPENS, lambda: written(np.array([0.5]), "WAV", "PCM_16")
    yield "no samples", Expect.EITHER, lambda: riff(header(), chunk(b"data", b""))
    yield "16 channels", Expect.OPENS, lambda: written(tone(500, 16), "WAV", "PCM_16")
    yield "4 kHz", Expect.OPENS, lambda: written(tone(500), "WAV", "PCM_U8", 4000)
    yield "384 kHz", Expect.OPENS, lambda: written(tone(5000), "WAV", "PCM_24", 384_000)


def _chunks() -> Iterator[Row]:
    junk = chunk(b"JUNK", bytes(range(256)) * 40)
    yield "junk chunks", Expect.OPENS, lambda: riff(junk, header(), junk, chunk(b"data", DATA), junk)
    yield "odd chunk with padding", Expect.OPENS, lambda: riff(chunk(b"abcd", b"odd"), header(), chunk(b"data", DATA))
    yield "odd chunk without padding", Expect.EITHER, lambda: riff(
        struct.pack("<4sI3s", b"abcd", 3, b"odd"), header(), chunk(b"data", DATA))
    yield "bytes after the data", Expect.OPENS, lambda: riff(header(), chunk(b"data", DATA)) + b"trailing" * 999
    yield "half a sample at the end", Expect.OPENS, lambda: riff(header(), chunk(b"data", DATA + b"\7"))
    yield "data before format", Expect.EITHER, lambda: riff(chunk(b"data", DATA), header())
    yield "two data chunks", Expect.OPENS, lambda: riff(header(), chunk(b"data", DATA), chunk(b"data", DATA))
    yield "no format", Expect.REFUSED, lambda: riff(chunk(b"data", DATA))
    yield "only a header", Expect.EITHER, lambda: riff(header())
    yield "only RIFF", Expect.REFUSED, lambda: b"RIFF"
    yield "an unknown codec", Expect.REFUSED, lambda: riff(header(tag=0x7777), chunk(b"data", DATA))
    yield "sizes of a stream", Expect.OPENS, lambda: (
        b"RIFF\xff\xff\xff\xffWAVE" + header() + chunk(b"data", DATA, claimed=0xFFFFFFFF))
    yield "sizes of zero", Expect.EITHER, lambda: (
        b"RIFF\0\0\0\0WAVE" + header() + chunk(b"data", DATA, claimed=0))


def _claims() -> Iterator[Row]:
    """Headers that lie about how much there is."""
    def wave(**claims: int) -> bytes:
        return riff(header(**claims), chunk(b"data", DATA))

    ds64 = struct.pack("<QQQI", 2**41, 2**41, 2**40, 0)
    yield "claims 2^40 samples", Expect.OPENS, lambda: (
        b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", ds64) + header() + chunk(b"data", DATA, claimed=0xFFFFFFFF))
    yield "claims 2^63 bytes", Expect.EITHER, lambda: (
        b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", struct.pack("<QQQI", 2**63, 2**63, 2**63, 0)) + header()
        + chunk(b"data", DATA, claimed=0xFFFFFFFF))
    yield "claims no channels", Expect.REFUSED, partial(wave, channels=0)
    yield "claims 65535 channels", Expect.EITHER, partial(wave, channels=65535)
    yield "claims 0 Hz", Expect.REFUSED, partial(wave, rate_hz=0)
    yield "claims 4e9 Hz", Expect.EITHER, partial(wave, rate_hz=4_000_000_000)
    yield "claims 1 Hz", Expect.EITHER, partial(wave, rate_hz=1)
    yield "claims 0 bits", Expect.REFUSED, partial(wave, bits=0)
    yield "claims 65528 bits", Expect.REFUSED, partial(wave, bits=65528)
    yield "float of 16 bits", Expect.EITHER, partial(wave, tag=FLOAT)


def _other_formats() -> Iterator[Case]:
    yield of_bytes("wrong extension", "a_flac.mp3", Expect.OPENS, lambda: encoded("flac"))
    yield of_bytes("no extension", "recording", Expect.OPENS, lambda: encoded("ogg"))
    yield of_bytes("film named wav", "film.wav", Expect.OPENS, lambda: encoded("m4a"))
    yield of_bytes("flac claims 2^36 samples", "claim.flac", Expect.EITHER, silence.flac_claim)
    yield of_bytes("aiff claims 2^32 frames", "claim.aiff", Expect.EITHER, _aiff_claim)
    yield of_bytes("aiff with a rate of infinity", "rate.aiff", Expect.REFUSED, lambda: _aiff_rate(b"\x7f\xff"))
    yield of_bytes("mp3 with garbage inside", "holed.mp3", Expect.OPENS, lambda: _holed("mp3"))
    yield of_bytes("ogg with garbage inside", "holed.ogg", Expect.EITHER, lambda: _holed("ogg"))
    yield of_bytes("opus with garbage inside", "holed.opus", Expect.EITHER, lambda: _holed("opus"))
    yield of_bytes("flac with garbage inside", "holed.flac", Expect.EITHER, lambda: _holed("flac"))
    yield of_bytes("m4a with garbage inside", "holed.m4a", Expect.EITHER, lambda: _holed("m4a"))
    yield of_bytes("mp3 with a gigantic tag", "tagged.mp3", Expect.OPENS, _tagged)
    yield of_bytes("mp3 with a tag that lies", "lies.mp3", Expect.EITHER, lambda: (
        b"ID3\4\0\0\x7f\x7f\x7f\x7f" + encoded("mp3")))
    yield of_bytes("mp3 without its first frame", "headless.mp3", Expect.OPENS, lambda: encoded("mp3")[400:])
    yield of_bytes("mp3 twice in a row", "twice.mp3", Expect.OPENS, lambda: encoded("mp3") * 2)
    yield of_bytes("ogg twice in a row", "chained.ogg", Expect.EITHER, lambda: encoded("ogg") * 2)
    yield Case("mp3 of variable rate without Xing", Expect.OPENS, _vbr)
    yield of_bytes("raw aac", "raw.aac", Expect.OPENS, _adts)


def _holed(kind: str) -> bytes:
    data = bytearray(encoded(kind))
    middle = len(data) // 2
    data[middle : middle + 700] = np.random.default_rng(3).bytes(700)
    return bytes(data)


def _tagged() -> bytes:
    """30 MB of cover picture before the first sound."""
    picture = b"\0image/png\0\3\0" + b"\x89PNG\r\n\x1a\n" + bytes(30 * 2**20)
    frame = b"APIC" + struct.pack(">I", len(picture)) + b"\0\0" + picture
    size = len(frame)
    coded = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + coded + frame + encoded("mp3")


def _vbr(folder: Path) -> Path:
    from tests.core.media.films import ffmpeg

    path = folder / "vbr.mp3"
    ffmpeg("-f", "lavfi", "-t", "3", "-i", "anoisesrc=r=44100:a=0.2", "-q:a", "4", "-write_xing", "0",
           "-id3v2_version", "0", path)
    return path


def _adts() -> bytes:
    import tempfile

    from tests.core.media.films import ffmpeg

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.aac"
        ffmpeg("-f", "lavfi", "-t", "1", "-i", "sine", "-c:a", "aac", path)
        return path.read_bytes()


def _aiff_claim() -> bytes:
    data = bytearray(written(tone(1000), "AIFF", "PCM_16"))
    place = data.find(b"COMM") + 10
    data[place : place + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


def _aiff_rate(exponent: bytes) -> bytes:
    data = bytearray(written(tone(1000), "AIFF", "PCM_16"))
    place = data.find(b"COMM") + 16
    data[place : place + 2] = exponent
    return bytes(data)
