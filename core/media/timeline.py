"""Turns the time stamps of packets into exact sample positions.

Many containers round time stamps to a millisecond, and recorders let them tremble. Frames of one size follow one
another on a grid of that size, so the nearest grid point is the true position, wherever reading began.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch without a gap: the first packet's time stamp and its sample position."""

    pts: int
    position: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """`step` is the number of samples in every packet, or 1 where packets differ and the clock is fine enough.

    `phase` is by how many samples the first packet's time stamp was rounded, down if positive.
    """

    runs: tuple[Run, ...]
    step: int
    samples_per_tick: Fraction
    phase: Fraction = Fraction(0)

    def position(self, pts: int) -> int:
        """In whole numbers only: this runs for every packet, and fractions would cost as much as decoding it."""
        runs = self.runs
        run = runs[0] if len(runs) == 1 else runs[max(bisect_right(runs, pts, key=_pts) - 1, 0)]
        per_tick, phase = self.samples_per_tick, self.phase
        unit = per_tick.denominator * phase.denominator
        offset = (pts - run.pts) * per_tick.numerator * phase.denominator - phase.numerator * per_tick.denominator
        return run.position + (2 * offset + unit * self.step) // (2 * unit * self.step) * self.step

    def pts(self, position: int) -> int:
        """A time stamp at or before the packet that holds the sample."""
        run = self.runs[max(bisect_right(self.runs, position, key=_position) - 1, 0)]
        return run.pts + int((position - run.position) // self.samples_per_tick)


def _pts(run: Run) -> int:
    return run.pts


def _position(run: Run) -> int:
    return run.position


def find_runs(first: Run, stamps: Callable[[int], int], count: int, step: int, samples_per_tick: Fraction,
              tolerance: int) -> tuple[Run, ...]:
    """Runs of an indexed track, found by bisection: packets between two that fit one grid fit it too.

    `stamps(i)` is the time stamp of packet i. A run ends where the clock is off by more than `tolerance` samples.
    """
    runs = [first]
    drift = _Drift(first, stamps, step, samples_per_tick)
    index, offset = 0, 0
    while index < count - 1 and abs(drift(count - 1) - offset) > tolerance:
        low, high = index, count - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if abs(drift(middle) - offset) > tolerance else (middle, high)
        index, offset = high, drift(high)
        runs.append(Run(stamps(high), first.position + high * step + offset))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class _Drift:
    """By how many samples packet i lies after the place it would have without any gap."""

    first: Run
    stamps: Callable[[int], int]
    step: int
    samples_per_tick: Fraction

    def __call__(self, index: int) -> int:
        return round((self.stamps(index) - self.first.pts) * self.samples_per_tick) - index * self.step
