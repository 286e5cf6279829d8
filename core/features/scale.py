"""Frequency axes: linear, mel and logarithmic, forwards and back, and where an axis gets its ticks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

ScaleName = Literal["linear", "mel", "log", "htk"]

LOWEST_LOG_HZ = 20.0  # the logarithmic axis begins here: below lies everything down to 0 Hz
SLANEY_HZ_PER_MEL = 200.0 / 3.0
SLANEY_BREAK_HZ = 1000.0
SLANEY_BREAK_MEL = SLANEY_BREAK_HZ / SLANEY_HZ_PER_MEL
SLANEY_STEP = math.log(6.4) / 27.0  # 27 mel from 1 kHz to 6.4 kHz
HTK_FACTOR, HTK_BREAK_HZ = 2595.0, 700.0

Float64 = NDArray[np.float64]


def hz_to_mel(hz: ArrayLike, htk: bool = False) -> Float64:
    """Slaney's mel scale (Auditory Toolbox, 1998), or O'Shaughnessy's as HTK has it."""
    values = np.asarray(hz, np.float64)
    if htk:
        return np.asarray(HTK_FACTOR * np.log10(1.0 + values / HTK_BREAK_HZ))
    above = SLANEY_BREAK_MEL + np.log(np.maximum(values, SLANEY_BREAK_HZ) / SLANEY_BREAK_HZ) / SLANEY_STEP
    return np.where(values < SLANEY_BREAK_HZ, values / SLANEY_HZ_PER_MEL, above)


def mel_to_hz(mel: ArrayLike, htk: bool = False) -> Float64:
    values = np.asarray(mel, np.float64)
    if htk:
        return np.asarray(HTK_BREAK_HZ * (10.0 ** (values / HTK_FACTOR) - 1.0))
    above = SLANEY_BREAK_HZ * np.exp((np.maximum(values, SLANEY_BREAK_MEL) - SLANEY_BREAK_MEL) * SLANEY_STEP)
    return np.where(values < SLANEY_BREAK_MEL, values * SLANEY_HZ_PER_MEL, above)


def _hz_to_log(hz: ArrayLike) -> Float64:
    return np.asarray(np.log2(np.maximum(np.asarray(hz, np.float64), LOWEST_LOG_HZ) / LOWEST_LOG_HZ))


def _log_to_hz(position: ArrayLike) -> Float64:
    return np.asarray(LOWEST_LOG_HZ * 2.0 ** np.asarray(position, np.float64))


def _same(values: ArrayLike) -> Float64:
    return np.asarray(values, np.float64)


_PAIRS: dict[str, tuple[Callable[[Any], Float64], Callable[[Any], Float64]]] = {
    "linear": (_same, _same),
    "mel": (hz_to_mel, mel_to_hz),
    "htk": (lambda hz: hz_to_mel(hz, htk=True), lambda mel: mel_to_hz(mel, htk=True)),
    "log": (_hz_to_log, _log_to_hz),
}


@dataclass(frozen=True, slots=True)
class FrequencyScale:
    """Positions rise with frequency; their unit is the scale's own (Hz, mel, octaves above 20 Hz).

    `mel` is Slaney's, which librosa and most published models use; `htk` is the other one.
    """

    name: ScaleName = "linear"

    def forward(self, hz: ArrayLike) -> Float64:
        return _PAIRS[self.name][0](hz)

    def inverse(self, position: ArrayLike) -> Float64:
        return _PAIRS[self.name][1](position)

    def nice_ticks(self, low_hz: float, high_hz: float, most: int = 9) -> list[float]:
        """At most `most` round frequencies, evenly spread over the axis as far as round numbers allow."""
        if not high_hz > low_hz or most < 1:
            return []
        if self.name == "linear":
            return linear_ticks(low_hz, high_hz, most)
        ticks = self._spread(_round_numbers(low_hz, high_hz), low_hz, high_hz, most)
        return ticks if len(ticks) >= min(3, most) else linear_ticks(low_hz, high_hz, most)

    def _spread(self, candidates: Iterable[float], low_hz: float, high_hz: float, most: int) -> list[float]:
        """The roundest candidates first, each at a distance from those that stand already."""
        low, high = float(self.forward(low_hz)), float(self.forward(high_hz))
        if high <= low:
            return []
        gap = (high - low) / most
        taken: dict[float, float] = {}
        for hz in candidates:
            place = float(self.forward(hz))
            if all(abs(place - other) >= gap for other in taken.values()):
                taken[hz] = place
        return sorted(taken)[:most]


def linear_ticks(low: float, high: float, most: int = 9) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten within the range."""
    if not high > low or most < 1:
        return []
    step = 10.0 ** math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20, 50):
        size = step * factor
        first, last = math.ceil(low / size - 1e-9), math.floor(high / size + 1e-9)
        if last - first + 1 <= most:
            break
    return [_rounded(number * size, size) for number in range(first, last + 1)]


def _round_numbers(low_hz: float, high_hz: float) -> Iterable[float]:
    """Frequencies from the roundest on: 0, powers of ten, 5 and 2 times, then the digits between."""
    if low_hz <= 0.0:
        yield 0.0
    least = math.floor(math.log10(max(low_hz, 1e-3 * high_hz)))
    decades = range(least, math.floor(math.log10(high_hz)) + 1)
    for digits in ((1.0,), (5.0,), (2.0,), (3.0, 4.0, 6.0, 7.0, 8.0, 9.0), (1.5, 2.5)):
        for decade in reversed(decades):
            for digit in digits:
                hz = _rounded(digit * 10.0**decade, 10.0**decade)
                if low_hz <= hz <= high_hz:
                    yield hz


def _rounded(value: float, size: float) -> float:
    return round(value, max(0, 3 - math.floor(math.log10(size))))
