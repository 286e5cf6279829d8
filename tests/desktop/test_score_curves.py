"""What a pixel shows of the scores, counted frame by frame, at any zoom."""

import numpy as np
import pytest

from core.domain import Scores, TimeGrid
from desktop.score_curves import STEPS, ScoreCurves
from desktop.views.axis import TimeAxis


def noise(frames: int, step_s: float = 0.08, start_s: float = 0.0) -> Scores:
    values = np.random.default_rng(3).random((frames, 3), np.float32)
    grid = TimeGrid(start_s, step_s, frames)
    return Scores(grid, ("a", "b", "c"), values, values.max(0, initial=0.0), frames * step_s)


@pytest.mark.parametrize("seconds", [1.0, 10.0, 100.0, 1600.0])
def test_a_pixel_shows_the_lowest_and_highest_of_its_frames(seconds: float) -> None:
    scores = noise(20_011)
    axis = TimeAxis.over(0.0, seconds, 0, 400)
    low, high = ScoreCurves(scores).envelope("b", axis)
    edges = np.arange(401) / axis.pixels_per_s / 0.08
    for pixel in range(0, 400, 7):
        first, end = edges[pixel], edges[pixel + 1]
        middles = [n for n in range(int(first) - 1, int(end) + 2) if first <= n + 0.5 < end and n >= 0]
        frames = middles or [int((first + end) / 2)]
        coarse = end - first >= 4
        truth = scores.values[frames, 1]
        if coarse:  # whole columns of 4, 16 … frames: a pixel may show a little of its neighbours
            size = 4 ** int(np.log(end - first) / np.log(4) + 1e-9)
            near = scores.values[max(int(first) - size, 0):int(end) + size + 1, 1]
            assert near.min() - 1 / STEPS <= low[pixel] <= high[pixel] <= near.max() + 1 / STEPS
            inner = scores.values[int(np.ceil(first)) + size:int(end) - size, 1]
            if len(inner):
                assert low[pixel] <= inner.min()
                assert high[pixel] >= inner.max() - 1e-6
        else:
            assert low[pixel] == truth.min()
            assert high[pixel] == truth.max()


def test_a_lone_peak_is_seen_however_far_out() -> None:
    scores = noise(50_000)
    scores.values[:] = 0.01
    scores.values[33_333, 2] = 0.9
    curves = ScoreCurves(scores)
    for width in (50, 333, 1900):
        _, high = curves.envelope("c", TimeAxis.over(0.0, 4000.0, 0, width))
        assert np.nanmax(high) == pytest.approx(0.9, abs=1 / STEPS)
        peak_s = (np.nanargmax(high) + 0.5) * 4000 / width
        assert abs(peak_s - 33_333.5 * 0.08) <= 4000 / width * 1.5


def test_outside_of_what_was_heard_nothing_is_known() -> None:
    curves = ScoreCurves(noise(10, 0.1, 2.0))
    low, _high = curves.envelope("a", TimeAxis.over(0.0, 5.0, 0, 50))
    assert np.isnan(low[:20]).all()
    assert np.isfinite(low[20:30]).all()
    assert np.isnan(low[30:]).all()
    assert curves.envelope("z", TimeAxis.over(0.0, 5.0, 0, 50)) is None
    assert curves.score_at("a", 1.9) is None
    assert curves.score_at("a", 2.05) == curves.scores.values[0, 0]
    assert curves.score_at("z", 2.05) is None


def test_no_frames_at_all() -> None:
    curves = ScoreCurves(noise(0))
    assert curves.highest_of("a") == 0.0
    low, _ = curves.envelope("a", TimeAxis.over(0.0, 5.0, 0, 50))
    assert np.isnan(low).all()
