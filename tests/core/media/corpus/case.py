"""One broken or odd file: how to make it, and whether a person may expect it to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Expect(StrEnum):
    OPENS = "opens"
    REFUSED = "refused"
    EITHER = "either"  # so little is left that both are fair


@dataclass(frozen=True)
class Case:
    """`make` is given an empty folder of its own and gives the path to open."""

    name: str
    expect: Expect
    make: Callable[[Path], Path]
    as_nobody: bool = False  # opened without the rights of root, where the tests run as root


def of_bytes(name: str, file: str, expect: Expect, content: Callable[[], bytes]) -> Case:
    def make(folder: Path) -> Path:
        path = folder / file
        path.write_bytes(content())
        return path

    return Case(name, expect, make)
