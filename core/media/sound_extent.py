"""How much of a sound file is really there, told from its headers and its last bytes, without decoding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.media.source import Source


@dataclass(frozen=True, slots=True)
class Extent:
    """`frames` is None where libsndfile's own count holds. `told_ratio` is the promised length over the found one."""

    frames: int | None = None
    told_ratio: float = 1.0
    told_frames: int | None = None
    cut: bool = False
    last_safe: int | None = None
    bits: int | None = None
    unsuited: bool = False
    note: str = ""


def extent(source: Source) -> Extent:
    from core.media import flac_extent, ogg_extent, pcm_extent

    mark = source.head[:4]
    if mark == b"fLaC":
        return flac_extent.measure(source)
    if mark == b"OggS":
        return ogg_extent.measure(source)
    return pcm_extent.measure(source)
