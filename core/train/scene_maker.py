"""Composes stereo scenes: an ambience, sounds that make the scene what it is, and sounds that say nothing of it.

What everyone hears is known, stem by stem, so that an explanation of a scene can be held against what made it one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.train.clip_bank import FULL_SCALE, Clip, ClipBank
from core.train.scene_table import Count, Ground, Range, SceneTable, Split
from core.train.soundscapes import PEAK, coloured_noise

Samples = NDArray[np.float32]  # (samples, 2)
Role = Literal["ambience", "characteristic", "neutral"]
SEAM_S = 0.1  # a short ambience is repeated with a crossfade of this length
FADE_S = 0.01  # a sound that is cut short fades
RUMBLE_BEGINS_HZ = 10.0
RUMBLE_FALL = 6.0  # of its power beyond the corner: 18 dB an octave
RUMBLE_ENDS = 10.0  # times the corner


@dataclass(frozen=True, slots=True, eq=False)
class Stem:
    """One part of a scene, as long as the scene and at the level it has there."""

    role: Role
    label: str
    onset_s: float
    offset_s: float
    samples: Samples


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """`stems` add up to `samples`; the first is the ambience."""

    label: str
    rate_hz: int
    samples: Samples
    stems: tuple[Stem, ...]


def make_scene(bank: ClipBank, table: SceneTable, name: str, split: Split, rng: np.random.Generator) -> Scene:
    """One scene; the same generator state gives the same samples. Raises `DataError`."""
    maker = _Maker(bank, table, split, rng)
    bed, level = maker.ambience(table.ground_of(name))
    stems = [bed, *maker.events(name, level)]
    mixed = bed.samples.copy()
    for stem in stems[1:]:
        mixed += stem.samples
    peak = float(np.abs(mixed).max())
    if peak > PEAK:
        stems = [replace(stem, samples=stem.samples * np.float32(PEAK / peak)) for stem in stems]
        mixed = mixed * np.float32(PEAK / peak)
    return Scene(name, bank.rate_hz, mixed, tuple(stems))


class _Maker:
    """The random numbers of one scene, and what it is made of."""

    def __init__(self, bank: ClipBank, table: SceneTable, split: Split, rng: np.random.Generator) -> None:
        self._bank, self._table, self._split, self._rng = bank, table, split, rng
        self._count = round(table.duration_s * bank.rate_hz)

    def ambience(self, ground: Ground) -> tuple[Stem, float]:
        """Ambience, rumble and the microphone's own noise as one stem, and the level of the ambience alone."""
        levels = self._table.levels
        level_db = self._draw(levels.bed_dbfs)
        bed = _at_level(self._wide(*self._bed(ground)), level_db)
        bed += _at_level(self._wide(self._rumble(), self._rumble()), level_db + self._draw(levels.rumble_db))
        bed += _at_level(self._rng.standard_normal((self._count, 2), np.float32), self._draw(levels.microphone_dbfs))
        return Stem("ambience", "", 0.0, self._table.duration_s, bed), level_db

    def events(self, name: str, level_db: float) -> list[Stem]:
        """Characteristic and neutral ones, in the order of their onsets."""
        scene, ground, levels = self._table.scenes[name], self._table.ground_of(name), self._table.levels
        found = [self._event("characteristic", self._label(scene.characteristic),
                             level_db + self._draw(levels.characteristic_db)) for _ in range(self._many(scene.events))]
        evenly = dict.fromkeys(ground.neutral, 1.0)
        found += [self._event("neutral", self._label(evenly), level_db + self._draw(levels.neutral_db))
                  for _ in range(self._many(ground.neutral_events))]
        return sorted(found, key=lambda stem: stem.onset_s)

    def _label(self, shares: dict[str, float]) -> str:
        known = {label: share for label, share in shares.items() if label in self._bank.by_label}
        if not known:
            raise DataError(f"the sounds hold none of {', '.join(shares)}, of which a scene is made; take other "
                            "folds, or change the table of scenes.")
        weights = np.array(list(known.values())) / sum(known.values())
        return str(self._rng.choice(list(known), p=weights))

    def _event(self, role: Role, label: str, level_db: float) -> Stem:
        """Somewhere in time and between left and right, whole where it fits."""
        clips = self._bank.by_label[label]
        mono = _faded(clips[int(self._rng.integers(len(clips)))].samples[: self._count], self._bank.rate_hz)
        start = int(self._rng.integers(self._count - len(mono) + 1))
        angle = (self._draw(self._table.levels.pan) + 1.0) * np.pi / 4.0  # of the same loudness everywhere
        gains = np.array([np.cos(angle), np.sin(angle)], np.float32)
        both = _at_level(mono[:, None] * gains, level_db)
        samples = np.zeros((self._count, 2), np.float32)
        samples[start : start + len(mono)] = both
        rate_hz = self._bank.rate_hz
        return Stem(role, label, start / rate_hz, (start + len(mono)) / rate_hz, samples)

    def _bed(self, ground: Ground) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Two stretches of one recording, or two noises of one colour."""
        if not ground.ambiences:
            slope = self._draw(ground.noise_slope)
            return coloured_noise(self._count, slope, self._rng), coloured_noise(self._count, slope, self._rng)
        clips = [clip for clip in self._bank.backgrounds if clip.label in ground.ambiences]
        if not clips:
            raise DataError(f"ambience.csv names none of {', '.join(ground.ambiences)}; add one, or change the table "
                            "of scenes.")
        clip = clips[int(self._rng.integers(len(clips)))]
        return self._stretch(clip), self._stretch(clip)

    def _stretch(self, clip: Clip) -> NDArray[np.float32]:
        """From the part of the recording that this split may hear; too short a part is repeated."""
        first, end = (round(share * len(clip.pcm)) for share in self._table.parts[self._split])
        part = _repeated(clip.pcm[first:end].astype(np.float32) / np.float32(FULL_SCALE), self._count + 1,
                         round(SEAM_S * self._bank.rate_hz))
        start = int(self._rng.integers(len(part) - self._count))
        return part[start : start + self._count]

    def _rumble(self) -> NDArray[np.float32]:
        corner_hz = self._draw(self._table.levels.rumble_below_hz)
        frequencies = np.fft.rfftfreq(self._count, 1.0 / self._bank.rate_hz)
        frequencies = frequencies[frequencies < RUMBLE_ENDS * corner_hz]  # 60 dB below: nothing is worth drawing
        spectrum = self._rng.standard_normal(len(frequencies)) + 1j * self._rng.standard_normal(len(frequencies))
        spectrum *= (1.0 + (frequencies / corner_hz) ** RUMBLE_FALL) ** -0.5 * (frequencies > RUMBLE_BEGINS_HZ)
        return np.asarray(np.fft.irfft(spectrum, self._count), np.float32)

    def _wide(self, middle: NDArray[np.float32], side: NDArray[np.float32]) -> Samples:
        """Left and right differ by another stretch of the same."""
        middle, side = middle / _rms(middle), side / _rms(side) * np.float32(self._draw(self._table.levels.side))
        return np.stack([middle + side, middle - side], 1)

    def _many(self, between: Count) -> int:
        return int(self._rng.integers(between[0], between[1] + 1))

    def _draw(self, between: Range) -> float:
        return float(self._rng.uniform(*between))


def _repeated(samples: NDArray[np.float32], least: int, seam: int) -> NDArray[np.float32]:
    """End over end until it is long enough; each seam is a crossfade of equal power."""
    if len(samples) >= least:
        return samples
    seam = min(seam, len(samples) // 4)
    rise = np.sin(np.linspace(0.0, np.pi / 2.0, seam, dtype=np.float32))
    whole = samples
    while len(whole) < least:
        met = whole[-seam:] * rise[::-1] + samples[:seam] * rise if seam else samples[:0]
        whole = np.concatenate([whole[: len(whole) - seam], met, samples[seam:]])
    return whole


def _faded(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    count = min(round(FADE_S * rate_hz), len(samples) // 2)
    if not count:
        return samples
    rise = np.linspace(0.0, 1.0, count, dtype=np.float32)
    faded = samples.copy()
    faded[:count] *= rise
    faded[-count:] *= rise[::-1]
    return faded


def _rms(samples: NDArray[np.float32]) -> np.float32:
    return np.float32(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) or 1.0)


def _at_level(samples: Samples, dbfs: float) -> Samples:
    """Both channels together have this level."""
    return samples * (np.float32(10.0 ** (dbfs / 20.0)) / _rms(samples))


def balanced_names(table: SceneTable, count: int) -> Sequence[str]:
    """Each scene as often as the others, or once more."""
    names = table.names
    return [names[number % len(names)] for number in range(count)]
