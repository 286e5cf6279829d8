"""The text of a label file and the places in it, so that every complaint can name the file and the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import LabelError

MOST_BYTES = 64 * 2**20  # some millions of events: each byte takes up to forty in memory while it is read
LINE_END = re.compile(r"\r\n|\r|\n")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and a line of it where one is to blame."""

    file: str
    line: int | None = None

    def error(self, what: str, advice: str) -> LabelError:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return LabelError(f"{where}: {what}; {advice}.")


@dataclass(frozen=True, slots=True)
class Source:
    """Decoded text with the name of its file."""

    name: str
    text: str

    def place(self, line: int | None = None) -> Place:
        return Place(self.name, line)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Lines numbered from 1. Only real line ends part them, not all that Unicode calls one."""
        return enumerate(LINE_END.split(self.text), start=1)


def open_source(path: Path) -> Source:
    """Read a whole label file as text, or say in a sentence why that cannot be."""
    return Source(path.name, _decoded(_bytes(path), Place(path.name)))


def quoted(text: str) -> str:
    """A value as an error message shows it: short, and on one line."""
    short = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return "“" + "".join(c if c.isprintable() else "?" for c in short) + "”"


def _bytes(path: Path) -> bytes:
    place = Place(str(path))
    try:
        if path.is_dir():
            raise place.error("this is a folder, not a label file", "name one file in it")
        if not path.exists():
            raise place.error("there is no such label file", "check the path")
        if not path.is_file():
            raise place.error("this is not an ordinary file", "name a label file")
        if path.stat().st_size > MOST_BYTES:
            raise place.error(
                f"too large for a label file (over {MOST_BYTES >> 20} MB)", "check that it holds labels"
            )
        return path.read_bytes()
    except PermissionError as error:
        raise place.error("no permission to read it", "change its access rights") from error
    except (OSError, ValueError) as error:
        raise place.error(f"it cannot be read ({error})", "check the path") from error


def _decoded(data: bytes, place: Place) -> str:
    encoding = _encoding(data)
    mark = next((mark for mark, _ in BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise place.error(
            "neither UTF-8 nor UTF-16 text", "save it again as UTF-8, or check that it holds labels"
        ) from error
    if "\0" in text:
        raise place.error("it holds binary data, not text", "check that it is a label file")
    return text


def _encoding(data: bytes) -> str:
    """By the byte order mark; without one, UTF-16 is known by the zeros beside plain ASCII."""
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    head = data[:512]
    if len(head) >= 4 and len(data) % 2 == 0:
        zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
        half = len(head) // 2
        if zeros_odd > 0.4 * half and not zeros_even:
            return "utf-16-le"
        if zeros_even > 0.4 * half and not zeros_odd:
            return "utf-16-be"
    return "utf-8"
