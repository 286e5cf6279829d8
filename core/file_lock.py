"""A lock that the system gives back when its process dies, however it dies: it tells who still runs."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class FileLock:
    """Held from `take` until `release`. Even the same process cannot take it twice."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    @classmethod
    def take(cls, path: Path) -> FileLock | None:
        """The lock, or None where another holds it. Where the disk knows no locks, everyone gets it."""
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(handle)
            except OSError as error:
                if error.errno in TAKEN:
                    os.close(handle)
                    return None
            if _is_still_there(path, handle):
                return cls(path, handle)
            os.close(handle)

    def release(self) -> None:
        """Give it back and remove its file."""
        if self._handle is None:
            return
        if sys.platform != "win32":
            self.path.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = None
        if sys.platform == "win32":  # an open file cannot be removed there
            self.path.unlink(missing_ok=True)


def _is_still_there(path: Path, handle: int) -> bool:
    """Whoever held it before may have removed the file after it was opened here: the next one would lock another."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
