import numpy as np
import pytest

from desktop.player.gain import Gain


def test_full_volume_leaves_samples_as_they_are() -> None:
    gain = Gain()
    block = np.random.default_rng(9).standard_normal((100, 2)).astype(np.float32)
    meant = block.copy()
    gain.apply(block)
    assert np.array_equal(block, meant)


@pytest.mark.parametrize("size", [7, 96, 480, 5000])
def test_a_change_is_a_straight_line_of_ten_milliseconds(size: int) -> None:
    gain = Gain()
    gain.prepare(48_000)
    gain.target = 0.25
    heard = np.ones((5000, 1), np.float32)
    for start in range(0, 5000, size):
        gain.apply(heard[start : start + size])
    assert heard[:480, 0] == pytest.approx(1 - 0.75 * np.arange(1, 481) / 480, abs=1e-5)
    assert (heard[480:] == 0.25).all()


def test_a_change_of_mind_goes_on_from_where_it_is() -> None:
    gain = Gain()
    gain.prepare(48_000)
    gain.target = 0.0
    first, second = np.ones((240, 1), np.float32), np.ones((1000, 1), np.float32)
    gain.apply(first)
    gain.target = 1.0
    gain.apply(second)
    assert first[-1, 0] == pytest.approx(0.5)
    assert np.abs(np.diff(np.concatenate([first, second])[:, 0])).max() < 1.01 / 480
    assert second[-1, 0] == 1.0
