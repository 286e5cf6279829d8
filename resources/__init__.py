"""Files that ship with the program; `path` finds them installed, from a checkout and frozen."""

from pathlib import Path


def path(*parts: str) -> Path:
    return Path(__file__).parent.joinpath(*parts)
