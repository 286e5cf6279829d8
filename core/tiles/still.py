"""The spectrogram of a stretch of sound on a given number of columns, in one pass and in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.features.stft import ColumnPower, decibels, window_values
from core.progress import Progress
from core.tiles.base_level import feed_power
from core.tiles.blocks import blocks
from core.tiles.grid import ENOUGH_WINDOWS
from core.tiles.spec import StftSpec

if TYPE_CHECKING:
    from core.media.audio import AudioReader

SEGMENT_VALUES = 2_000_000  # values that are computed at once
CELLS_PER_COLUMN = 8  # frames are summed in cells, at least so many to a column


@dataclass(frozen=True, slots=True)
class _Plan:
    """Cells of `group` frames; the middle of a cell decides to which column it counts."""

    first_sample: int
    samples: int
    columns: int
    hop_samples: int
    group: int

    @property
    def frames(self) -> int:
        return max(1, -(-self.samples // self.hop_samples))

    @property
    def cells(self) -> int:
        return -(-self.frames // self.group)

    def column_of(self, cells: NDArray[np.intp]) -> NDArray[np.intp]:
        middles = (cells + 0.5) * self.hop_samples * self.group
        return np.minimum((middles * self.columns / self.samples).astype(np.intp), self.columns - 1)


def still(reader: AudioReader, start_s: float, end_s: float, columns: int, spec: StftSpec,
          progress: Progress) -> NDArray[np.float16]:
    """Mean level of each column in dB relative to a full-scale sine, (bins, columns)."""
    plan = _plan(reader, start_s, end_s, columns, spec)
    sums = np.zeros((columns, spec.n_fft // 2 + 1), np.float64)
    counts = np.zeros(columns, np.int64)
    for power, first_cell in _segments(plan, spec):
        _run(reader, power, plan, spec, progress)
        _add(power.power(), plan.column_of(np.arange(first_cell, first_cell + power.columns)), sums, counts)
    filled = np.flatnonzero(counts)
    means = sums[filled] / counts[filled, None]
    nearest = np.clip(np.searchsorted(filled, np.arange(columns), side="right") - 1, 0, len(filled) - 1)
    return np.ascontiguousarray(decibels(means)[nearest].T)


def _plan(reader: AudioReader, start_s: float, end_s: float, columns: int, spec: StftSpec) -> _Plan:
    first = round(start_s * reader.rate_hz)
    samples = max(1, min(round(end_s * reader.rate_hz), reader.frames) - first)
    per_column = samples / columns
    hop, group = min(spec.hop_samples, max(1, int(per_column))), 1
    if per_column >= ENOUGH_WINDOWS * spec.n_fft:
        hop = max(hop, spec.n_fft // 2)
    while 2 * group * hop * CELLS_PER_COLUMN <= per_column:
        group *= 2
    return _Plan(first, samples, columns, hop, group)


def _segments(plan: _Plan, spec: StftSpec) -> Iterator[tuple[ColumnPower, int]]:
    window = window_values(spec.window, spec.n_fft)
    cells = max(1, SEGMENT_VALUES // spec.n_fft)
    for first in range(0, plan.cells, cells):
        frame = first * plan.group
        frames = min(cells * plan.group, plan.frames - frame)
        yield ColumnPower(window, plan.hop_samples, plan.group, frame, frames, plan.first_sample), first


def _run(reader: AudioReader, power: ColumnPower, plan: _Plan, spec: StftSpec, progress: Progress) -> None:
    for block in blocks(reader, power.first_sample, power.end_sample):
        feed_power(power, block, spec.channel)
        done = min(max(block.end - plan.first_sample, 0), plan.samples)
        progress.step(done / reader.rate_hz, plan.samples / reader.rate_hz)


def _add(power: NDArray[np.float32], places: NDArray[np.intp], sums: NDArray[np.float64],
         counts: NDArray[np.int64]) -> None:
    """Cells come in order, so those of one column are neighbours."""
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    sums[places[starts]] += np.add.reduceat(power, starts, axis=0)
    counts[places[starts]] += np.diff(starts, append=len(places))
