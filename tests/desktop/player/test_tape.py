import numpy as np
from numpy.typing import NDArray

from desktop.player.tape import Tape
from desktop.player.wish import Manner, lay_tape


def numbers(start: int, count: int) -> NDArray[np.float32]:
    """Each frame is its own number."""
    return np.arange(start, start + count, dtype=np.float32)[:, None]


def test_once() -> None:
    tape = Tape(10, 14)
    assert tape.length == 4
    assert tape.read(numbers, 0, 6).ravel().tolist() == [10, 11, 12, 13, 0, 0]
    assert tape.read(numbers, 2, 1).ravel().tolist() == [12]
    assert tape.read(numbers, 9, 2).ravel().tolist() == [0, 0]
    assert [tape.source_at(place) for place in (0, 1.5, 4, 7)] == [10, 11.5, 14, 14]


def test_what_stands_before_is_read_for_filters() -> None:
    assert Tape(10, 14).read(numbers, -2, 4).ravel().tolist() == [8, 9, 10, 11]


def test_round_and_round_after_a_first_pass() -> None:
    tape = Tape(12, 14, loop_start=10)
    assert tape.length is None
    assert tape.read(numbers, 0, 11).ravel().tolist() == [12, 13, 10, 11, 12, 13, 10, 11, 12, 13, 10]
    assert tape.read(numbers, 7, 3).ravel().tolist() == [11, 12, 13]
    assert [tape.source_at(place) for place in (1.5, 2, 3.25, 6)] == [13.5, 10, 11.25, 10]


def test_a_loop_of_one_frame() -> None:
    assert Tape(3, 4, loop_start=3).read(numbers, 0, 5).ravel().tolist() == [3] * 5


def test_a_faded_loop_is_silent_at_its_seam() -> None:
    ones = Tape(0, 8, loop_start=0, loop_fade=4).read(lambda start, count: np.ones((count, 1), np.float32), 0, 16)
    once = [0.125, 0.375, 0.625, 0.875, 0.875, 0.625, 0.375, 0.125]
    assert ones.ravel().tolist() == once * 2


def test_laying_a_tape() -> None:
    manner = Manner(range_s=(1.0, 2.0))
    assert lay_tape(manner, 1.0, 100, 500) == Tape(100, 200)
    assert lay_tape(manner, 1.5, 100, 500) == Tape(150, 200)
    assert lay_tape(manner, 0.5, 100, 500) == Tape(50, 200)
    assert lay_tape(manner, 3.0, 100, 500) == Tape(300, 500), "past the range, all the rest"
    assert lay_tape(Manner(), 3.0, 100, 500) == Tape(300, 500)
    assert lay_tape(Manner(), 9.0, 100, 500) == Tape(500, 500)
    assert lay_tape(Manner(), -1.0, 100, 500) == Tape(0, 500)
    around = Manner(range_s=(1.0, 2.0), loop=True, loop_fade_s=0.02)
    assert lay_tape(around, 1.5, 100, 500) == Tape(150, 200, 100, 2)
    assert lay_tape(around, 2.0, 100, 500).loop_start is None
    beyond = Manner(range_s=(4.0, 9.0), loop=True)
    assert lay_tape(beyond, 4.5, 100, 500) == Tape(450, 500, 400)
