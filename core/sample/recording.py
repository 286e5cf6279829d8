"""The sample recording: one minute in a town in which seven kinds of sound overlap, with its true labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.domain import Event, Verdict
from core.sample import machines, nature
from core.sample.space import echoing, moving, placed
from core.sample.waves import RATE_HZ, Signal, add, audible_end, count, faded

DURATION_S = 60.0
PEAK_DB = -3.0
LANE = "True labels"
BELL_HZ = 349.2


@dataclass(frozen=True, slots=True)
class Stem:
    """One sound by itself: what it adds to the recording, and the label that is true of it."""

    event: Event
    sound: Signal  # (samples, 2), begins at the onset
    echo: float = 0.25  # how much of it the streets send back


@dataclass(frozen=True, slots=True)
class Recording:
    sound: Signal  # (samples, 2)
    events: tuple[Event, ...]


def record() -> Recording:
    stems = (*_bells(), *_birds(), *_siren(), *_engine(), *_footsteps(), *_rain(), *_alarm())
    sound = mixed(stems, DURATION_S, np.random.default_rng(2024))
    events = sorted((stem.event for stem in stems), key=lambda event: (event.onset_s, event.label))
    return Recording(sound, tuple(events))


def mixed(stems: tuple[Stem, ...], duration_s: float, rng: np.random.Generator) -> Signal:
    """All stems, their echo, and the air of the town under them; the highest peak at PEAK_DB."""
    dry, sent = np.zeros((count(duration_s), 2)), np.zeros((count(duration_s), 2))
    for stem in stems:
        add(dry, stem.event.onset_s, stem.sound)
        add(sent, stem.event.onset_s, stem.sound * stem.echo)
    out = dry + echoing(sent, rng, decay_s=1.1, wet=0.5) + 0.0028 * nature.ambience(duration_s, rng)
    out = faded(out, 0.02, 0.4)
    return np.asarray(out * (10 ** (PEAK_DB / 20) / np.abs(out).max()))


def truth(label: str, onset_s: float, offset_s: float, band_hz: tuple[float, float]) -> Event:
    low_hz, high_hz = band_hz
    return Event(
        label, round(onset_s, 4), round(offset_s, 4), low_hz, high_hz, verdict=Verdict.VERIFIED, lane=LANE
    )


def strokes(at_s: tuple[float, ...], strike_hz: float, end_s: float) -> Signal:
    """One bell struck several times; the first stroke is at time zero, all is silent by `end_s`."""
    out = np.zeros(count(end_s - at_s[0]))
    for number, stroke_s in enumerate(at_s):
        loud = (1.0, 0.93, 1.04, 0.97)[number % 4]
        add(out, stroke_s - at_s[0], loud * machines.bell(strike_hz, min(9.0, end_s - stroke_s)))
    return out


def _bells() -> list[Stem]:
    stems = []
    for at_s, end_s in (((1.5, 3.9, 6.3, 8.7), 17.5), ((50.6, 53.0, 55.4), 60.0)):
        sound = placed(0.34 * strokes(at_s, BELL_HZ, end_s), -0.35)
        offset_s = at_s[0] + audible_end(sound, 32)
        stems.append(Stem(truth("church_bells", at_s[0], offset_s, machines.bell_band_hz(BELL_HZ)), sound, 0.5))
    return stems


def _birds() -> list[Stem]:
    calls = (
        (4.8, nature.FINCH, 0.6, 0.16), (7.2, nature.TIT, -0.7, 0.12), (10.1, nature.FINCH, 0.62, 0.17),
        (12.6, nature.TIT, -0.68, 0.12), (33.4, nature.FINCH, 0.3, 0.14), (35.6, nature.TIT, -0.5, 0.12),
        (56.9, nature.FINCH, 0.55, 0.16), (58.2, nature.TIT, -0.6, 0.11),
    )  # fmt: skip
    stems = []
    for onset_s, phrase, side, gain in calls:
        event = truth(
            "chirping_birds", onset_s, onset_s + nature.song_end_s(phrase), nature.song_band_hz(phrase)
        )
        stems.append(Stem(event, placed(gain * nature.song(phrase), side)))
    return stems


def _siren() -> list[Stem]:
    """Comes from the left at 72 km/h, is nearest after nine seconds, and goes off to the right."""
    onset_s, duration_s = 14.0, 18.0
    source = machines.siren(duration_s, yelp=(6.6, 9.4))
    heard, _ = moving(source, lambda t: 20.0 * (t - 9.0), away_m=14.0, duration_s=duration_s)
    heard = faded(0.6 * heard, 0.15, 1.5)
    return [Stem(truth("siren", onset_s, onset_s + duration_s, machines.SIREN_BAND_HZ), heard)]


def _engine() -> list[Stem]:
    """Starts on the right, stands, then drives off to the left: a heavy engine that turns slowly."""
    onset_s, duration_s = 24.5, 15.5
    revs = [(0.0, 450), (0.8, 950), (1.6, 700), (3.0, 720), (4.2, 1100), (5.2, 720), (7.4, 760), (15.5, 1100)]
    source = machines.engine(duration_s, [(float(at), float(rpm)) for at, rpm in revs])
    heard, _ = moving(source, _drive, away_m=7.0, duration_s=duration_s)
    heard = faded(0.72 * heard, 0.02, 1.2)
    return [Stem(truth("engine", onset_s, onset_s + duration_s, machines.ENGINE_BAND_HZ), heard)]


def _drive(t: Signal) -> Signal:
    going = np.maximum(0.0, t - 7.4)
    return np.asarray(5.0 - 0.75 * going**2)


def _footsteps() -> list[Stem]:
    onset_s, steps, period_s = 39.2, 13, 0.54
    walk = nature.footsteps(steps, period_s, np.random.default_rng(77))
    offset_s = onset_s + audible_end(walk, 30)
    near = np.interp(np.arange(walk.size), [0, walk.size * 0.5, walk.size], [0.5, 1.0, 0.5])
    sound = placed(0.60 * walk * near, np.linspace(-0.85, 0.85, walk.size))
    return [Stem(truth("footsteps", onset_s, offset_s, nature.STEP_BAND_HZ), sound, 0.12)]


def _rain() -> list[Stem]:
    onset_s, offset_s = 36.5, 55.5
    sound = faded(0.026 * nature.rain(offset_s - onset_s, np.random.default_rng(5)), 1.2, 1.5)
    return [Stem(truth("rain", onset_s, offset_s, nature.RAIN_BAND_HZ), sound, 0.0)]


def _alarm() -> list[Stem]:
    onset_s = 46.0
    sound = placed(0.13 * machines.alarm(rounds=4), 0.45)
    offset_s = onset_s + len(sound) / RATE_HZ
    return [Stem(truth("clock_alarm", onset_s, offset_s, machines.ALARM_BAND_HZ), sound, 0.15)]
