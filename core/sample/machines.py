"""Sounds of made things, by their physics in short: siren, clock alarm, church bell, engine. Each has one channel."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.sample.waves import RATE_HZ, Signal, band, coloured, count, curve, faded, harmonics, phase_of, times

SIREN_BAND_HZ = (560.0, 6500.0)
ALARM_BAND_HZ = (1950.0, 10600.0)
ENGINE_BAND_HZ = (25.0, 2500.0)

BEEP_S, BEEP_PERIOD_S, BEEPS = 0.075, 0.125, 4
ALARM_PERIOD_S = 1.0
ALARM_HZ = 2093.0

# Ratio to the strike note, level, and seconds for 60 dB of decay of a minor-third bell tuned to 440 Hz.
BELL_PARTIALS = (
    (0.500, 0.55, 11.0),
    (1.000, 0.60, 7.0),
    (1.183, 0.75, 7.5),
    (1.506, 0.30, 4.0),
    (2.000, 1.00, 5.0),
    (2.514, 0.38, 2.6),
    (2.662, 0.34, 2.4),
    (3.011, 0.48, 2.6),
    (4.166, 0.36, 1.7),
    (5.433, 0.24, 1.1),
    (6.796, 0.15, 0.75),
    (8.215, 0.10, 0.50),
)


def siren(duration_s: float, yelp: tuple[float, float] | None = None) -> Signal:
    """A wailing horn that yelps (short wails) between the two times given."""
    t = times(duration_s)
    turns = np.where(_within(t, yelp), 2.8, 0.24)
    swing = np.cumsum(turns) / RATE_HZ
    height = 0.5 - 0.5 * np.cos(2 * np.pi * (swing % 1.0) ** 0.8)
    hz = 620.0 * (1480.0 / 620.0) ** height
    horn = band(480, 3600, 2)
    gains = [horn(n * hz) / n**0.55 for n in range(1, 13)]
    return faded(harmonics(phase_of(hz), gains) * 0.4, 0.12, 0.25)


def _within(t: Signal, span: tuple[float, float] | None) -> NDArray[np.bool_]:
    start_s, end_s = span or (0.0, 0.0)
    return np.asarray((t >= start_s) & (t < end_s))


def alarm(rounds: int) -> Signal:
    """A bedside clock: groups of four beeps from a piezo disc."""
    t = times(BEEP_S)
    levels = (1.0, 0.25, 0.42, 0.12, 0.16)
    beep = faded(harmonics(2 * np.pi * ALARM_HZ * t, levels), 0.002, 0.004)
    out = np.zeros(count((rounds - 1) * ALARM_PERIOD_S + (BEEPS - 1) * BEEP_PERIOD_S + BEEP_S))
    for number in range(rounds * BEEPS):
        start = count(number // BEEPS * ALARM_PERIOD_S + number % BEEPS * BEEP_PERIOD_S)
        out[start : start + beep.size] += beep[: out.size - start]
    return out


@cache
def bell(strike_hz: float, duration_s: float) -> Signal:
    """One stroke. Each partial is a pair a hair apart, whose beating makes the bell warble."""
    t = times(duration_s)
    rng = np.random.default_rng(1707)
    out = np.zeros(t.size)
    for ratio, level, decay_s in BELL_PARTIALS:
        hz, decay_s = ratio * strike_hz, decay_s * (440.0 / strike_hz) ** 0.6
        apart = hz * rng.uniform(0.0004, 0.0012)
        pair = np.sin(2 * np.pi * hz * t) + 0.45 * np.sin(2 * np.pi * (hz + apart) * t + rng.uniform(0, 6.28))
        out += level * pair * np.exp(-6.908 * t / decay_s)
    clank = coloured(rng, count(0.05), band(1800, 9000, 1)) * np.exp(-np.arange(count(0.05)) / (0.008 * RATE_HZ))
    out[: clank.size] += 1.2 * clank
    return faded(out / np.abs(out).max(), 0.0008, min(0.5, duration_s / 4))


def bell_band_hz(strike_hz: float) -> tuple[float, float]:
    return 0.46 * strike_hz, 8.5 * strike_hz


def engine(duration_s: float, revs: list[tuple[float, float]]) -> Signal:
    """A four-cylinder engine whose speed follows `revs` (seconds, turns a minute)."""
    t = times(duration_s)
    rng = np.random.default_rng(1886)
    rpm = curve(t, revs)
    flutter = 1 + 0.0025 * coloured(rng, t.size, band(1.0, 14.0, 2))
    turn = phase_of(rpm / 120 * flutter)  # one cycle of four strokes
    pull = np.clip(np.gradient(rpm, t) / 1500, 0, 1)  # louder and brighter under load
    base_hz = rpm / 120
    body = harmonics(turn, [_engine_gain(n, base_hz, rng) for n in range(1, 65)])
    bangs = np.maximum(0, np.sin(2 * turn)) ** 6
    breath = coloured(rng, t.size, band(180, 2600, 1)) * (0.25 + bangs) * (0.12 + 0.25 * pull)
    loud = (0.35 + 0.65 * (rpm / rpm.max())) * (1 + 0.5 * pull)
    out = (body * 0.5 + 0.7 * breath) * loud
    return faded(out / np.abs(out).max(), 0.08, 0.3)


def _engine_gain(n: int, base_hz: Signal, rng: np.random.Generator) -> Signal:
    """Every fourth order is a whole firing pulse and stands out; exhaust and body resonate."""
    order = 1.0 if n % 4 == 0 else (0.45 if n % 2 == 0 else 0.16)
    hz = n * base_hz
    shape = 1 / (1 + ((hz - 110) / 90) ** 2) + 0.5 / (1 + ((hz - 420) / 160) ** 2)
    shape = shape + 0.22 / (1 + ((hz - 1150) / 420) ** 2)
    return np.asarray(order * rng.uniform(0.6, 1.2) * shape)
