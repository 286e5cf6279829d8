"""One clip as a network learns from it, and many as a batch: sound, what sounds when, and which frames count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.domain import Event
from core.models.detector import Detector
from core.train.data.labelled import Kind

ROUNDING = 1e-6  # of a frame: an offset that lies on the border of two frames belongs to the earlier one


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples, (samples,) or (channels, samples), with what is known of them; `length_s` is without the padding."""

    samples: NDArray[np.float32]
    labels: frozenset[str]
    events: tuple[Event, ...]
    length_s: float


class Example(NamedTuple):
    """`features` is empty where they are still to be made of `samples`, and the other way round."""

    samples: torch.Tensor  # (samples,) or (channels, samples)
    features: torch.Tensor
    strong: torch.Tensor  # (frames, classes)
    weak: torch.Tensor  # (classes,)
    valid: torch.Tensor  # (frames,) of bool
    kind: int


class Batch(NamedTuple):
    samples: torch.Tensor  # (batch, samples) or (batch, channels, samples)
    features: torch.Tensor  # (batch, …)
    strong: torch.Tensor  # (batch, frames, classes)
    weak: torch.Tensor  # (batch, classes)
    valid: torch.Tensor  # (batch, frames) of bool
    kind: torch.Tensor  # (batch,)

    def with_features(self, network: Detector) -> torch.Tensor:
        """What the network takes, made now where it was not before."""
        if self.features.numel():
            return self.features
        with torch.no_grad():
            return network.features(self.samples)

    def of(self, *kinds: Kind) -> torch.Tensor:
        """(batch,) of bool: which clips are of these kinds."""
        return torch.isin(self.kind, torch.tensor(kinds, device=self.kind.device))


@dataclass(frozen=True, slots=True)
class TargetGrid:
    """The frames of a network's output over one window, and the classes in their order."""

    classes: tuple[str, ...]
    rate_hz: int
    window_s: float
    frame_s: float
    frames: int
    channels: int = 1

    @property
    def samples(self) -> int:
        return round(self.window_s * self.rate_hz)

    def encode(self, sound: Sound, kind: Kind) -> Example:
        """A frame has what overlaps it: onsets are rounded down to a frame, offsets up. An unlabelled clip has none."""
        strong = np.zeros((self.frames, len(self.classes)), np.float32)
        weak = np.zeros(len(self.classes), np.float32)
        if kind is not Kind.UNLABELLED:
            for event in sound.events:
                if event.label in self.classes:
                    first, end = self._frames(event)
                    strong[first:end, self.classes.index(event.label)] = 1.0
            present = sound.labels or {event.label for event in sound.events}
            weak[[self.classes.index(label) for label in present if label in self.classes]] = 1.0
        if kind is Kind.WEAK:
            strong[:] = 0.0
        starts = np.arange(self.frames) * self.frame_s
        valid = torch.from_numpy(starts < sound.length_s - ROUNDING)
        return Example(torch.from_numpy(self._fitted(sound.samples)), torch.empty(0), torch.from_numpy(strong),
                       torch.from_numpy(weak), valid, int(kind))

    def _frames(self, event: Event) -> tuple[int, int]:
        first = max(0, math.floor(event.onset_s / self.frame_s + ROUNDING))
        return first, max(first, math.ceil(event.offset_s / self.frame_s - ROUNDING))

    def _fitted(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mono sound is in every channel of those that are wanted."""
        fitted = np.zeros(self.samples if self.channels == 1 else (self.channels, self.samples), np.float32)
        fitted[..., : samples.shape[-1]] = samples[..., : self.samples]
        return fitted


def target_grid(network: Detector, classes: Sequence[str]) -> TargetGrid:
    """Asks the network how many frames a window has."""
    trained = network.training
    with torch.no_grad():
        silence = torch.zeros(network.sound_shape(1, round(network.window_s * network.rate_hz)))
        frames = network.eval().detect(silence).strong.shape[1]
    network.train(trained)
    return TargetGrid(tuple(classes), network.rate_hz, network.window_s, network.frame_s, frames, network.channels)


def collate(examples: Iterable[Example]) -> Batch:
    samples, features, strong, weak, valid, kind = zip(*examples, strict=True)
    return Batch(torch.stack(samples), torch.stack(features), torch.stack(strong), torch.stack(weak),
                 torch.stack(valid), torch.tensor(kind))
