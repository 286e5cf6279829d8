"""Small files that hold very much: hours of zeros that the disk does not store, and FLAC that says "silence" often."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.core.media.corpus.material import chunk, header

BLOCK = 65535
RATE_HZ = 48_000


def ten_hours(folder: Path) -> Path:
    """3.5 GB of 16 bits, mono, as a hole in the file."""
    size = 10 * 3600 * RATE_HZ * 2
    head = struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE") + header(rate_hz=RATE_HZ)
    return _sparse(folder / "ten_hours.wav", head + struct.pack("<4sI", b"data", size), size)


def a_day(folder: Path) -> Path:
    """16.6 GB of 16 bits, stereo; beyond 4 GB the sizes stand in a chunk of their own (EBU Tech 3306)."""
    size = 24 * 3600 * RATE_HZ * 4
    sizes = chunk(b"ds64", struct.pack("<QQQI", size + 72, size, size // 4, 0))
    head = b"RF64\xff\xff\xff\xffWAVE" + sizes + header(channels=2, rate_hz=RATE_HZ)
    return _sparse(folder / "a_day.wav", head + b"data\xff\xff\xff\xff", size)


def _sparse(path: Path, head: bytes, size: int) -> Path:
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(len(head) + size)
    return path


def flac_bomb(folder: Path) -> Path:
    """Twenty thousand frames of sixteen bytes: 7.6 hours, 2.6 GB once decoded."""
    path = folder / "bomb.flac"
    frames = 20_000
    path.write_bytes(_stream_info(frames * BLOCK) + b"".join(_constant_frame(number) for number in range(frames)))
    return path


def flac_claim() -> bytes:
    """One frame, and a header that promises the most that its 36 bits can say."""
    return _stream_info(2**36 - 1) + _constant_frame(0)


def _stream_info(samples: int) -> bytes:
    """STREAMINFO: mono, 16 bits (RFC 9639, 8.2)."""
    packed = RATE_HZ << 44 | 0 << 41 | 15 << 36 | samples
    content = struct.pack(">HH", BLOCK, BLOCK) + bytes(6) + packed.to_bytes(8) + bytes(16)
    return b"fLaC" + b"\x80" + len(content).to_bytes(3) + content


def _constant_frame(number: int) -> bytes:
    """One subframe of the kind that stores a single value (RFC 9639, 9)."""
    head = b"\xff\xf8" + bytes([0x7A, 0x08]) + _coded(number) + struct.pack(">H", BLOCK - 1)
    frame = head + bytes([_check(head, 8, 0x07)]) + b"\0" + b"\0\0"
    return frame + _check(frame, 16, 0x8005).to_bytes(2)


def _coded(number: int) -> bytes:
    """UTF-8's way to write a number."""
    return chr(number).encode("utf-8", "surrogatepass")


def _check(data: bytes, bits: int, polynomial: int) -> int:
    """CRC, most significant bit first, starting from zero."""
    table = _TABLES.setdefault((bits, polynomial), _table(bits, polynomial))
    value, mask = 0, (1 << bits) - 1
    for byte in data:
        value = (value << 8 & mask) ^ table[value >> bits - 8 ^ byte]
    return value


_TABLES: dict[tuple[int, int], list[int]] = {}


def _table(bits: int, polynomial: int) -> list[int]:
    table = []
    for byte in range(256):
        value = byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value >> bits - 1 else value << 1) & (1 << bits) - 1
        table.append(value)
    return table
