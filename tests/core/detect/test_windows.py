"""Cutting into windows and joining their scores: all is covered, and what was cut is what is joined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detect.windows import Joiner, plan


@given(st.integers(0, 5000), st.sampled_from([1.0, 7.0, 10.24]), st.floats(0.1, 5.0), st.floats(-1.0, 9.0))
def test_windows_cover_every_sample_and_frame(samples: int, frame_samples: float, window_s: float, overlap_s: float
                                              ) -> None:
    made = plan(samples, 100, frame_samples / 100, window_s, overlap_s)
    assert (made.frames - 1) * frame_samples < samples <= made.frames * frame_samples + 1e-3
    covered = np.zeros(made.frames, int)
    for start in made.starts:
        covered[start: start + made.window_frames] += 1
        assert start + made.window_frames <= made.frames
    assert (covered >= 1).all()
    if samples:
        assert made.sample_of(made.starts[-1]) + made.window_samples >= samples - 1
        assert made.starts[0] == 0
        assert list(made.starts) == sorted(set(made.starts))


@pytest.mark.parametrize("frames", [50, 51, 69, 70, 71, 200, 333])
def test_what_is_joined_is_what_was_cut(frames: int) -> None:
    scores = np.random.default_rng(frames).random((frames, 3)).astype(np.float32)
    made = plan(frames, 1, 1.0, 50.0, 10.0)
    joined, ends = np.full_like(scores, -1.0), [0]

    def sink(first: int, block: np.ndarray) -> None:
        assert first == ends[-1]
        joined[first: first + len(block)] = block
        ends.append(first + len(block))

    joiner = Joiner(made, 3, sink)
    for start in made.starts:
        joiner.add(scores[start: start + made.window_frames])
    np.testing.assert_allclose(joined, scores, atol=1e-6)
    assert ends[-1] == frames


def test_one_window_fades_into_the_next() -> None:
    made = plan(16, 1, 1.0, 10.0, 4.0)
    assert made.starts == (0, 6)
    parts: list[np.ndarray] = []
    joiner = Joiner(made, 1, lambda _, block: parts.append(block))
    joiner.add(np.zeros((10, 1), np.float32))
    joiner.add(np.ones((10, 1), np.float32))
    np.testing.assert_allclose(np.concatenate(parts)[:, 0], [0] * 6 + [0.2, 0.4, 0.6, 0.8] + [1] * 6, atol=1e-6)
