"""From a folder of data to examples: what stands for each kind of clip, what validates, and what had to be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.console import Console
from core.domain import Event
from core.errors import DataError
from core.models.detector import Detector
from core.train.clip_bank import ClipBank, load_bank
from core.train.config import TrainConfig, spec
from core.train.data.labelled import DataSet, Kind, LabelledClip
from core.train.example import Example, TargetGrid
from core.train.plan import Drawn
from core.train.run_folder import RunFolder
from core.train.sources import ClipSource, Examples, Pool, SoundscapeSource, Source
from core.train.validation import references_of

TRAINING, VALIDATION = 1, 2  # parts of the seeds
FITTED = 128  # examples in which mean and spread of the bands are found
STANDS_FOR = {  # where a data set has no clips of a kind, others serve, the first that there are
    Kind.STRONG: (Kind.STRONG, Kind.SYNTHETIC),
    Kind.SYNTHETIC: (Kind.SYNTHETIC, Kind.STRONG),
    Kind.WEAK: (Kind.WEAK, Kind.STRONG, Kind.SYNTHETIC),
    Kind.UNLABELLED: (Kind.UNLABELLED, Kind.WEAK, Kind.STRONG, Kind.SYNTHETIC),
}


@dataclass(frozen=True, slots=True)
class Materials:
    """`references` None where the validation knows no onsets. `length` is that of the largest kind, 0 without end."""

    train: dict[Kind, Drawn]
    validation: Sequence[Example]
    references: dict[str, list[Event]] | None
    length: int


@dataclass(frozen=True, slots=True)
class Gathering:
    """What is needed on the way; `counts`: how many of each kind stand in a batch."""

    config: TrainConfig
    grid: TargetGrid
    network: Detector
    counts: dict[Kind, int]
    folder: RunFolder
    console: Console
    raw: bool  # the task needs the sound itself
    writes: bool  # of several processes, one does

    def gather(self, found: DataSet) -> Materials:
        skipped = list(found.skipped)
        if found.tables is not None:
            banks = self._banks(found)
            skipped += [*banks[0].skipped, *banks[1].skipped]
            train: dict[Kind, Source] = dict.fromkeys(
                self.counts, self._soundscapes(banks[0], self.config.soundscapes))
            held: Source = self._soundscapes(banks[1], self.config.validation_soundscapes)
            kind, count = Kind.SYNTHETIC, self.config.data.validation_clips
        else:
            train = {kind: self._clips(self._standing(found, kind)) for kind in self.counts}
            clips = _spaced(found.validation, self.config.data.validation_clips)
            held, count = self._clips(clips), len(clips)
            kind = Kind.WEAK if any(clip.kind is Kind.WEAK for clip in clips) else Kind.STRONG
        self._tell_skipped(skipped)
        return self._made(train, held, kind, count)

    def _made(self, train: dict[Kind, Source], held: Source, kind: Kind, count: int) -> Materials:
        seed = self.config.seed
        examples = {one: Examples(source, one, self.grid, (seed, TRAINING)) for one, source in train.items()}
        self._fit_statistics(next(iter(examples.values())))
        pool = self.config.data.pool
        drawn: dict[Kind, Drawn] = dict(examples)
        if pool and self.raw:
            self.console.say("No pool is made: this training needs the sound itself, new at every step.")
        elif pool:
            with self.console.progress("Making the pool") as progress:
                drawn = {one: Pool(some.__getitem__, pool, self.network, progress) for one, some in examples.items()}
        fixed = Examples(held, kind, self.grid, (seed, VALIDATION))
        with self.console.progress("Making the validation") as progress:
            validation = Pool(fixed.at, count, self.network, progress).in_order()
        references = references_of(validation, self.grid) if kind is not Kind.WEAK else None
        return Materials(drawn, validation, references, max(source.length for source in train.values()))

    def _fit_statistics(self, examples: Examples) -> None:
        """Before anything is learnt, and again when a run goes on: the same sounds give the same values."""
        fit = getattr(self.network, "fit_statistics", None)
        if fit is not None:
            fit(examples[number].samples[None] for number in range(FITTED))

    def _banks(self, found: DataSet) -> tuple[ClipBank, ClipBank]:
        tables = found.tables
        assert tables is not None
        parts = ((tables.train_folds, tables.train_backgrounds),
                 (tables.validation_folds, tables.validation_backgrounds))
        banks = []
        for folds, backgrounds in parts:
            with self.console.progress("Reading sounds") as progress:
                bank = load_bank(tables.sounds, self.grid.rate_hz, folds, tables.ambience, backgrounds, progress)
            banks.append(_with_labels(bank, self.grid.classes))
        return banks[0], banks[1]

    def _soundscapes(self, bank: ClipBank, settings: dict[str, Any]) -> SoundscapeSource:
        """As long as the network's window, whatever it is."""
        return SoundscapeSource(bank, replace(spec(settings), duration_s=self.grid.window_s))

    def _clips(self, clips: Sequence[LabelledClip]) -> ClipSource:
        return ClipSource(clips, self.grid, self.config.data.cache_mb, self._skip)

    def _standing(self, found: DataSet, kind: Kind) -> tuple[LabelledClip, ...]:
        for other in STANDS_FOR[kind]:
            clips = found.of(other)
            if clips:
                if other is not kind:
                    self.console.say(f"The data have no {kind.name.lower()} clips; {len(clips)} {other.name.lower()} "
                                     "ones serve in their place.")
                return clips
        raise DataError(f"the data have no clips that could serve as {kind.name.lower()} ones; set batch."
                        f"{kind.name.lower()} = 0 or name other data.")

    def _skip(self, path: Path, reason: str) -> None:
        if self.writes:
            self.folder.add_skipped(path, reason)
        self.console.say(f"“{path}” is skipped: {reason}")

    def _tell_skipped(self, skipped: Sequence[tuple[str, str]]) -> None:
        if self.writes:
            self.folder.write_skipped(skipped)
        if skipped:
            many = "1 clip is" if len(skipped) == 1 else f"{len(skipped)} clips are"
            self.console.say(f"{many} skipped; skipped.tsv in the run folder names them. The first: "
                             f"“{skipped[0][0]}”: {skipped[0][1]}")


def _spaced(clips: Sequence[LabelledClip], most: int) -> list[LabelledClip]:
    places = np.linspace(0, len(clips) - 1, min(most, len(clips))).round().astype(int)
    return [clips[place] for place in places]


def _with_labels(bank: ClipBank, classes: tuple[str, ...]) -> ClipBank:
    """Only the sounds of these classes. Raises `DataError`."""
    if set(bank.labels) <= set(classes):
        return bank
    clips = tuple(clip for clip in bank.clips if clip.label in classes)
    if not clips:
        raise DataError("the folds hold no sound of the classes that were asked for.")
    by_label = {label: some for label, some in bank.by_label.items() if label in classes}
    return ClipBank(bank.rate_hz, clips, bank.backgrounds, bank.skipped, by_label)
