"""Round numbers for axes and how they are written: arithmetic that is tested without a window."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_CLOCK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_MILLI_S = 1e-3


@dataclass(frozen=True, slots=True)
class Tick:
    position: float
    text: str = ""  # empty: a short line without a number


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5 × 10ⁿ that is not under `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if factor * power >= least * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def time_step(least_s: float) -> float:
    """The smallest round step of a clock (1, 2, 5, 10, 15, 30 s, 1 min …) that is not under `least_s`."""
    if least_s <= 0.5:
        return round_step(least_s)
    for step in _CLOCK_STEPS_S:
        if step >= least_s:
            return float(step)
    return _CLOCK_STEPS_S[-1] * float(math.ceil(least_s / _CLOCK_STEPS_S[-1]))


def multiples(step: float, start: float, end: float) -> list[int]:
    """The whole numbers n with start <= n·step <= end."""
    return list(range(math.ceil(start / step - 1e-6), math.floor(end / step + 1e-6) + 1))


def time_ticks(
    start_s: float, end_s: float, width: float, text_width: Callable[[str], float], duration_s: float
) -> list[Tick]:
    """Labelled and unlabelled ticks of a ruler `width` pixels wide, its labels never closer than a gap."""
    span = end_s - start_s
    least = span / width * 20
    margin = span / width / 2
    while True:
        step = time_step(least)
        labelled = multiples(step, start_s - margin, end_s + margin)
        # All labels of a step have the same form, so the last three tell how wide they get.
        widest = max((text_width(time_text(n * step, step, duration_s)) for n in labelled[-3:]), default=0.0)
        if widest + 20 <= step / span * width or step > span:
            break
        least = step * 1.01
    texts = {n: time_text(n * step, step, duration_s) for n in labelled}
    parts = _parts(step)
    minor = [n for n in multiples(step / parts, start_s, end_s) if n % parts]
    ticks = [Tick(n * step, text) for n, text in texts.items()]
    return ticks + [Tick(n * step / parts) for n in minor]


def time_text(time_s: float, step_s: float, duration_s: float) -> str:
    """A time on a ruler with steps of `step_s`. Under 1 ms only whole ones are written in full."""
    if step_s < _MILLI_S * 0.999:
        whole_ms = math.floor(time_s / _MILLI_S + 1e-6)
        rest_us = (time_s - whole_ms * _MILLI_S) * 1e6
        if rest_us > step_s * 1e6 / 2:
            return f"+{rest_us:.{_decimals(step_s * 1e6)}f} µs"
        return _plain(whole_ms * _MILLI_S, _MILLI_S, duration_s)
    return _plain(time_s, step_s, duration_s)


def clock(time_s: float, decimals: int, hours: bool = False) -> str:
    """m:ss, or h:mm:ss where there are hours, with as many decimals as asked for."""
    units = round(abs(time_s) * 10**decimals)
    whole, part = divmod(units, 10**decimals)
    sign = "-" if time_s < 0 and units else ""
    fraction = f".{part:0{decimals}d}" if decimals else ""
    minutes, seconds = divmod(whole, 60)
    if hours or minutes >= 60:
        return f"{sign}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}{fraction}"
    return f"{sign}{minutes}:{seconds:02d}{fraction}"


def frequency_text(hz: float, precise: bool = False) -> str:
    """Hz below 1000, kHz from there; `precise` for the readout, otherwise as short as a tick allows."""
    if precise:
        return f"{hz:.1f} Hz" if hz < 1000 else f"{hz / 1000:.3f} kHz"
    return f"{hz:g} Hz" if hz < 1000 else f"{hz / 1000:g} kHz"


def decibel_text(db: float, decimals: int = 0) -> str:
    """A level without its unit, with a minus as wide as a plus."""
    return f"{round(db, decimals) + 0.0:.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def _plain(time_s: float, step_s: float, duration_s: float) -> str:
    if duration_s < 1.0:
        return f"{time_s * 1e3:.{_decimals(step_s * 1e3)}f} ms"
    decimals = _decimals(step_s)
    if duration_s < 60.0:
        return f"{time_s:.{decimals}f} s"
    return clock(time_s, decimals, hours=duration_s >= 3600.0)


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _parts(step_s: float) -> int:
    """Into how many minor steps a step is cut so that these are round too."""
    if step_s >= 1.0:
        return {1: 5, 2: 2, 5: 5, 10: 5, 15: 3, 30: 3}.get(round(step_s), 4 if step_s % 120 == 0 else 5)
    leading = round(step_s / 10.0 ** math.floor(math.log10(step_s) + 1e-9))
    return {1: 5, 2: 4, 5: 5}.get(leading, 5)
