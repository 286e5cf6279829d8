"""The stretch that a model is asked about lies in the recording and has the model's rate."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from core.explain.stretch import place, read_stretch


@pytest.mark.parametrize(("wish", "given"), [
    ((0.0, 60.0), (25.0, 35.0)), ((58.0, 60.0), (58.0, 60.0)), ((59.9, 60.0), (59.0, 60.0)), ((3.0, 9.0), (3.0, 9.0)),
])
def test_the_stretch_is_at_most_a_window_and_within_the_recording(
    wish: tuple[float, float], given: tuple[float, float]
) -> None:
    assert place(*wish, 10.0, 60.0) == pytest.approx(given)


def test_a_recording_shorter_than_a_stretch_is_taken_whole() -> None:
    assert place(0.0, 0.2, 10.0, 0.2) == (0.0, 0.2)


def test_channels_are_averaged_and_the_rate_is_the_models(tmp_path: Path) -> None:
    times_s = np.arange(48_000 * 3) / 48_000
    tone = 0.5 * np.sin(2 * np.pi * 440 * times_s)
    sf.write(tmp_path / "a.wav", np.stack([tone, np.zeros_like(tone)], axis=1), 48_000)
    found = read_stretch(tmp_path / "a.wav", 0, 16_000, 1.0, 2.5)
    assert len(found.samples) == 24_000
    assert (found.start_s, found.duration_s) == (1.0, 1.5)
    assert found.samples[4000:8000].max() == pytest.approx(0.25, abs=0.005)


def test_one_sample_is_filled_up_with_silence(tmp_path: Path) -> None:
    sf.write(tmp_path / "one.wav", np.array([0.5]), 16_000)
    found = read_stretch(tmp_path / "one.wav", 0, 16_000, 0.0, 1.0)
    assert len(found.samples) == 16_000
    assert found.duration_s == pytest.approx(1 / 16_000)


@pytest.mark.parametrize(("given", "taken"), [(1, [0, 0]), (2, [0, 1]), (16, [0, 1])])
def test_a_model_of_two_channels_takes_the_first_ones(tmp_path: Path, given: int, taken: list[int]) -> None:
    levels = (np.arange(given) + 1) / 20
    sf.write(tmp_path / "many.wav", np.tile(levels, (16_000, 1)), 16_000, subtype="FLOAT")
    found = read_stretch(tmp_path / "many.wav", 0, 16_000, 0.0, 1.0, channels=2)
    assert found.samples.shape == (2, 16_000)
    np.testing.assert_allclose(found.samples[:, 0], levels[taken], atol=1e-6)
    assert read_stretch(tmp_path / "many.wav", 0, 16_000, 0.0, 1.0).samples[0] == pytest.approx(levels.mean())
