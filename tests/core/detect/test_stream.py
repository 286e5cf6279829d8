"""The sound that a model gets: the same as if all of it had been read and resampled at once."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import soxr

from core.detect.stream import ahead, batches, mono, resampled, windows
from core.detect.windows import plan
from core.media.array_audio import ArrayReader


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 44_100, 192_000])
def test_pieces_are_resampled_as_the_whole(rate_hz: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.detect.stream.BLOCK_VALUES", 5000)
    sound = np.random.default_rng(0).normal(0, 0.2, (rate_hz, 3)).astype(np.float32)
    blocks = list(resampled(mono(ArrayReader(sound, rate_hz), 0, rate_hz), rate_hz, 16_000))
    np.testing.assert_allclose(np.concatenate(blocks), soxr.resample(sound.mean(axis=1), rate_hz, 16_000), atol=1e-6)


@pytest.mark.parametrize("size", [1, 999, 1000, 7000])
def test_windows_are_cut_out_of_blocks_of_any_size(size: int) -> None:
    sound = np.arange(1, 10_001, dtype=np.float32)
    made = plan(10_000, 1000, 0.1, 2.0, 0.5)
    padded = np.append(sound, np.zeros(2000, np.float32))
    found = list(windows((sound[i: i + size] for i in range(0, 10_000, size)), made))
    assert len(found) == len(made.starts) == 7
    for start, window in zip(made.starts, found, strict=True):
        np.testing.assert_array_equal(window, padded[start * 100: start * 100 + 2000])


def test_the_last_batch_holds_what_is_left() -> None:
    assert [len(batch) for batch in batches([np.zeros(3, np.float32)] * 5, 2)] == [2, 2, 1]


def test_items_made_ahead_come_in_order_and_errors_with_them() -> None:
    def items() -> Iterator[int]:
        yield from range(5)
        raise OSError("the disk has gone")

    coming = ahead(items())
    assert [next(coming) for _ in range(5)] == list(range(5))
    with pytest.raises(OSError, match="the disk has gone"):
        next(coming)


def test_whoever_stops_early_leaves_no_thread() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    before = threading.active_count()
    coming = ahead(endless())
    assert next(coming) == 1
    coming.close()
    assert threading.active_count() == before
