"""Single sounds and backgrounds in memory, at one rate, trimmed of silence: what soundscapes are composed of.

A table names them (`path,label,fold`, and for backgrounds `path,label`); what cannot be read is left out and told.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from core.errors import AuralensError, DataError
from core.media.audio import open_audio
from core.progress import Progress, Silent

SILENT_BELOW = 1e-3  # of the loudest 10 ms: -60 dB
TRIM_STEP_S = 0.01
FULL_SCALE = 32767.0

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clip:
    """One sound. Kept as 16 bit with a gain, which halves the memory."""

    path: Path
    label: str
    fold: str
    pcm: NDArray[np.int16]
    gain: float

    @property
    def samples(self) -> Samples:
        return self.pcm.astype(np.float32) * np.float32(self.gain / FULL_SCALE)


@dataclass(frozen=True, slots=True)
class ClipBank:
    """`clips` by label; `backgrounds` may be empty. `skipped` says for each file why it was left out."""

    rate_hz: int
    clips: tuple[Clip, ...]
    backgrounds: tuple[Clip, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    by_label: dict[str, list[Clip]] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(sorted(self.by_label))


def load_bank(table: Path, rate_hz: int, folds: Collection[str] | None = None,
              ambience: Path | None = None, backgrounds: Collection[str] | None = None,
              progress: Progress | None = None) -> ClipBank:
    """`folds` None takes all rows; `backgrounds` are labels of the ambience table, None takes all."""
    rows = [row for row in _rows(table) if folds is None or row.get("fold", "") in folds]
    beds = [row for row in (_rows(ambience) if ambience else [])
            if backgrounds is None or row["label"] in backgrounds]
    if not rows:
        raise DataError(f"“{table}” names no sound of the folds {', '.join(sorted(folds or ()))}: check the table.")
    skipped: list[tuple[str, str]] = []
    watched = progress or Silent()
    total = len(rows) + len(beds)
    clips = list(_read(table.parent, rows, rate_hz, True, skipped, watched, 0, total))
    grounds = list(_read((ambience or table).parent, beds, rate_hz, False, skipped, watched, len(rows), total))
    if not clips:
        raise DataError(f"none of the {len(rows)} sounds of “{table}” could be read; the first: {skipped[0][1]}")
    by_label: dict[str, list[Clip]] = {}
    for clip in clips:
        by_label.setdefault(clip.label, []).append(clip)
    return ClipBank(rate_hz, tuple(clips), tuple(grounds), tuple(skipped), by_label)


def _rows(table: Path) -> list[dict[str, str]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"the table “{table}” cannot be read: {error}.") from error
    if not rows or not {"path", "label"} <= set(rows[0]):
        raise DataError(f"“{table}” needs the columns path and label, and at least one row.")
    return rows


def _read(folder: Path, rows: Sequence[dict[str, str]], rate_hz: int, trim: bool, skipped: list[tuple[str, str]],
          progress: Progress, done: int, total: int) -> Iterator[Clip]:
    for number, row in enumerate(rows):
        progress.step(done + number, total, "reading sounds")
        path = folder / row["path"]
        try:
            samples = read_mono(path, rate_hz)
        except AuralensError as error:
            skipped.append((str(path), str(error)))
            continue
        samples = trimmed(samples, rate_hz) if trim else samples
        peak = float(np.abs(samples).max(initial=0.0))
        if peak <= 0.0:
            skipped.append((str(path), f"“{path.name}” is silent."))
            continue
        pcm = np.round(samples * (FULL_SCALE / peak)).astype(np.int16)
        yield Clip(path, row["label"], row.get("fold", ""), pcm, peak)


def read_mono(path: Path, rate_hz: int) -> Samples:
    """The whole sound, channels averaged, at this rate. For clips: a long file does not fit in memory."""
    with open_audio(path) as reader:
        samples = reader.read(0, reader.frames).mean(axis=1, dtype=np.float32)
        if reader.rate_hz != rate_hz:
            samples = soxr.resample(samples, reader.rate_hz, rate_hz)
    return np.asarray(samples, np.float32)


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """Without the silence before and after the sound."""
    step = max(1, round(TRIM_STEP_S * rate_hz))
    count = len(samples) // step
    if count < 2:
        return samples
    power = np.square(samples[: count * step].reshape(count, step), dtype=np.float64).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * SILENT_BELOW**2)
    return samples[loud[0] * step : (loud[-1] + 1) * step] if len(loud) and power.max() > 0 else samples
