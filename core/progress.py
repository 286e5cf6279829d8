"""How long work tells of itself. A job calls `step`; whoever started it shows the figure or raises `Cancelled`."""

from typing import Protocol


class Progress(Protocol):
    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        """Say how much of `total` is done. May raise `Cancelled`, so call it often and between writes."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        return None
