"""Sounds of weather, steps and birds, made of noise and short sweeps: rain, footsteps, chirps, the air of a town."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.sample.space import placed
from core.sample.waves import RATE_HZ, Signal, band, coloured, convolved, count, faded, harmonics, phase_of, times

RAIN_BAND_HZ = (400.0, 16000.0)
STEP_BAND_HZ = (60.0, 5000.0)
DROPS_PER_S, DROP_HZ, DROP_DECAY_S = 1200, 5900.0, 0.00012


def ambience(duration_s: float, rng: np.random.Generator) -> Signal:
    """A quiet town far away: low hum that comes and goes, and a breath of air. RMS about one."""
    samples = count(duration_s)
    both = coloured(rng, samples, _town)
    sides = [0.8 * both + 0.6 * coloured(rng, samples, _town) for _ in range(2)]
    swell = 1 + 0.22 * coloured(rng, samples, band(0.02, 0.25, 2))
    return np.stack(sides, axis=1) * swell[:, None]


def _town(hz: Signal) -> Signal:
    hz = np.maximum(hz, 20.0)
    return np.asarray(1 / (1 + (hz / 160.0) ** 1.15) * (hz / (hz + 30.0)) + 0.012 / (1 + (hz / 5000.0) ** 2))


def rain(duration_s: float, rng: np.random.Generator) -> Signal:
    """Drops on a hard ground, over a thousand a second, and the hiss of those far away."""
    samples = count(duration_s)
    hiss = [coloured(rng, samples, lambda hz: band(300, 14000, 1)(hz) / np.maximum(hz, 300) ** 0.5) for _ in "lr"]
    drops = _drops(duration_s, rng)
    gusts = 1 + 0.18 * coloured(rng, samples, band(0.05, 0.6, 2))
    made: Signal = (0.4 * np.stack(hiss, axis=1) + drops / drops.std()) * gusts[:, None]
    return made


def _drops(duration_s: float, rng: np.random.Generator) -> Signal:
    """Impulses at chance times, of a loudness that falls off quickly, each a click of less than a millisecond."""
    number = round(duration_s * DROPS_PER_S)
    impulses = np.zeros((count(duration_s), 2))
    loud = rng.exponential(1.0, number) * rng.choice((-1.0, 1.0), number)
    np.add.at(impulses, rng.integers(0, len(impulses), number), placed(loud, rng.uniform(-1, 1, number)))
    t = times(0.0012)
    click = np.sin(2 * np.pi * DROP_HZ * t + 0.7) * np.exp(-t / DROP_DECAY_S)
    return np.stack([convolved(impulses[:, ear], click) for ear in range(2)], axis=1)


def footsteps(steps: int, period_s: float, rng: np.random.Generator) -> Signal:
    """Leather soles on gravel: heel, then the roll over the toe. The first step is at time zero."""
    out = np.zeros(count(steps * period_s))
    for number in range(steps):
        late_s = 0.0 if number == 0 else rng.normal(0, 0.012)
        start = count(number * period_s + late_s)
        step = _heel(rng) * rng.uniform(0.8, 1.1)
        toe = _grains(0.13, rng) * rng.uniform(0.35, 0.55)
        for sound, delay_s in ((step, 0.0), (toe, 0.11)):
            begin = start + count(delay_s)
            end = min(out.size, begin + sound.size)
            out[begin:end] += sound[: end - begin]
    return out


def _heel(rng: np.random.Generator) -> Signal:
    t = times(0.16)
    hz = 95 + 70 * np.exp(-t / 0.012)
    thud = np.sin(phase_of(hz)) * np.exp(-t / 0.028)
    knock = coloured(rng, t.size, band(300, 2400, 2)) * np.exp(-t / 0.010)
    crunch = np.zeros(t.size)
    grit = _grains(0.14, rng)
    crunch[: grit.size] = grit
    return faded(0.8 * thud + 0.30 * knock + 0.6 * crunch, 0.0015, 0.02)


def _grains(duration_s: float, rng: np.random.Generator) -> Signal:
    """Gravel: a crowd of tiny clicks that thins out."""
    samples = count(duration_s)
    clicks = np.zeros(samples)
    at = np.minimum(rng.exponential(duration_s / 4, 70), duration_s * 0.98)
    np.add.at(clicks, (at * RATE_HZ).astype(np.int64), rng.normal(0, 1, 70) * np.exp(-at / duration_s * 2))
    t = times(0.004)
    return faded(convolved(clicks, np.sin(2 * np.pi * 2700 * t) * np.exp(-t / 0.0009)) * 0.5, 0.001, 0.01)


@dataclass(frozen=True, slots=True)
class Syllable:
    """One chirp: where its pitch goes, when, and how loud."""

    at_s: float
    duration_s: float
    from_hz: float
    to_hz: float
    bow_hz: float = 0.0  # how far the middle of the sweep is lifted
    trill_hz: float = 0.0
    gain: float = 1.0

    @property
    def end_s(self) -> float:
        return self.at_s + self.duration_s


FINCH = (
    Syllable(0.00, 0.090, 3400, 5600),
    Syllable(0.14, 0.080, 5900, 3900),
    Syllable(0.27, 0.110, 3600, 4300, bow_hz=1600),
    Syllable(0.44, 0.050, 4200, 6600),
    Syllable(0.53, 0.050, 4200, 6600),
    Syllable(0.62, 0.050, 4200, 6600),
    Syllable(0.71, 0.050, 4300, 6700),
    Syllable(0.82, 0.240, 4800, 3500, trill_hz=38, gain=0.9),
)
TIT = (
    Syllable(0.00, 0.120, 6300, 5700),
    Syllable(0.16, 0.150, 4300, 4000),
    Syllable(0.38, 0.120, 6300, 5700),
    Syllable(0.54, 0.150, 4300, 4000),
    Syllable(0.76, 0.120, 6400, 5800),
    Syllable(0.92, 0.150, 4300, 4000),
)


def song(phrase: tuple[Syllable, ...]) -> Signal:
    """A phrase of chirps; the first begins at time zero."""
    out = np.zeros(count(song_end_s(phrase)))
    for syllable in phrase:
        start = count(syllable.at_s)
        chirp = _chirp(syllable)[: out.size - start]
        out[start : start + chirp.size] += chirp
    return out


def song_end_s(phrase: tuple[Syllable, ...]) -> float:
    return max(syllable.end_s for syllable in phrase)


def song_band_hz(phrase: tuple[Syllable, ...]) -> tuple[float, float]:
    """Of the fundamental; the weak second harmonic lies above."""
    lows = [min(s.from_hz, s.to_hz) for s in phrase]
    highs = [max(s.from_hz, s.to_hz, (s.from_hz + s.to_hz) / 2 + s.bow_hz) for s in phrase]
    return min(lows) - 200, max(highs) + 200


def _chirp(syllable: Syllable) -> Signal:
    t = times(syllable.duration_s)
    part = t / syllable.duration_s
    hz = syllable.from_hz + (syllable.to_hz - syllable.from_hz) * part + syllable.bow_hz * np.sin(np.pi * part)
    hz = hz + (280 * np.sin(2 * np.pi * syllable.trill_hz * t) if syllable.trill_hz else 0)
    tone = harmonics(phase_of(hz), (1.0, 0.06, 0.015))
    return faded(tone * syllable.gain * np.sin(np.pi * part**0.8) ** 0.5, 0.006, 0.012)
