import numpy as np
import pytest

from desktop.player.clock import HeardClock


def test_nothing_is_heard_before_the_first_block_sounds() -> None:
    clock = HeardClock(1000)
    assert clock.frame_at(5.0) == 0
    clock.mark(10.0, 0, 10, 10)
    assert clock.frame_at(9.0) == 0
    assert clock.frame_at(10.004) == pytest.approx(4)
    assert clock.frame_at(99.0) == 10, "no more than was given out"


def test_jitter_is_smoothed_and_never_runs_back() -> None:
    rng = np.random.default_rng(10)
    clock, heard = HeardClock(1000), []
    for block in range(200):
        clock.mark(1.0 + block * 0.01 + rng.uniform(-0.002, 0.002), block * 10, 10, 10)
        heard += [clock.frame_at(1.0 + block * 0.01 + step * 0.001) for step in range(-10, 0)]
    assert np.diff(heard).min() >= 0
    meant = np.arange(2000) - 10.0
    assert np.abs(np.array(heard) - meant)[500:].max() < 1.0


def test_a_gap_is_believed_at_once() -> None:
    clock = HeardClock(1000)
    clock.mark(1.0, 0, 10, 10)
    clock.mark(1.01, 10, 0, 10)
    clock.mark(3.0, 10, 10, 10)
    assert clock.frame_at(2.0) == 0
    assert clock.frame_at(3.005) == pytest.approx(15)
    assert clock.slips == 0, "the player itself had nothing to play"


def test_a_gap_that_the_sound_system_makes_is_counted() -> None:
    clock = HeardClock(1000)
    for block in range(10):
        clock.mark(1.0 + block * 0.01 + (0.03 if block >= 5 else 0.0), block * 10, 10, 10)
    assert clock.slips == 1
    assert clock.frame_at(1.125) == pytest.approx(95)
