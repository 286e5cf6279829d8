"""What a mask keeps of a sound whose parts are known: the share of the part it is after, and how much nearer it comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.listen.split import Splitter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.listen.geometry import Geometry

LEAST_ENERGY = 1e-20


@dataclass(frozen=True, slots=True)
class KeptOfStem:
    """`share` of the energy that is kept belongs to the target, `share_before` of the energy of the whole."""

    share: float
    share_before: float
    si_sdr_db: float  # of what is kept, against the target
    si_sdr_before_db: float  # of the whole

    @property
    def si_sdr_gain_db(self) -> float:
        return self.si_sdr_db - self.si_sdr_before_db


class Stems:
    """A target and the rest (n, channels), which add up to the sound; many masks can be asked about."""

    def __init__(self, target: NDArray[np.float32], rest: NDArray[np.float32], rate_hz: int) -> None:
        self._target, self._rest = Splitter(target, rate_hz), Splitter(rest, rate_hz)

    @property
    def geometry(self) -> Geometry:
        return self._target.geometry

    def kept_by(self, mask: NDArray[np.float32]) -> KeptOfStem:
        target, rest = self._target.kept(mask), self._rest.kept(mask)
        whole = self._target.samples + self._rest.samples
        return KeptOfStem(share(target, rest), share(self._target.samples, self._rest.samples),
                          si_sdr_db(target + rest, self._target.samples), si_sdr_db(whole, self._target.samples))


def share(target: NDArray[np.float32], rest: NDArray[np.float32]) -> float:
    """Of the energy of both; 0 where there is none."""
    of_target, of_rest = _energy(target), _energy(rest)
    total = of_target + of_rest
    return of_target / total if total > 0.0 else 0.0


def si_sdr_db(estimate: NDArray[np.float32], target: NDArray[np.float32]) -> float:
    """Scale-invariant ratio of signal to distortion: of the part of the estimate along the target to all else in it."""
    wanted, given = target.ravel().astype(np.float64), estimate.ravel().astype(np.float64)
    along = float(given @ wanted) / max(float(wanted @ wanted), LEAST_ENERGY) * wanted
    return float(10.0 * np.log10((_energy(along) + LEAST_ENERGY) / (_energy(given - along) + LEAST_ENERGY)))


def _energy(samples: NDArray[np.floating]) -> float:
    return float(np.square(samples, dtype=np.float64).sum())
