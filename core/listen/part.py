"""Progress of a part of some work, told as progress of the whole."""

from __future__ import annotations

from core.progress import Progress


class Part:
    """From `begins` to `ends` of `total`; within it the part counts for itself."""

    def __init__(self, whole: Progress, begins: float, ends: float, total: float = 1.0, text: str = "") -> None:
        self._whole, self._begins, self._ends, self._total, self._text = whole, begins, ends, total, text

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        share = min(done / total, 1.0) if total else 0.0
        self._whole.step(self._begins + share * (self._ends - self._begins), self._total, self._text or text)
