"""Pairs for locators whose eyes and ears do not learn: each picture is seen and each sound heard a few times, each time
another part of it, and heads learn from what is kept. A training takes seconds, so that many can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch.nn import functional

from core import paths
from core.console import Console
from core.files import replacing
from core.locate.surroundings import Surroundings
from core.media.audio import open_audio
from core.models.lite_locator import WIDE, LiteLocator
from core.progress import Progress
from core.train.kinship import Kinship
from core.train.localizer_config import LocalizerConfig
from core.train.localizer_task import LocalizerLesson
from core.train.pairs import Example, PairBatch, Pairs

FOLDER = "frozen-pairs"
VIEWS, HEARINGS, QUIET = 2, 4, 200
FITTED = 160  # pictures
LONGEST_S = 20.0  # of a sound; the middle of a longer one
TOGETHER = 16
LOUDNESS_DB, QUIET_DB = (-26.0, -3.0), (-90.0, -12.0)  # of peaks; of what is no sound at all, its strength
NOISY_SHARE, NOISE_DB = 0.5, (0.0, 25.0)  # how often there is noise over a sound, and by how much it is weaker
LEAST_SHARE = 0.3  # a stretch that is heard is never so much weaker than the strongest
SILENT_EVERY = 8  # of what is no sound
Sound = NDArray[np.float32]


class FrozenPairs:
    """Like `Pairs`, but what is drawn has been seen and heard already. `quiet`: silence, noise and hum."""

    def __init__(self, pairs: Pairs, network: LiteLocator, console: Console) -> None:
        self.items, self._pairs = pairs.items, pairs
        self._places = {path: place for place, path in enumerate(pairs.sounds)}
        kept = paths.cache_dir() / FOLDER / f"{_mark(pairs, network)}.safetensors"
        found = _read(kept)
        if found is None:
            with console.progress("Seeing and hearing") as progress:
                _fit(network, pairs)
                network.train()
                found = _perceived(pairs, network, progress)
            with replacing(kept) as temporary:
                save_file(dict(found), temporary)
        network.eye.narrow.weight.data.copy_(found["narrow"])
        network.eye.classes.weight.data.copy_(found["classes"])
        self.seen, self.heard, self.quiet = (found[name].float() for name in ("seen", "heard", "quiet"))
        self.known = found["known"]

    def __len__(self) -> int:
        return len(self.items)

    def varied(self, place: int, rng: np.random.Generator) -> Example:
        item = self.items[int(self.known[place])]
        view, hearing = int(rng.integers(VIEWS)), int(rng.integers(HEARINGS))
        choice = self._pairs.choice(item)
        path = choice[int(rng.integers(len(choice)))].path if choice else item.sound
        sound = self._places[path]
        return self.seen[view, place], self.heard[hearing, sound], int(self.known[place]), sound


class FrozenLesson(LocalizerLesson):
    """Heads alone learn; beside what pairs teach, they learn to tell sounds from silence and noise."""

    network: LiteLocator
    slow: LiteLocator

    def __init__(self, config: LocalizerConfig, network: LiteLocator, steps_per_epoch: int, kinship: Kinship,
                 quiet: torch.Tensor) -> None:
        super().__init__(config, network, steps_per_epoch, kinship)
        self._quiet = quiet

    def losses(self, batch: PairBatch) -> Mapping[str, torch.Tensor]:
        self._follow()
        sight, hearing = self.network.sight_of(batch.pictures), self.network.hearing_of(batch.samples)
        with torch.no_grad():
            self.slow.train(self.network.training)
            slow = self.slow.sight_of(batch.pictures), self.slow.hearing_of(batch.samples)
        told = self.compared(batch, (sight, hearing), slow)
        chosen = torch.randint(len(self._quiet), (max(1, len(batch.samples) // 8),))
        quiet = self._quiet[chosen].to(batch.samples.device)
        sounding = self.network.sounds(torch.cat([batch.samples, quiet]))
        truth = torch.cat([torch.ones(len(batch.samples)), torch.zeros(len(quiet))]).to(sounding.device)
        presence = functional.binary_cross_entropy_with_logits(sounding, truth)
        return {**told, "loss": told["loss"] + presence, "presence": presence}


def _perceived(pairs: Pairs, network: LiteLocator, progress: Progress) -> dict[str, torch.Tensor]:
    total = VIEWS * len(pairs) + HEARINGS * len(pairs.sounds) + QUIET
    done = 0

    def told(examples: Iterator[torch.Tensor], perceive: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        nonlocal done
        found = []
        while some := list(islice(examples, TOGETHER)):
            found.append(perceive(torch.stack(some)).half())
            done += len(some)
            progress.step(done / total)
        return torch.cat(found)

    known = torch.zeros(len(pairs), dtype=torch.int32)

    def pictures() -> Iterator[torch.Tensor]:
        for view in range(VIEWS):
            for place in range(len(pairs)):
                colours, _, found, _ = pairs.varied(place, np.random.default_rng((1, view, place)))
                known[place] = found
                yield colours

    seen = told(pictures(), network.seen)
    seen = seen.view(VIEWS, len(pairs), *seen.shape[1:])
    heard = told(_hearings(pairs, network), network.heard).view(len(pairs.sounds), HEARINGS, -1)
    quiet = told((torch.from_numpy(_quiet(number, network)) for number in range(QUIET)), network.heard)
    return {"seen": seen, "known": known, "heard": heard.transpose(0, 1).contiguous(), "quiet": quiet,
            "narrow": network.eye.narrow.weight.clone(), "classes": network.eye.classes.weight.clone()}


@torch.no_grad()
def _fit(network: LiteLocator, pairs: Pairs) -> None:
    """The small matrices of the eye, for what there is to see in these pictures."""
    moments = torch.zeros(WIDE, WIDE)
    for place in np.linspace(0, len(pairs) - 1, min(FITTED, len(pairs))).round().astype(int):
        wide = network.eye.eval().wide(network.standardised(pairs.plain(int(place))[0][None]))[0].flatten(1)
        moments += wide @ wide.T
    network.eye.fit(moments / moments.trace())


def _hearings(pairs: Pairs, network: LiteLocator) -> Iterator[torch.Tensor]:
    for number, path in enumerate(pairs.sounds):
        with open_audio(path) as reader:
            seconds = reader.frames / reader.rate_hz
            length_s = min(LONGEST_S, max(seconds, network.sound_s))
            whole = Surroundings(reader, network.rate_hz, length_s).around(seconds / 2)
        for hearing in range(HEARINGS):
            yield torch.from_numpy(_stretch(whole, network, np.random.default_rng((2, hearing, number))))


def _stretch(whole: Sound, network: LiteLocator, rng: np.random.Generator) -> Sound:
    """Somewhere in a sound, at any loudness, sometimes with noise over it."""
    count = round(network.sound_s * network.rate_hz)
    starts = np.arange(0, len(whole) - count + 1, network.rate_hz // 4)
    strengths = np.array([_strength(whole[start : start + count]) for start in starts])
    start = int(rng.choice(starts[strengths >= LEAST_SHARE * strengths.max()]))
    found = whole[start : start + count]
    found = found * np.float32(_gain(rng.uniform(*LOUDNESS_DB)) / max(float(np.abs(found).max()), 1e-6))
    if rng.random() < NOISY_SHARE:
        noise = _noise(count, rng)
        found = found + (noise * (_strength(found) * _gain(-rng.uniform(*NOISE_DB)))).astype(np.float32)
    return np.asarray(found.clip(-1.0, 1.0), np.float32)


def _quiet(number: int, network: LiteLocator) -> Sound:
    """What nothing in a picture makes: silence, noises of many colours, hum."""
    rng = np.random.default_rng((3, number))
    count = round(network.sound_s * network.rate_hz)
    if number % SILENT_EVERY == 0:
        return np.zeros(count, np.float32)
    made = _noise(count, rng)
    if number % SILENT_EVERY == 1:
        times = np.arange(count) / network.rate_hz
        made = np.sqrt(2.0) * np.sin(2 * np.pi * rng.choice([50.0, 60.0, 100.0, 120.0]) * times) + 0.05 * made
    return np.asarray((made * _gain(rng.uniform(*QUIET_DB))).clip(-1.0, 1.0), np.float32)


def _noise(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """From white to brown, of strength 1."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20.0) ** rng.uniform(0.0, 1.0)
    made = np.fft.irfft(spectrum, count)
    return np.asarray(made / made.std())


def _strength(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) + 1e-9


def _gain(level_db: float) -> float:
    return float(10.0 ** (level_db / 20.0))


def _mark(pairs: Pairs, network: LiteLocator) -> str:
    """Of the pictures, the sounds, and what sees and hears them."""
    told = hashlib.sha256()
    sounds: Sequence[str] = [f"{path} {path.stat().st_size}" for path in pairs.sounds]
    for line in [*pairs.marks(), *sounds, f"{VIEWS} {HEARINGS} {QUIET} {network.picture_px} {network.window}",
                 network.ear.mark]:
        told.update(line.encode())
    told.update(network.eye.mark().encode() + network.eye.classes.weight.detach().cpu().numpy().tobytes())
    return told.hexdigest()[:40]


def _read(path: Path) -> Mapping[str, torch.Tensor] | None:
    try:
        return load_file(path)
    except (OSError, SafetensorError):
        return None
