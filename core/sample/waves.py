"""The raw material of synthesis: time axes, noise of any colour, curves, fades, and fast convolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000

Signal = NDArray[np.float64]  # (samples,) for one channel, (samples, 2) for left and right


def count(duration_s: float) -> int:
    return round(duration_s * RATE_HZ)


def times(duration_s: float) -> Signal:
    return np.arange(count(duration_s)) / RATE_HZ


def coloured(rng: np.random.Generator, samples: int, gain: Callable[[Signal], Signal]) -> Signal:
    """Noise whose spectrum follows `gain(hz)`, with an RMS of one."""
    size = fast_length(samples)
    shape = gain(_bins_hz(size))
    spectrum = shape * (rng.standard_normal(shape.size) + 1j * rng.standard_normal(shape.size))
    noise = np.fft.irfft(spectrum, size)[:samples]
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


def band(low_hz: float, high_hz: float, order: int = 4) -> Callable[[Signal], Signal]:
    """A smooth band-pass gain, 3 dB down at its edges."""

    def gain(hz: Signal) -> Signal:
        hz = np.maximum(hz, 1e-3)
        power = 1 / ((1 + (low_hz / hz) ** (2 * order)) * (1 + (hz / high_hz) ** (2 * order)))
        return np.asarray(np.sqrt(power))

    return gain


def filtered(signal: Signal, gain: Callable[[Signal], Signal]) -> Signal:
    """Zero phase, so that nothing moves in time."""
    size = fast_length(signal.size)
    spectrum = np.fft.rfft(signal, size) * gain(_bins_hz(size))
    return np.fft.irfft(spectrum, size)[: signal.size]


def convolved(signal: Signal, kernel: Signal) -> Signal:
    """As long as the signal: what rings on past its end is cut."""
    size = fast_length(signal.size + kernel.size - 1)
    return np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(kernel, size), size)[: signal.size]


def curve(t: Signal, points: Sequence[tuple[float, float]]) -> Signal:
    """Through the points, with level tangents at each, so that nothing has a corner."""
    at, values = np.array(points, dtype=np.float64).T
    place = np.clip(np.searchsorted(at, t, side="right") - 1, 0, at.size - 2)
    part = np.clip((t - at[place]) / (at[place + 1] - at[place]), 0, 1)
    return np.asarray(values[place] + (values[place + 1] - values[place]) * part**2 * (3 - 2 * part))


def phase_of(hz: Signal) -> Signal:
    """Radians of an oscillator whose frequency runs along `hz`."""
    return np.asarray(2 * np.pi * np.cumsum(hz) / RATE_HZ)


def harmonics(phase: Signal, gains: Sequence[float | Signal]) -> Signal:
    """Sum of gains[n - 1] * sin(n * phase), by the recurrence of sines: one multiplication a harmonic."""
    twice = 2 * np.cos(phase)
    before, now = np.zeros_like(phase), np.sin(phase)
    total = np.zeros_like(phase)
    for gain in gains:
        total += gain * now
        before, now = now, twice * now - before
    return total


def faded(signal: Signal, rise_s: float, fall_s: float) -> Signal:
    """Raised-cosine edges in place of clicks."""
    out = signal.copy()
    rise, fall = count(rise_s), count(fall_s)
    out[:rise] *= _ramp(rise) if signal.ndim == 1 else _ramp(rise)[:, None]
    if fall:
        out[-fall:] *= _ramp(fall)[::-1] if signal.ndim == 1 else _ramp(fall)[::-1, None]
    return out


def add(target: Signal, at_s: float, signal: Signal) -> None:
    """Lay `signal` into `target` from `at_s` on; what would stick out at the end is left away."""
    start = count(at_s)
    length = max(0, min(len(signal), len(target) - start))
    target[start : start + length] += signal[:length]


def audible_end(signal: Signal, below_peak_db: float = 40.0) -> float:
    """Seconds until the level (10 ms RMS, all channels) has sunk for good to that far below its peak."""
    step = RATE_HZ // 100
    power = signal**2 if signal.ndim == 1 else np.mean(signal**2, axis=1)
    levels = power[: power.size // step * step].reshape(-1, step).mean(axis=1)
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-below_peak_db / 10))
    return float((loud[-1] + 1) * step / RATE_HZ)


def fast_length(samples: int) -> int:
    """The next size that the FFT takes in its stride: a power of two, or 3 or 5 times one."""
    power = 1 << max(0, samples - 1).bit_length()
    fitting = [power * 5 // 8, power * 3 // 4, power]
    return next(size for size in fitting if size >= samples)


def _bins_hz(size: int) -> Signal:
    return np.asarray(np.fft.rfftfreq(size, 1 / RATE_HZ), dtype=np.float64)


def _ramp(samples: int) -> Signal:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * (np.arange(samples) + 0.5) / max(1, samples)))
