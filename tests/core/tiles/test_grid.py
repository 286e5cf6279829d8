"""Where tiles lie, by counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tiles.grid import Sound, SpectrogramGrid
from core.tiles.memory import BoundedMemory
from core.tiles.patch import sketch_order
from core.tiles.spec import OVERLAPS, SIZES, StftSpec

HOUR = SpectrogramGrid(Sound(48_000, 2, 48_000 * 3600), StftSpec())


def test_an_hour() -> None:
    assert HOUR.columns(0) == 337_500
    assert HOUR.base_level == 5
    assert HOUR.columns(5) == 10_547
    assert HOUR.top_level == 11
    assert HOUR.tile_columns(11, 0) == 165
    assert HOUR.level_for(0, 3600, 1900) == 7
    assert HOUR.level_for(0, 30, 1600) == 1
    assert HOUR.level_for(0, 0.002, 1600) == 0
    assert HOUR.tiles(5, 0, 3600) == range(42)
    assert HOUR.tiles(5, 3599, 4000) == range(41, 42)
    assert HOUR.tiles(5, 100, 100) == range(1, 2)


@given(frames=st.integers(1, 48_000 * 86_400), rate_hz=st.sampled_from([4000, 48_000, 384_000]),
       n_fft=st.sampled_from(SIZES), overlap=st.sampled_from(OVERLAPS))
def test_what_is_kept_is_bounded(frames: int, rate_hz: int, n_fft: int, overlap: float) -> None:
    grid = SpectrogramGrid(Sound(rate_hz, 2, frames), StftSpec(n_fft, overlap=overlap))
    assert grid.columns(grid.base_level) * grid.bins * 2 <= 68 << 20
    for width_px in (1, 1920, 7680):
        level = grid.level_for(0.0, frames / rate_hz, width_px)
        tiles = grid.tiles(level, 0.0, frames / rate_hz)
        assert len(tiles) * 256 * grid.bins * 2 <= 60 << 20
    for level in range(grid.top_level + 1):
        hop, group = grid.plan(level)
        assert hop * group == grid.column_samples(level)
        assert hop == grid.spec.hop_samples or hop <= n_fft // 2


def test_sketch_order_is_spread_at_any_moment() -> None:
    order = sketch_order(100)
    assert sorted(order.tolist()) == list(range(100))
    for count in (4, 8, 16, 32):
        places = sorted(order[:count].tolist())
        gaps = [right - left for left, right in zip(places, [*places[1:], 100], strict=True)]
        assert max(gaps) <= 3 * 100 // count + 2
    assert sketch_order(1).tolist() == [0]


def test_memory_drops_what_was_not_looked_at() -> None:
    memory: BoundedMemory[str] = BoundedMemory(30)
    for name in "abc":
        memory.put(name, name, 10)
    assert memory.get("a") == "a"
    memory.put("d", "d", 10)
    assert ["a" in memory, "b" in memory, "c" in memory, "d" in memory] == [True, False, True, True]
    memory.put("a", "aa", 15)
    assert memory.held_bytes == 25
    memory.put("huge", "huge", 100)
    assert memory.get("huge") == "huge"
    assert memory.held_bytes == 100
    memory.drop("huge")
    assert memory.held_bytes == 0
    assert memory.get("huge") is None


@pytest.mark.parametrize("n_fft", [128, 1024, 16384])
def test_a_day_is_kept_in_few_columns(n_fft: int) -> None:
    grid = SpectrogramGrid(Sound(48_000, 2, 48_000 * 86_400), StftSpec(n_fft))
    assert 2048 <= grid.columns(grid.base_level) <= 16_384
