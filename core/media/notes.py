"""The sentences about files that open although something is wrong with them; one wording for all formats."""

from __future__ import annotations


def ends_early(good_s: float, told_s: float | None = None) -> str:
    if told_s is None or told_s <= good_s:
        return f"The file ends early: the {spoken_s(good_s)} that are there can be read."
    return f"The file ends early: {spoken_s(good_s)} of {spoken_s(told_s)} can be read."


def spoken_s(seconds: float) -> str:
    if seconds < 3600:
        return f"{seconds:.1f} s"
    minutes, rest_s = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest_s:02d}"


DAMAGED = "Parts of the file are damaged; they are silent."
PICTURE_CUT = "The file ends early, and its picture with it."
