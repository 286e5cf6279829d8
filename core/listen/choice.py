"""Which class and which stretch of a recording are explained, where a person names none: the surest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.errors import UsageError

if TYPE_CHECKING:
    from core.domain import Scores

ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds of the recording, and how they came about."""

    start_s: float
    end_s: float
    chosen: Literal["whole", "given", "surest"]


def asked_span(start_s: float | None, end_s: float | None, length_s: float, name: str) -> Span:
    """What was asked for, within the recording. Raises `UsageError` where there is nothing."""
    if not length_s > 0.0:
        raise UsageError(f"“{name}” holds no sound, so there is nothing to explain.")
    first, last = start_s or 0.0, length_s if end_s is None else end_s
    if last <= first:
        if end_s is None:
            raise UsageError(f"“{name}” is {length_s:.3f} s long, so it has nothing at {first:g} s.")
        raise UsageError(f"--end ({last:g} s) must come after --start ({first:g} s).")
    if first >= length_s:
        raise UsageError(f"“{name}” is {length_s:.3f} s long, so it has nothing at {first:g} s.")
    if last > length_s + 0.001:
        raise UsageError(f"“{name}” is {length_s:.3f} s long, so --end cannot be {last:g} s.")
    return Span(first, min(last, length_s), "whole" if start_s is None and end_s is None else "given")


def surest_class(scores: Scores) -> int:
    return int(scores.clip.argmax())


def surest_span(scores: Scores, label: int, length_s: float) -> Span:
    """So long a part, where the class is surest on the whole; the first of equals."""
    grid = scores.grid
    count = min(max(round(length_s / grid.step_s), 1), grid.count)
    sums = np.concatenate([[0.0], np.cumsum(scores.values[:, label], dtype=np.float64)])
    within = sums[count:] - sums[:-count]
    end_s = grid.start_s + scores.duration_s
    start_s = grid.start_s + int(np.argmax(within >= within.max() - 1e-9)) * grid.step_s
    start_s = max(min(start_s, end_s - length_s), grid.start_s)
    return Span(start_s, min(start_s + length_s, end_s), "surest")
