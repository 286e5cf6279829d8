"""Tells in the run folder how far the data are: reading and mixing sounds can take longer than the first epochs.

What the console shows a person who watches, the window reads there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.console import Console
from core.progress import Progress
from core.train.run_folder import RunFolder

PREPARING = "preparing"
TELL_EVERY_S = 0.5


class PreparingConsole(Console):
    """The console of a training, until it starts to train."""

    def __init__(self, folder: RunFolder, quiet: bool) -> None:
        super().__init__(quiet)
        self._folder = folder

    @contextmanager
    def progress(self, text: str) -> Iterator[Progress]:
        with super().progress(text) as shown:
            yield _Told(self._folder, shown)


class _Told:
    def __init__(self, folder: RunFolder, shown: Progress) -> None:
        self._folder, self._shown = folder, shown
        self._told_s = float("-inf")

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self._shown.step(done, total, text)
        now_s = time.monotonic()
        if now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            self._folder.write_progress({"state": PREPARING, "done": done, "total": total})
