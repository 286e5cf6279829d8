"""Tells views that there is something new, no oftener than repainting is cheap; never forgets the last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SHORTEST_GAP_S = 0.05
SURVEY_GAP_S = 0.2  # a whole file filling up behind: painting it oftener would take the time from the survey


class Announcer:
    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._gap_s: float | None = None  # the shortest that was asked for since the last flush
        self._last_s = -1.0

    def listen(self, on_change: Callable[[], None]) -> None:
        with self._lock:
            self._listeners.append(on_change)

    def unlisten(self, on_change: Callable[[], None]) -> None:
        """Once for each `listen`; a late call of one that has left may still be on its way."""
        with self._lock:
            if on_change in self._listeners:
                self._listeners.remove(on_change)

    def mark(self, gap_s: float = SHORTEST_GAP_S) -> None:
        """There is something new, to be told `gap_s` after the last news."""
        self._gap_s = gap_s if self._gap_s is None else min(gap_s, self._gap_s)

    def due_s(self) -> float | None:
        """How long to wait before `flush`; None where there is nothing to tell."""
        gap_s = self._gap_s
        if gap_s is None:
            return None
        return max(0.0, self._last_s + gap_s - time.monotonic())

    def flush_if_due(self) -> None:
        due = self.due_s()
        if due is not None and due <= 0.0:
            self.flush()

    def flush(self) -> None:
        self._gap_s = None
        self._last_s = time.monotonic()
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def close(self) -> None:
        with self._lock:
            self._listeners = []
