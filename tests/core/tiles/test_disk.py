"""The disk cache: what goes in comes out, nothing else does, and it stays within its limit."""

import os
import zlib
from pathlib import Path

import numpy as np
import pytest

from core.tiles import disk as disk_module
from core.tiles.disk import DiskCache, set_cache_limit, shared_cache
from core.tiles.identity import identity

ARRAYS = {"db": np.arange(600, dtype=np.float16).reshape(20, 30), "known": np.array([True, False])}


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_arrays_come_back(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    cache.put("a", ARRAYS)
    found = DiskCache(tmp_path).get("a")
    assert found is not None
    assert found.keys() == ARRAYS.keys()
    assert all(np.array_equal(found[name], ARRAYS[name]) for name in ARRAYS)
    assert cache.get("b") is None


def test_any_broken_byte_makes_it_absent(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    cache.put("a", ARRAYS)
    good = only_file(tmp_path).read_bytes()
    path = only_file(tmp_path)
    for place in range(0, len(good), 7):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :])
        assert cache.get("a") is None
        assert not path.exists()
    for length in (0, 5, 17, 60, len(good) - 1):
        path.write_bytes(good[:length])
        assert cache.get("a") is None
    path.write_bytes(good + b"x")
    assert cache.get("a") is None
    path.write_bytes(good)
    assert cache.get("a") is not None


@pytest.mark.parametrize("header", [
    b"{}", b"[]", b"null", b'{"key": "a", "arrays": 5}', b"\xff\xfe", b'{"key": "a", "arrays": [{"dtype": "object"}]}',
    b'{"key": "a", "arrays": [{"name": "db", "dtype": "float16", "shape": [9999999999, 99999999], "crc": 0}]}',
    b'{"key": "a", "arrays": [{"name": "db", "dtype": "float16", "shape": [-1], "crc": 0}]}',
])
def test_foreign_headers_are_no_cache(tmp_path: Path, header: bytes) -> None:
    cache = DiskCache(tmp_path)
    cache.put("a", ARRAYS)
    checked = b"%08x" % zlib.crc32(header) + header
    only_file(tmp_path).write_bytes(disk_module.MAGIC + checked + b"\n" + bytes(100))
    assert cache.get("a") is None


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    one = {"db": np.zeros(100_000, np.float16)}
    cache = DiskCache(tmp_path, limit_bytes=1_000_000)
    for number in range(4):
        cache.put(str(number), one)
        os.utime(cache._path(str(number)), (1000 + number, 1000 + number))
    assert cache.get("0") is not None  # used now, so the youngest
    cache.put("4", one)
    assert [cache.get(str(number)) is not None for number in range(5)] == [True, False, True, True, True]
    assert cache.size_bytes() <= 1_000_000


def test_limit_can_be_lowered_and_the_cache_emptied(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    for number in range(4):
        cache.put(str(number), {"db": np.zeros(100_000, np.float16)})
    (tmp_path / "notes.txt").write_text("not ours")
    cache.set_limit(450_000)
    assert 0 < cache.size_bytes() <= 450_000
    cache.put("large", {"db": np.zeros(500_000, np.float16)})
    assert cache.get("large") is None
    cache.clear()
    assert cache.size_bytes() == 0
    assert (tmp_path / "notes.txt").exists()


def test_half_written_files_are_never_read_and_go(tmp_path: Path) -> None:
    stale = tmp_path / ".abc-123.tile"
    stale.write_bytes(b"half")
    os.utime(stale, (1000, 1000))
    cache = DiskCache(tmp_path)
    cache.put("a", ARRAYS)
    assert not stale.exists()


def test_no_disk_is_no_error(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    cache = DiskCache(blocker / "tiles")
    cache.put("a", ARRAYS)
    assert cache.get("a") is None
    assert cache.size_bytes() == 0


def test_shared_cache_lies_in_the_home(own_home: Path) -> None:
    assert shared_cache().folder == own_home / "cache" / "tiles"
    assert shared_cache() is shared_cache()
    set_cache_limit(123)
    assert shared_cache().limit_bytes == 123
    set_cache_limit(disk_module.DEFAULT_LIMIT_BYTES)


def test_identity_follows_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF" + bytes(1000))
    first = identity(path)
    assert identity(path) == first
    assert identity(tmp_path / "." / "a.wav") == first
    status = path.stat()
    path.write_bytes(b"RIFX" + bytes(1000))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert identity(path) != first  # the same size and date, another head
    path.write_bytes(b"RIFF" + bytes(1000))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert identity(path) != first
    with pytest.raises(OSError, match="missing"):
        identity(tmp_path / "missing.wav")
