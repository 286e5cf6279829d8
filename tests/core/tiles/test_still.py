"""Spectrograms of a stretch on a given number of columns: levels by formula, events where they are."""

import numpy as np
import pytest

from core.progress import Silent
from core.tiles.spec import StftSpec
from core.tiles.still import still
from tests.core.tiles.readers import ArrayReader

RNG = np.random.default_rng(8)


@pytest.mark.parametrize("columns", [1, 7, 100, 1000, 5000])
def test_a_sine_has_its_level_in_every_column(columns: int) -> None:
    samples = 0.01 * np.sin(2 * np.pi * 3000 / 48_000 * np.arange(48_000))
    db = still(ArrayReader(samples, 48_000), 0.1, 0.9, columns, StftSpec(), Silent())
    assert db.shape == (513, columns)
    assert np.abs(db[64].astype(float) + 40.0).max() < 0.1
    assert db[300].max() < -100


@pytest.mark.parametrize("columns", [10, 333, 4800])
def test_a_burst_lies_in_its_columns(columns: int) -> None:
    samples = np.zeros(480_000, np.float32)
    samples[240_000:249_600] = RNG.standard_normal(9600) * 0.1  # 5.0 s to 5.2 s of 10 s
    db = still(ArrayReader(samples, 48_000), 0.0, 10.0, columns, StftSpec(256), Silent())
    loud = np.flatnonzero(db[10:100].astype(float).max(axis=0) > -90)
    assert loud[0] == pytest.approx(5.0 * columns / 10 - 0.5, abs=1.0 + columns * 3e-4)
    assert loud[-1] == pytest.approx(5.2 * columns / 10 - 0.5, abs=1.0 + columns * 3e-4)


def test_columns_hold_the_mean_power() -> None:
    """White noise of variance v has the power v · Σw² / (Σw / 2)² in every bin."""
    samples = (RNG.standard_normal(2_000_000) * 0.1).astype(np.float32)
    db = still(ArrayReader(samples, 48_000), 0.0, 2_000_000 / 48_000, 20, StftSpec(), Silent())
    window = np.hanning(1025)[:-1]
    expected = 10 * np.log10(0.01 * (window**2).sum() / (window.sum() / 2) ** 2)
    assert 10 * np.log10((10 ** (db[5:500].astype(float) / 10)).mean()) == pytest.approx(expected, abs=0.1)
    assert np.abs(db[5:500].astype(float) - expected).max() < 3.0


@pytest.mark.parametrize("frames", [1, 2, 100, 1025])
def test_short_sounds(frames: int) -> None:
    samples = np.full((frames, 2), 0.5, np.float32)
    db = still(ArrayReader(samples, 44_100), 0.0, frames / 44_100, 50, StftSpec(channel=1), Silent())
    assert db.shape == (513, 50)
    assert np.isfinite(db).all()


def test_progress_reaches_the_end() -> None:
    steps: list[tuple[float, float]] = []

    class Watcher:
        def step(self, done: float, total: float | None = None, text: str = "") -> None:
            steps.append((done, total or 0.0))

    still(ArrayReader(np.zeros(1_000_000, np.float32), 48_000), 1.0, 20.0, 100, StftSpec(), Watcher())
    assert steps == sorted(steps)
    assert steps[-1] == (pytest.approx(19.0), pytest.approx(19.0))
