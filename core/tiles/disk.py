"""What was computed once is read when a file is opened again, within a limit; what was not used longest goes.

A cache file is a JSON header and raw numbers, checked before use: a broken or foreign one is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import paths
from core.files import replacing

log = logging.getLogger(__name__)

MAGIC = b"auralens-tiles-1\n"
ENDING = ".tile"
DEFAULT_LIMIT_BYTES = 2 << 30
KEPT_SHARE = 0.9  # how full the cache is after old files went, so that this does not happen at each write
LARGEST_HEADER = 1 << 16
STALE_S = 3600.0
DTYPES = ("float16", "float32", "bool")

Arrays = Mapping[str, NDArray[Any]]


class DiskCache:
    """Named arrays under a key. Never raises: without a disk everything is computed again."""

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self.folder, self._limit_bytes = folder, limit_bytes
        self._held: int | None = None  # bytes on disk, counted at the first write
        self._lock = threading.Lock()

    @property
    def limit_bytes(self) -> int:
        return self._limit_bytes

    def set_limit(self, limit_bytes: int) -> None:
        """Takes effect at once. Said again, it costs nothing: to count the files is to ask the disk for each."""
        limit_bytes = max(0, limit_bytes)
        if limit_bytes == self._limit_bytes:
            return
        self._limit_bytes = limit_bytes
        with self._lock:
            self._shrink()

    def size_bytes(self) -> int:
        return sum(size for _, size, _ in self._files())

    def clear(self) -> None:
        with self._lock:
            for path, _, _ in self._files():
                _remove(path)
            self._held = 0

    def get(self, key: str) -> dict[str, NDArray[Any]] | None:
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        found = _unpacked(data, key)
        try:
            if found is None:
                path.unlink(missing_ok=True)
            else:
                os.utime(path)
        except OSError as error:
            log.info("cache file %s stays as it is: %s", path.name, error)
        return found

    def put(self, key: str, arrays: Arrays) -> None:
        packed = [np.ascontiguousarray(array) for array in arrays.values()]
        size = sum(array.nbytes for array in packed) + LARGEST_HEADER
        if size > self._limit_bytes:
            return
        try:
            with replacing(self._path(key)) as temporary, temporary.open("wb") as stream:
                stream.write(_header(key, list(arrays), packed))
                for array in packed:
                    stream.write(array.data.cast("B"))
        except OSError as error:
            log.warning("the tile cache cannot be written: %s", error)
            return
        with self._lock:
            self._held = None if self._held is None else self._held + size
            if self._held is None or self._held > self._limit_bytes:
                self._shrink()

    def _path(self, key: str) -> Path:
        name = key.encode("utf-8", "surrogatepass")  # names of files need not be Unicode
        return self.folder / (hashlib.blake2b(name, digest_size=20).hexdigest() + ENDING)

    def _files(self) -> list[tuple[Path, int, float]]:
        """The cache's own files: path, size, time of last use. Temporary files left behind go."""
        found = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if not entry.name.endswith(ENDING) or not entry.is_file(follow_symlinks=False):
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if entry.name.startswith(".") and time.time() - status.st_mtime > STALE_S:
                        _remove(Path(entry.path))
                    else:
                        found.append((Path(entry.path), status.st_size, status.st_mtime))
        except OSError:
            return found
        return found

    def _shrink(self) -> None:
        files = sorted(self._files(), key=lambda file: file[2])
        held = sum(size for _, size, _ in files)
        if held > self._limit_bytes:
            for path, size, _ in files:
                if held <= self._limit_bytes * KEPT_SHARE:
                    break
                _remove(path)
                held -= size
        self._held = held


def _header(key: str, names: list[str], arrays: list[NDArray[Any]]) -> bytes:
    described = [
        {"name": name, "dtype": array.dtype.name, "shape": array.shape,
         "crc": zlib.crc32(array.data.cast("B"))}
        for name, array in zip(names, arrays, strict=True)
    ]
    text = json.dumps({"key": key, "arrays": described}).encode()
    return MAGIC + b"%08x" % zlib.crc32(text) + text + b"\n"


def _unpacked(data: bytes, key: str) -> dict[str, NDArray[Any]] | None:
    """The arrays, or None unless every byte is as it was written for this key."""
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + LARGEST_HEADER)
    if not data.startswith(MAGIC) or end < 0:
        return None
    try:
        check, text = data[len(MAGIC) : len(MAGIC) + 8], data[len(MAGIC) + 8 : end]
        header = json.loads(text)
        if int(check, 16) != zlib.crc32(text) or header["key"] != key:
            return None
        return _arrays(data, end + 1, header["arrays"])
    except (ValueError, KeyError, TypeError):
        return None


def _arrays(data: bytes, at: int, described: list[dict[str, Any]]) -> dict[str, NDArray[Any]] | None:
    found: dict[str, NDArray[Any]] = {}
    for one in described:
        if one["dtype"] not in DTYPES:
            return None
        dtype = np.dtype(one["dtype"])
        shape = tuple(int(length) for length in one["shape"])
        count = 1
        for length in shape:
            count *= length
        size = count * dtype.itemsize
        part = memoryview(data)[at : at + size]
        if len(part) != size or zlib.crc32(part) != one["crc"]:
            return None
        found[one["name"]] = np.frombuffer(part, dtype).reshape(shape)
        at += size
    return found if at == len(data) else None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.info("cache file %s cannot be removed: %s", path.name, error)


_shared: dict[Path, DiskCache] = {}
_shared_limit = DEFAULT_LIMIT_BYTES


def shared_cache() -> DiskCache:
    """The cache of this person. It follows `AURALENS_HOME`."""
    folder = paths.cache_dir() / "tiles"
    if folder not in _shared:
        _shared[folder] = DiskCache(folder, _shared_limit)
    return _shared[folder]


def set_cache_limit(limit_bytes: int) -> None:
    """How much disk the tiles may take, for every cache from now on."""
    global _shared_limit
    _shared_limit = limit_bytes
    for cache in _shared.values():
        cache.set_limit(limit_bytes)
