"""Composes soundscapes: events from single sounds over a background, with everything known that happens in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from core.train.clip_bank import Clip, ClipBank

Samples = NDArray[np.float32]
LEAST_EVENT_S = 0.1
PEAK = 0.99


@dataclass(frozen=True, slots=True)
class SoundscapeSpec:
    """Ranges are drawn from evenly. The defaults are the test bed; training adds what makes it harder."""

    duration_s: float = 10.0
    events: tuple[int, int] = (1, 5)
    background_dbfs: float = -35.0
    background_range_db: float = 0.0  # the level varies by so much up and down
    snr_db: tuple[float, float] = (0.0, 20.0)
    max_overlap: int = 5  # events at one time
    cut: float = 0.0  # how often an event may run over either end
    crop: float = 0.0  # how often only a part of a sound is taken
    speed: float = 0.0  # how often a sound is played faster or slower
    speed_range: tuple[float, float] = (0.85, 1.18)
    noise: float = 0.0  # how often the background is coloured noise
    reverb: float = 0.0  # how often the whole has a room
    rt60_s: tuple[float, float] = (0.1, 0.8)
    gain_db: tuple[float, float] = (0.0, 0.0)


TEST_BED = SoundscapeSpec()
TRAINING = replace(TEST_BED, background_range_db=8.0, snr_db=(-3.0, 24.0), cut=0.25, crop=0.25, speed=0.3,
                   noise=0.3, reverb=0.25, gain_db=(-12.0, 10.0))


@dataclass(frozen=True, slots=True)
class Soundscape:
    samples: Samples
    rate_hz: int
    events: tuple[Event, ...]
    stems: tuple[Samples, ...] = ()  # of each event, where they were asked for


def make_soundscape(bank: ClipBank, spec: SoundscapeSpec, rng: np.random.Generator, stems: bool = False) -> Soundscape:
    """One soundscape; the same generator state gives the same samples."""
    count = round(spec.duration_s * bank.rate_hz)
    bed = _background(bank, spec, rng, count)
    level = float(np.sqrt(np.mean(np.square(bed, dtype=np.float64))))
    mixed = bed.copy()
    placed: list[tuple[Event, Samples]] = []
    for _ in range(int(rng.integers(spec.events[0], spec.events[1] + 1))):
        sound = _event_sound(bank, spec, rng)
        found = _place(sound[0], sound[1], count, bank.rate_hz, spec, rng, [event for event, _ in placed])
        if found is None:
            continue
        start, samples = found
        rms = float(np.sqrt(np.mean(np.square(sound[1], dtype=np.float64)))) or 1.0
        gain = level / rms * 10.0 ** (rng.uniform(*spec.snr_db) / 20.0)
        stem = np.zeros(count, np.float32)
        stem[start : start + len(samples)] = samples * np.float32(gain)
        mixed += stem
        onset_s, offset_s = start / bank.rate_hz, (start + len(samples)) / bank.rate_hz
        placed.append((Event(sound[0], onset_s, offset_s), stem if stems else samples[:0]))
    return _finished(mixed, placed, bank.rate_hz, spec, rng, stems)


def _finished(mixed: Samples, placed: list[tuple[Event, Samples]], rate_hz: int, spec: SoundscapeSpec,
              rng: np.random.Generator, stems: bool) -> Soundscape:
    if spec.reverb and rng.random() < spec.reverb:
        response = room_response(rng.uniform(*spec.rt60_s), rate_hz, rng)
        mixed = _convolved(mixed, response)
        placed = [(event, _convolved(stem, response) if stems else stem) for event, stem in placed]
    gain = 10.0 ** (rng.uniform(*spec.gain_db) / 20.0)
    peak = float(np.abs(mixed).max(initial=0.0)) * gain
    gain = np.float32(gain * (PEAK / peak if peak > PEAK else 1.0))
    placed.sort(key=lambda pair: pair[0].onset_s)
    parts = tuple(stem * gain for _, stem in placed) if stems else ()
    return Soundscape((mixed * gain).astype(np.float32), rate_hz, tuple(event for event, _ in placed), parts)


def _background(bank: ClipBank, spec: SoundscapeSpec, rng: np.random.Generator, count: int) -> Samples:
    if not bank.backgrounds or rng.random() < spec.noise:
        bed = coloured_noise(count, rng.uniform(0.0, 2.0), rng)
    else:
        bed = _stretch_of(bank.backgrounds[int(rng.integers(len(bank.backgrounds)))], count, rng)
    rms = float(np.sqrt(np.mean(np.square(bed, dtype=np.float64)))) or 1.0
    level_db = spec.background_dbfs + rng.uniform(-1.0, 1.0) * spec.background_range_db
    return (bed * np.float32(10.0 ** (level_db / 20.0) / rms)).astype(np.float32)


def _stretch_of(clip: Clip, count: int, rng: np.random.Generator) -> Samples:
    """So many samples from anywhere in a background; a short one is repeated."""
    pcm = clip.pcm if len(clip.pcm) > count else np.resize(clip.pcm, count + 1)
    start = int(rng.integers(len(pcm) - count))
    return pcm[start : start + count].astype(np.float32)


def _event_sound(bank: ClipBank, spec: SoundscapeSpec, rng: np.random.Generator) -> tuple[str, Samples]:
    label = bank.labels[int(rng.integers(len(bank.labels)))]
    clips = bank.by_label[label]
    samples = clips[int(rng.integers(len(clips)))].samples
    if rng.random() < spec.speed:
        samples = _resped(samples, rng.uniform(*spec.speed_range))
    longest = round(spec.duration_s * bank.rate_hz)
    if len(samples) > longest:
        start = int(rng.integers(len(samples) - longest + 1))
        samples = samples[start : start + longest]
    if rng.random() < spec.crop and len(samples) > bank.rate_hz:
        length = int(rng.integers(bank.rate_hz // 2, len(samples)))
        start = int(rng.integers(len(samples) - length + 1))
        samples = samples[start : start + length]
    return label, samples


def _place(label: str, samples: Samples, count: int, rate_hz: int, spec: SoundscapeSpec, rng: np.random.Generator,
           others: list[Event]) -> tuple[int, Samples] | None:
    """Where the sound starts, and the part of it that is heard; None where too many sound, or the same one does."""
    least = max(1, round(LEAST_EVENT_S * rate_hz))
    for _ in range(10):
        if rng.random() < spec.cut:
            start = int(rng.integers(min(0, least - len(samples)), max(1, count - least)))
        else:
            start = int(rng.integers(count - len(samples) + 1))
        first = max(0, -start)
        heard = samples[first : first + count - max(start, 0)]
        begin = max(start, 0)
        onset_s, offset_s = begin / rate_hz, (begin + len(heard)) / rate_hz
        met = [other.label for other in others if other.onset_s <= offset_s and onset_s <= other.offset_s]
        if label not in met and len(met) < spec.max_overlap:
            return begin, heard
    return None


def _resped(samples: Samples, speed: float) -> Samples:
    count = max(2, int(len(samples) / speed))
    return np.asarray(np.interp(np.arange(count) * speed, np.arange(len(samples)), samples), dtype=np.float32)


def coloured_noise(count: int, slope: float, rng: np.random.Generator) -> Samples:
    """Power falls with frequency to the power of `slope`: 0 is white, 1 pink, 2 brown."""
    spectrum = rng.standard_normal(count // 2 + 1) + 1j * rng.standard_normal(count // 2 + 1)
    spectrum *= np.maximum(np.arange(count // 2 + 1), 1.0) ** (-slope / 2.0)
    return np.asarray(np.fft.irfft(spectrum, count), dtype=np.float32)


def room_response(rt60_s: float, rate_hz: int, rng: np.random.Generator) -> Samples:
    """Noise that falls by 60 dB in `rt60_s` after the direct sound (Polack's model of a room)."""
    count = max(2, round(rt60_s * rate_hz))
    tail = rng.standard_normal(count) * 10.0 ** (-3.0 * np.arange(count) / count)
    tail *= rng.uniform(0.1, 0.6) / float(np.sqrt(np.sum(np.square(tail))))
    tail[0] = 1.0
    return tail.astype(np.float32)


def _convolved(samples: Samples, response: Samples) -> Samples:
    size = 1 << (len(samples) + len(response) - 1).bit_length()
    product = np.fft.rfft(samples, size) * np.fft.rfft(response, size)
    return np.asarray(np.fft.irfft(product, size)[: len(samples)], np.float32)
