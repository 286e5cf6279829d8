"""Where examples come from: soundscapes made on the spot, or clips of files. The n-th is the same at every call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import soxr
import torch
from numpy.typing import NDArray

from core.detect.stream import as_channels
from core.domain import Event
from core.errors import AuralensError, DataError
from core.media.audio import open_audio
from core.models.detector import Detector
from core.progress import Progress
from core.train.clip_bank import FULL_SCALE, ClipBank
from core.train.data.labelled import Kind, LabelledClip
from core.train.example import Example, Sound, TargetGrid, collate
from core.train.soundscapes import SoundscapeSpec, make_soundscape

TOGETHER = 16  # clips whose features are made at once
Skipped = Callable[[Path, str], None]


class Source(Protocol):
    length: int  # how many there are; 0: no end

    def sound(self, index: int, rng: np.random.Generator) -> Sound: ...


class SoundscapeSource:
    """New soundscapes without end."""

    length = 0

    def __init__(self, bank: ClipBank, spec: SoundscapeSpec) -> None:
        self._bank, self._spec = bank, spec

    def sound(self, index: int, rng: np.random.Generator) -> Sound:
        made = make_soundscape(self._bank, self._spec, rng)
        labels = frozenset(event.label for event in made.events)
        return Sound(made.samples, labels, made.events, len(made.samples) / made.rate_hz)


class ClipSource:
    """Clips of files, decoded when first needed and kept while there is room. One longer than the window is heard from
    a random place; one that cannot be read is told of, and the next takes its place."""

    def __init__(self, clips: Sequence[LabelledClip], grid: TargetGrid, cache_mb: int, skipped: Skipped) -> None:
        self._clips, self._grid, self._skipped = clips, grid, skipped
        self._room = cache_mb * 1_000_000
        self._kept: dict[int, NDArray[np.int16]] = {}
        self._broken: set[int] = set()
        self.length = len(clips)

    def sound(self, index: int, rng: np.random.Generator) -> Sound:
        for offset in range(self.length):
            number = (index + offset) % self.length
            samples = self._samples(number)
            if samples is not None:
                return self._cut(samples, self._clips[number], rng)
        raise DataError(f"none of {self.length} clips could be read; the first is “{self._clips[0].path}”.")

    def _samples(self, number: int) -> NDArray[np.float32] | None:
        if number in self._kept:
            return self._kept[number].astype(np.float32) / np.float32(FULL_SCALE)
        if number in self._broken:
            return None
        clip = self._clips[number]
        try:
            samples = read_stretch(clip, self._grid.rate_hz, self._grid.channels)
        except AuralensError as error:
            self._broken.add(number)
            self._skipped(clip.path, str(error))
            return None
        pcm = np.round(samples.clip(-1.0, 1.0) * FULL_SCALE).astype(np.int16)
        if pcm.nbytes <= self._room:
            self._room -= pcm.nbytes
            self._kept[number] = pcm
        return pcm.astype(np.float32) / np.float32(FULL_SCALE)  # the same, kept or not

    def _cut(self, samples: NDArray[np.float32], clip: LabelledClip, rng: np.random.Generator) -> Sound:
        spare = samples.shape[-1] - self._grid.samples
        start = int(rng.integers(spare + 1)) if spare > 0 else 0
        part = samples[..., start : start + self._grid.samples]
        length_s = part.shape[-1] / self._grid.rate_hz
        if spare <= 0:
            return Sound(part, clip.labels, clip.events, length_s)
        events = shifted(clip.events, start / self._grid.rate_hz, length_s)
        labels = frozenset(event.label for event in events) if clip.events else clip.labels
        return Sound(part, labels, events, length_s)


def shifted(events: Sequence[Event], start_s: float, length_s: float) -> tuple[Event, ...]:
    """Events as they are in a stretch from `start_s`; those outside are left out."""
    return tuple(Event(event.label, max(event.onset_s - start_s, 0.0), min(event.offset_s - start_s, length_s))
                 for event in events if event.offset_s > start_s and event.onset_s < start_s + length_s)


def read_stretch(clip: LabelledClip, rate_hz: int, channels: int = 1) -> NDArray[np.float32]:
    """The samples of a clip at this rate: the mean of its channels, or (channels, samples) of the first ones. Raises
    `AuralensError`."""
    with open_audio(clip.path) as reader:
        first = round(clip.start_s * reader.rate_hz)
        end = reader.frames if clip.end_s is None else min(round(clip.end_s * reader.rate_hz), reader.frames)
        if end <= first:
            raise DataError(f"“{clip.path.name}” has no sound from {clip.start_s:g} s on.")
        samples = np.concatenate(list(as_channels(reader, first, end, channels)))
        if reader.rate_hz != rate_hz:
            samples = soxr.resample(samples, reader.rate_hz, rate_hz)
    return np.ascontiguousarray(samples.T, np.float32)


class Examples:
    """The n-th example under a seed depends on the seed and n alone: a run that was broken off goes on as if not."""

    def __init__(self, source: Source, kind: Kind, grid: TargetGrid, seed: Sequence[int]) -> None:
        self.source, self.kind, self._grid, self._seed = source, kind, grid, tuple(seed)
        self._order: tuple[int, NDArray[np.int64]] | None = None

    def __getitem__(self, number: int) -> Example:
        return self._example(self._index(number), number)

    def at(self, index: int) -> Example:
        """The clips as they come, not in a drawn order."""
        return self._example(index, index)

    def _example(self, index: int, number: int) -> Example:
        rng = np.random.default_rng([*self._seed, int(self.kind), number])
        return self._grid.encode(self.source.sound(index, rng), self.kind)

    def _index(self, number: int) -> int:
        """Passes over all clips, each in an order of its own."""
        if not self.source.length:
            return number
        turn, place = divmod(number, self.source.length)
        if self._order is None or self._order[0] != turn:
            rng = np.random.default_rng([*self._seed, 1000 + int(self.kind), turn])
            self._order = turn, rng.permutation(self.source.length)
        return int(self._order[1][place])


class Pool:
    """Examples whose features were made once and stay in memory."""

    def __init__(self, example: Callable[[int], Example], count: int, network: Detector, progress: Progress) -> None:
        self._kept: list[Example] = []
        trained = network.training
        network.eval()
        for first in range(0, count, TOGETHER):
            progress.step(first, count, "making soundscapes")
            some = [example(number) for number in range(first, min(first + TOGETHER, count))]
            with torch.no_grad():
                features = network.features(collate(some).samples)
            self._kept += [one._replace(samples=torch.empty(0), features=row.clone())
                           for one, row in zip(some, features, strict=True)]
        network.train(trained)

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, number: int) -> Example:
        turn, place = divmod(number, len(self._kept))
        if place == 0 or getattr(self, "_turn", None) != turn:
            self._turn, self._order = turn, np.random.default_rng([turn, len(self._kept)]).permutation(len(self._kept))
        return self._kept[int(self._order[place])]

    def in_order(self) -> list[Example]:
        return self._kept
