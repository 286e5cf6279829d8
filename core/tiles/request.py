"""What somebody looks at: the tiles compute for the newest requests first and forget those that went."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """A stretch of time on so many pixels."""

    start_s: float
    end_s: float
    width_px: int


class Requests:
    """The last request of each who looks, newest first. Asked on the views' thread, read in the worker."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[float, Request]] = {}
        self.asked_s = 0.0

    def ask(self, who: int, request: Request) -> bool:
        """Note what somebody looks at now; False if it was the same before."""
        before = self._held.get(who)
        if before is not None and before[1] == request:
            return False
        self.asked_s = time.monotonic()
        self._held[who] = (self.asked_s, request)
        return True

    def forget(self, who: int) -> None:
        self._held.pop(who, None)

    def newest_first(self) -> list[Request]:
        return [request for _, request in sorted(self._held.copy().values(), key=lambda held: -held[0])]
