"""Colour maps of 256 colours whose lightness rises evenly, so that equal steps in dB look equal."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.tiles.spec import COLOUR_MAPS

ALPHA = 0xFF000000
GREY, GREY_INVERTED = "grey", "grey inverted"
# In resources/colours; CC0, by N. J. Smith, S. van der Walt and E. Firing, cividis by J. R. Nuñez et al.
BUNDLED = ("inferno", "magma", "plasma", "viridis", "cividis")
COLORCET = {  # Kovesi's perceptually uniform maps, by what they look like
    "fire": "fire",
    "blue": "kbc",
    "green": "CET_L16",
    "blue magenta yellow": "CET_L8",
    "white to red": "CET_L18",
    "white to blue": "CET_L17",
}


@lru_cache(maxsize=32)
def lut(name: str) -> NDArray[np.uint32]:
    """256 colours as 0xffRRGGBB, lowest level first. Raises UsageError for an unknown name."""
    if name == GREY:
        table = _greys()
    elif name == GREY_INVERTED:
        table = _greys()[::-1].copy()
    elif name in BUNDLED:
        text = (resources.files("resources") / "colours" / f"{name}.txt").read_text("ascii")
        table = _parsed(text.split())
    elif name in COLORCET:
        import colorcet  # takes a while, so only for those who want one of its maps

        table = _parsed(colour.lstrip("#") for colour in colorcet.palette[COLORCET[name]])
    else:
        raise UsageError(f"there is no colour map “{name}”; choose one of {', '.join(COLOUR_MAPS)}.")
    table.setflags(write=False)
    return table


def _greys() -> NDArray[np.uint32]:
    return np.arange(256, dtype=np.uint32) * 0x010101 + np.uint32(ALPHA)


def _parsed(colours: Iterable[str]) -> NDArray[np.uint32]:
    return np.array([ALPHA | int(colour, 16) for colour in colours], np.uint32)
