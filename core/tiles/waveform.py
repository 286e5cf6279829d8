"""The waveform of one sound track: lowest, highest, RMS per column, answered at once from what there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.features.stft import Float32
from core.tiles.peak_level import PeakLevel
from core.tiles.peak_store import TILE_COLUMNS, PeakStore, columns_of
from core.tiles.peaks import Peaks, coarser, repeated, unknown
from core.tiles.recording import Recording
from core.tiles.request import Request
from core.tiles.share import Share


@dataclass(frozen=True, eq=False)
class WaveformPeaks:
    """Each array is (columns, channels); NaN where nothing is known yet.

    `samples`: a column is one sample, and low equals high: draw a line through the values, column i at
    start_s + i · column_s. `exact` is False while something is missing or stands in coarsely.
    """

    start_s: float
    column_s: float
    low: Float32
    high: Float32
    rms: Float32
    exact: bool = True
    samples: bool = False


class WaveformTiles(Share[PeakStore]):
    """Never blocks its caller. Shares threads and the pass over the file with the track's spectrogram."""

    def __init__(self, path: Path, track: int, on_change: Callable[[], None],
                 recording: Recording | None = None) -> None:
        super().__init__(path, track, on_change, recording, Recording.peaks)

    def visible(self, start_s: float, end_s: float, width_px: int) -> WaveformPeaks:
        """What is known of this stretch; columns are at most a pixel wide, down to single samples."""
        request = Request(start_s, end_s, width_px)
        store = self._store
        if not self._closed and store.requests.ask(self._number, request):
            self._recording.wake()
        kept = store.kept
        if kept is None:
            return WaveformPeaks(start_s, max(end_s - start_s, 1e-9), *_nothing(1), exact=False)
        level, first, end = columns_of(kept.sound, request)
        peaks = _from_kept(kept, level, first, end)
        if level < kept.level:
            peaks = _with_tiles(store, peaks, level, first, end)
        column_s = (1 << level) / kept.sound.rate_hz
        exact = not store.missing(kept, request) and not bool(np.isnan(peaks.square[0]).any())
        return WaveformPeaks(first * column_s, column_s, peaks.low.T, peaks.high.T, np.sqrt(peaks.square).T,
                             exact, samples=level == 0)

    def settled(self, start_s: float, end_s: float, width_px: int) -> bool:
        return self.visible(start_s, end_s, width_px).exact


def _from_kept(kept: PeakLevel, level: int, first: int, end: int) -> Peaks:
    """From the peaks of the whole file: exact for coarse columns, a stand-in for finer ones."""
    if level >= kept.level:
        factor = 1 << (level - kept.level)
        return coarser(kept.peaks.part(first * factor, end * factor), factor)
    shift = kept.level - level
    start = first >> shift
    stand_in = repeated(kept.peaks.part(start, ((end - 1) >> shift) + 1), 1 << shift)
    offset = first - (start << shift)
    return stand_in.part(offset, offset + end - first)


def _with_tiles(store: PeakStore, under: Peaks, level: int, first: int, end: int) -> Peaks:
    """The fine tiles that are there, laid over the stand-in."""
    for index in range(first // TILE_COLUMNS, (end - 1) // TILE_COLUMNS + 1):
        tile = store.memory.get((level, index))
        if tile is None:
            continue
        start = index * TILE_COLUMNS
        stop = min(start + tile.low.shape[1], end)
        begin = max(start, first)
        into, source = slice(begin - first, stop - first), slice(begin - start, stop - start)
        for name in ("low", "high", "square"):
            getattr(under, name)[:, into] = getattr(tile, name)[:, source]
    return under


def _nothing(channels: int) -> tuple[Float32, Float32, Float32]:
    peaks = unknown(channels, 1)
    return peaks.low.T, peaks.high.T, peaks.square.T
