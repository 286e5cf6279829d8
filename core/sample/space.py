"""Where a sound comes from: standing at an angle, moving past two ears with its Doppler shift, echoing in a place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.sample.waves import RATE_HZ, Signal, band, coloured, convolved, count, filtered

SPEED_OF_SOUND_MPS = 343.0
HALF_HEAD_M = 0.09
OVERSAMPLING = 4


def placed(mono: Signal, side: float | Signal) -> Signal:
    """Pan with equal power; `side` runs from -1 (left) to 1 (right)."""
    angle = (np.clip(side, -1, 1) + 1) * np.pi / 4
    return np.asarray(np.stack([mono * np.cos(angle), mono * np.sin(angle)], axis=1) * np.sqrt(2))


def moving(
    mono: Signal, x_m: Callable[[Signal], Signal], away_m: float, duration_s: float
) -> tuple[Signal, float]:
    """What two ears at the origin hear of a source on the line y = away_m, and when its first sound arrives.

    Loudness follows 1/distance (1 at the nearest point), pitch the true delay, and the treble goes with
    distance, as in air. `x_m` gives the place, positive to the right, by the time at the source.
    """
    emitted = np.arange(count(duration_s)) / RATE_HZ
    bright, dull = _oversampled(mono), _oversampled(filtered(mono, band(1.0, 900.0, 1)))
    across = x_m(emitted)
    first_s = float(np.hypot(across[0], away_m)) / SPEED_OF_SOUND_MPS
    heard = emitted + first_s
    ears = []
    for ear_m, facing in ((-HALF_HEAD_M, -1.0), (HALF_HEAD_M, 1.0)):
        distance = np.hypot(across - ear_m, away_m)
        at_source = np.interp(heard, emitted + distance / SPEED_OF_SOUND_MPS, emitted)
        far = np.interp(at_source, emitted, distance)
        side = np.interp(at_source, emitted, across) / far
        clear = np.exp(-far / 120.0)
        sound = clear * _at(bright, at_source) + (1 - clear) * _at(dull, at_source)
        ears.append(sound * (away_m / far) * np.sqrt(1 + 0.85 * facing * side))
    return np.stack(ears, axis=1), first_s


def echoing(dry: Signal, rng: np.random.Generator, decay_s: float, wet: float) -> Signal:
    """The echo alone of stereo `dry` in a place where sound falls by 60 dB in `decay_s`."""
    length = count(decay_s * 1.2)
    t = np.arange(length) / RATE_HZ
    ears = []
    for channel in range(2):
        early = coloured(rng, length, band(150, 7000, 1)) * 10 ** (-3 * t / (decay_s * 0.5))
        late = coloured(rng, length, band(150, 2500, 1)) * 10 ** (-3 * t / decay_s)
        kernel = (early + late) * np.minimum(1, t / 0.015)
        ears.append(convolved(dry[:, channel], wet * kernel / np.sqrt(np.sum(kernel**2))))
    return np.stack(ears, axis=1)


def _oversampled(signal: Signal) -> Signal:
    """Finer, so that straight lines between samples do for reading in between them."""
    spectrum = np.fft.rfft(signal)
    if signal.size % 2 == 0:
        spectrum[-1] = 0
    return np.fft.irfft(spectrum, signal.size * OVERSAMPLING) * OVERSAMPLING


def _at(fine: Signal, t: Signal) -> Signal:
    """Linear reading; written out because the points are evenly spaced, which np.interp cannot know."""
    place = np.clip(t * (RATE_HZ * OVERSAMPLING), 0, fine.size - 2.0)
    left = place.astype(np.int64)
    part = place - left
    return np.asarray(fine[left] * (1 - part) + fine[left + 1] * part)
