"""Peaks against NumPy over the same samples."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.tiles import peak_level
from core.tiles.disk import DiskCache
from core.tiles.recording import Recording
from core.tiles.waveform import WaveformPeaks, WaveformTiles
from tests.core.tiles.readers import ArrayReader, Signal, recording_of

RNG = np.random.default_rng(6)
NOWHERE = Path("nowhere")


def settled(recording: Recording, view: tuple[float, float, int]) -> WaveformPeaks:
    changed = Signal()
    tiles = WaveformTiles(NOWHERE, 0, changed, recording)
    changed.wait_until(lambda: tiles.settled(*view))
    peaks = tiles.visible(*view)
    tiles.close()
    return peaks


def by_hand(samples: NDArray[np.float32], start: int, width: int, columns: int) -> tuple[NDArray[np.float32], ...]:
    parts = [samples[start + at * width : start + (at + 1) * width].astype(np.float64) for at in range(columns)]
    return (np.array([part.min(axis=0) for part in parts]), np.array([part.max(axis=0) for part in parts]),
            np.array([np.sqrt((part**2).mean(axis=0)) for part in parts]))


@pytest.mark.parametrize("kept_values", [1 << 19, 2000])
@pytest.mark.parametrize(("frames", "rate_hz", "channels", "view"), [
    (100_003, 48_000, 2, (0.0, 100_003 / 48_000, 500)),
    (100_003, 48_000, 2, (0.51, 1.27, 900)),
    (65_536, 384_000, 16, (0.0, 65_536 / 384_000, 300)),
    (9000, 4000, 1, (0.5, 2.25, 700)),
    (9000, 4000, 1, (1.0, 1.01, 700)),
    (1, 44_100, 2, (0.0, 0.002, 100)),
])
def test_columns_are_numpys(frames: int, rate_hz: int, channels: int, view: tuple[float, float, int],
                            kept_values: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peak_level, "MOST_VALUES", kept_values)
    samples = (RNG.standard_normal((frames, channels)) * 0.2).astype(np.float32)
    recording = recording_of(samples, rate_hz)
    peaks = settled(recording, view)
    recording.close()
    width, start = round(peaks.column_s * rate_hz), round(peaks.start_s * rate_hz)
    assert peaks.column_s <= max((view[1] - view[0]) / view[2], 1 / rate_hz) * (1 + 1e-9)
    assert peaks.start_s <= view[0]
    assert peaks.start_s + len(peaks.low) * peaks.column_s >= min(view[1], frames / rate_hz) - 1e-9
    low, high, rms = by_hand(samples, start, width, len(peaks.low))
    assert np.array_equal(peaks.low, low)
    assert np.array_equal(peaks.high, high)
    assert np.allclose(peaks.rms, rms, rtol=1e-5)
    assert peaks.samples == (width == 1)


def test_before_anything_is_known() -> None:
    recording = recording_of(np.zeros(1000, np.float32))
    tiles = WaveformTiles(NOWHERE, 0, Signal(), recording)
    peaks = tiles.visible(0.0, 1.0, 100)
    assert peaks.exact or np.isnan(peaks.low).any()
    tiles.close()
    recording.close()


def test_coarse_peaks_stand_in_until_fine_ones_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peak_level, "MOST_VALUES", 64)
    samples = (RNG.standard_normal((40_000, 1)) * 0.2).astype(np.float32)
    recording, changed = recording_of(samples), Signal()
    tiles = WaveformTiles(NOWHERE, 0, changed, recording)
    whole = (0.0, 40_000 / 48_000, 30)
    changed.wait_until(lambda: tiles.settled(*whole))
    peaks = tiles.visible(0.1, 0.2, 500)  # asked for the first time, so answered from the coarse ones
    if not peaks.exact:
        start, width = round(peaks.start_s * 48_000), round(peaks.column_s * 48_000)
        low, high, _ = by_hand(samples, start, width, len(peaks.low))
        assert not np.isnan(peaks.low).any()
        assert (peaks.low <= low).all()
        assert (peaks.high >= high).all()
    changed.wait_until(lambda: tiles.settled(0.1, 0.2, 500))
    tiles.close()
    recording.close()


def test_second_opening_reads_the_cache(tmp_path: Path) -> None:
    samples = (RNG.standard_normal((50_000, 2)) * 0.2).astype(np.float32)
    disk = DiskCache(tmp_path)
    view = (0.0, 1.0, 50)
    first = Recording(lambda: ArrayReader(samples, 48_000), lambda: "same", disk)
    expected = settled(first, view)
    first.close()
    second = Recording(lambda: ArrayReader(np.zeros_like(samples), 48_000), lambda: "same", disk)
    assert np.array_equal(settled(second, view).low, expected.low)
    second.close()
    third = Recording(lambda: ArrayReader(np.zeros_like(samples), 48_000), lambda: "other", disk)
    assert not settled(third, view).low.any()
    third.close()
