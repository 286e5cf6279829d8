"""Looks at a path before any library opens it: only a regular file with bytes in it goes on.

Decoders block on pipes, follow names as addresses and say little about what was wrong; this module says it first.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from core.errors import MediaError

HEAD_BYTES = 4096
_NO_FILE = "“{}” is a pipe, a socket or a device, not a file: record it to a file and open that."
_RECORDINGS = (b"RIFF", b"RIFX", b"RF64", b"BW64", b"FORM", b"fLaC", b"OggS", b".snd", b"caff", b"riff", b"ID3")
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n": "PNG", b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF",
             b"MM\0*": "TIFF"}
_DOCUMENTS = {b"%PDF": "a PDF document", b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "a gzip archive",
              b"7z\xbc\xaf": "a 7-Zip archive", b"Rar!": "a RAR archive", b"\x7fELF": "a program",
              b"MZ": "a program", b"SQLite format 3": "a database"}


@dataclass(frozen=True, slots=True)
class Source:
    """A regular file that can be read: its size and first bytes, and what tells one version from the next."""

    path: Path
    size: int
    head: bytes
    stamp_ns: int

    @property
    def absolute(self) -> str:
        """The name for decoders; absolute, so that no part of it can be taken for an address or an option."""
        return os.path.abspath(self.path)

    @property
    def encoded(self) -> str | bytes:
        """The name for libraries written in C: on POSIX a name is bytes and need not be text."""
        return os.fsencode(self.absolute) if os.name == "posix" else self.absolute

    def refusal(self) -> str:
        """The sentence for a file that no decoder understands."""
        name = self.path.name
        for mark, kind in _PICTURES.items():
            if self.head.startswith(mark):
                return f"“{name}” is a picture ({kind}) and holds no sound: choose a sound or video file."
        for mark, kind in _DOCUMENTS.items():
            if self.head.startswith(mark):
                return f"“{name}” is {kind}, not a recording: choose a sound or video file."
        if not self.head.strip(b"\0"):
            return f"“{name}” starts with nothing but zeros, so nothing was written to it: copy or record it again."
        if _is_text(self.head):
            return _text_sentence(name)
        return f"“{name}” is in no sound or video format known here, or is damaged: choose another file or convert it."


def examine(path: Path) -> Source:
    """Open without ever blocking, and refuse what is no file with bytes. Raises `MediaError`."""
    name = path.name or str(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise MediaError(_unopened(path, name, error)) from error
    try:
        status = os.fstat(handle)
        if problem := _problem(status, name):
            raise MediaError(problem)
        head = os.read(handle, HEAD_BYTES)
        if _is_text(head):  # some decoders go by the name, and would take this for a damaged recording
            raise MediaError(_text_sentence(name))
    except OSError as error:
        raise MediaError(f"“{name}” cannot be read ({_reason(error)}): check the disk it lies on.") from error
    finally:
        os.close(handle)
    return Source(path, status.st_size, head, status.st_mtime_ns)


def _text_sentence(name: str) -> str:
    return f"“{name}” holds text, not sound, whatever its name says: choose a sound or video file."


def _unopened(path: Path, name: str, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file “{path}”: check its name and folder."
    if os.path.isdir(path):  # unlike Path.is_dir, it never raises
        return f"“{name}” is a folder: choose a file in it."
    if isinstance(error, PermissionError):
        return f"“{name}” may not be read by you: change its permissions, or copy it to a folder of yours."
    if isinstance(error, OSError) and error.errno == errno.ENXIO:
        return _NO_FILE.format(name)
    return f"“{name}” cannot be opened ({_reason(error)}): check its name and the disk it lies on."


def _problem(status: os.stat_result, name: str) -> str:
    if stat.S_ISDIR(status.st_mode):
        return f"“{name}” is a folder: choose a file in it."
    if not stat.S_ISREG(status.st_mode):
        return _NO_FILE.format(name)
    if status.st_size == 0:
        return f"“{name}” is empty (0 bytes): copy or record it again."
    return ""


def _reason(error: OSError | ValueError) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _is_text(head: bytes) -> bool:
    if head.startswith(_RECORDINGS):
        return False
    if b"\0" in head:
        return head.startswith((b"\xff\xfe", b"\xfe\xff"))
    printable = sum(byte >= 32 or byte in b"\t\r\n\f" for byte in head)
    try:
        head[: len(head) - 4 if len(head) == HEAD_BYTES else len(head)].decode("utf-8")
    except UnicodeDecodeError:
        return printable > 0.97 * len(head)
    return printable > 0.9 * len(head)
