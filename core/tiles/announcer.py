"""Tells views that there is something new, no oftener than repainting is cheap; never forgets the last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SHORTEST_GAP_S = 0.05


class Announcer:
    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._marked = False
        self._last_s = -1.0

    def listen(self, on_change: Callable[[], None]) -> None:
        with self._lock:
            self._listeners.append(on_change)

    def unlisten(self, on_change: Callable[[], None]) -> None:
        """Once for each `listen`; a late call of one that has left may still be on its way."""
        with self._lock:
            if on_change in self._listeners:
                self._listeners.remove(on_change)

    def mark(self) -> None:
        """There is something new."""
        self._marked = True

    def due_s(self) -> float | None:
        """How long to wait before `flush`; None where there is nothing to tell."""
        if not self._marked:
            return None
        return max(0.0, self._last_s + SHORTEST_GAP_S - time.monotonic())

    def flush_if_due(self) -> None:
        due = self.due_s()
        if due is not None and due <= 0.0:
            self.flush()

    def flush(self) -> None:
        self._marked = False
        self._last_s = time.monotonic()
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def close(self) -> None:
        with self._lock:
            self._listeners = []
