"""What a model says while a sound is taken away, or put together, from the cells that a map names first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.progress import Progress, Silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.listen.judge import Judge
    from core.listen.split import Splitter

STEPS = 10
AT_ONCE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Scores of the class over the share of cells that are gone, or there. Areas are between 0 and 1."""

    shares: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]

    @property
    def deletion_area(self) -> float:
        """Better low: what the map names first is what the class lives on."""
        return float(np.trapezoid(self.deletion, self.shares))

    @property
    def insertion_area(self) -> float:
        """Better high."""
        return float(np.trapezoid(self.insertion, self.shares))


def curves(judge: Judge, splitter: Splitter, order: NDArray[np.float32], label: int, steps: int = STEPS,
           progress: Progress | None = None) -> Curves:
    """`order` (frames, bins) says which cells come first: the greatest. Equal ones come by chance."""
    progress = progress or Silent()
    shares = np.linspace(0.0, 1.0, steps + 1)
    ranks = _ranks(order)
    deletion, insertion = np.empty(steps + 1), np.empty(steps + 1)
    for first in range(0, steps + 1, AT_ONCE):
        progress.step(first, steps + 1)
        part = slice(first, first + AT_ONCE)
        pairs = [splitter.both((ranks < share * order.size).astype(np.float32)) for share in shares[part]]
        sounds = [sound for pair in pairs for sound in pair]
        scores = judge.scores(sounds, splitter.geometry.rate_hz)[:, label]
        insertion[part], deletion[part] = scores[0::2], scores[1::2]
    return Curves(shares, deletion, insertion)


def _ranks(order: NDArray[np.float32]) -> NDArray[np.int64]:
    """0 for the greatest; ties are broken by chance, for cells in order would be a mask of their own."""
    chance = np.random.default_rng(0).permutation(order.size)
    ranked = np.empty(order.size, np.int64)
    ranked[chance[np.argsort(-order.ravel()[chance], kind="stable")]] = np.arange(order.size)
    return ranked.reshape(order.shape)
