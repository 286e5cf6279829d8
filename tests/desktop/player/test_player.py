"""What needs no sound device: a recording without sound runs by the clock, through the same player."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from core.errors import UsageError
from core.media.array_audio import ArrayReader
from desktop.player.player import Player
from desktop.player.source import Source


@pytest.fixture
def changed() -> threading.Event:
    return threading.Event()


@pytest.fixture
def player(changed: threading.Event) -> Iterator[Player]:
    """One with a picture of 10 s and no sound."""
    player = Player(on_change=changed.set)
    player.load({}, 10.0)
    yield player
    player.close()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline, tick = time.monotonic() + 10, threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        tick.wait(0.002)


def test_it_plays_by_the_clock(player: Player) -> None:
    assert not player.state.playing
    player.play(2.0)
    assert player.state.playing
    assert player.state.position_s == pytest.approx(2.0, abs=0.1)
    wait_until(lambda: player.state.position_s > 2.05)
    player.pause()
    assert not player.state.playing
    wait_until(lambda: player.state.position_s == player.state.position_s)
    assert player.state.problem is None


def test_a_range_ends_and_says_so(player: Player, changed: threading.Event) -> None:
    player.play(2.0, 2.05)
    assert changed.wait(5)
    wait_until(lambda: not player.state.playing)
    assert player.state.position_s == pytest.approx(2.05)


def test_a_loop_stays_in_its_range_and_can_be_left(player: Player, changed: threading.Event) -> None:
    player.play(3.0, 3.02, loop=True)
    seen: list[float] = []
    began = time.monotonic()
    wait_until(lambda: seen.append(player.state.position_s) or time.monotonic() - began > 0.2)
    assert 3.0 <= min(seen) <= max(seen) <= 3.02
    assert np.count_nonzero(np.diff(seen) < 0) >= 3
    player.set_range((3.0, 3.1))
    assert changed.wait(5)
    wait_until(lambda: not player.state.playing)
    assert player.state.position_s == pytest.approx(3.1)


def test_stop_goes_back_to_where_it_began(player: Player) -> None:
    player.play(4.0)
    wait_until(lambda: player.state.position_s > 4.02)
    player.stop()
    assert player.state.position_s == 4.0
    player.play()
    wait_until(lambda: 4.0 < player.state.position_s < 4.5)


def test_a_jump_is_shown_at_once(player: Player) -> None:
    player.seek(7.5)
    assert player.state.position_s == 7.5
    player.seek(99.0)
    assert player.state.position_s == 10.0
    player.seek(-1.0)
    assert player.state.position_s == 0.0


def test_play_at_the_end_begins_anew(player: Player) -> None:
    player.seek(10.0)
    player.play()
    wait_until(lambda: 0.0 < player.state.position_s < 1.0)


def test_what_makes_no_sense_is_refused_with_a_sentence(player: Player) -> None:
    with pytest.raises(UsageError, match=r"from 0\.25 to 4, but it is 5"):
        player.set_speed(5)
    with pytest.raises(UsageError, match="volume"):
        player.set_volume(-1)
    with pytest.raises(UsageError, match="from 300 Hz to 300 Hz"):
        player.set_band((300, 300))
    with pytest.raises(UsageError, match=r"from 3\.000 s to 2\.000 s"):
        player.play(3.0, 2.0)
    with pytest.raises(UsageError, match="no sound named 'kept'"):
        player.use("kept")
    with pytest.raises(UsageError, match="channel"):
        player.set_channel(-1)
    with pytest.raises(UsageError, match="empty"):
        player.set_range((1.0, 1.0))


def test_the_way_of_playing_stays_with_another_recording_and_the_range_goes(player: Player) -> None:
    player.set_speed(0.5)
    player.set_band((100, 200))
    player.set_volume(0.5)
    player.play(1.0, 2.0, loop=True)
    player.load({"original": lambda: ArrayReader(np.zeros(8000), 8000)}, 1.0)
    state = player.state
    assert (state.speed, state.band, state.volume) == (0.5, (100.0, 200.0), 0.5)
    assert (state.playing, state.position_s, state.range_s, state.loop) == (False, 0.0, None, False)
    assert state.source == "original"


def test_closing_ends_the_thread_and_twice_does_no_harm() -> None:
    player = Player()
    player.load({}, 1.0)
    player.play()
    player.close()
    player.close()
    assert "player" not in {thread.name for thread in threading.enumerate()}
    Player().close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_an_error_that_nobody_expected_it_plays_again(player: Player, changed: threading.Event) -> None:
    def fail() -> ArrayReader:
        raise RuntimeError("nobody expected this")

    player.load({"original": fail}, 1.0)
    player.play()
    assert changed.wait(5)
    assert not player.state.playing
    player.load({}, 1.0)
    player.play(0.1)
    wait_until(lambda: player.state.position_s > 0.12)


def test_broken_samples_never_reach_the_ear() -> None:
    class Broken:
        rate_hz, channels, frames = 8000, 1, 6

        def read(self, start: int, count: int) -> np.ndarray:
            samples = np.array([0.5, np.nan, np.inf, -np.inf, 1e30, -0.5], np.float32)
            return samples[start : start + count, None]

        def close(self) -> None:
            return None

    heard = Source(Broken(), outputs=2).read(-2, 10)
    assert heard[:, 0].tolist() == [0, 0, 0.5, 0, 0, 0, 1000, -0.5, 0, 0]
    assert np.array_equal(heard[:, 0], heard[:, 1])


def test_a_file_that_breaks_off_is_silent_from_there() -> None:
    class Short(ArrayReader):
        def read(self, start: int, count: int) -> np.ndarray:
            return super().read(start, min(count, max(4 - start, 0)))

    source = Source(Short(np.ones((8, 2)), 8000), outputs=2)
    assert source.read(2, 6)[:, 0].tolist() == [1, 1, 0, 0, 0, 0]
    assert source.read(6, 2).tolist() == [[0, 0], [0, 0]]
