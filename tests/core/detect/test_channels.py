"""Models of two channels: what they hear of recordings of any number of channels, rate and length."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
import torch
from torch import nn

from core.detect.infer import Running, open_engine
from core.detect.stream import as_channels, batches, resampled, windows
from core.detect.windows import plan
from core.media.array_audio import ArrayReader
from core.models import registry
from core.models.card import Card, write_card
from core.models.detector import Detector, Output
from core.models.registry import Entry
from core.models.weights import save

RATE_HZ, FRAME = 8000, 800
LEFT_LOUDER, RIGHT_LOUDER = ("left", "right")


class Sides(Detector):
    """Which of two channels is louder, in frames of 0.1 s; of the clip, how long."""

    rate_hz, channels, frame_s, window_s, any_length = RATE_HZ, 2, FRAME / RATE_HZ, 2.0, True

    def __init__(self, n_classes: int) -> None:
        super().__init__()
        self.n_classes, self.scale = n_classes, nn.Parameter(torch.tensor(1.0))
        self.lengths: list[int] = []

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        self.lengths.append(samples.shape[-1])
        frames = -(-samples.shape[-1] // FRAME)
        whole = nn.functional.pad(samples, (0, frames * FRAME - samples.shape[-1]))
        return whole.reshape(len(samples), 2, frames, FRAME).square().mean(3).sqrt()

    def forward(self, features: torch.Tensor) -> Output:
        louder = (features[:, 0] > features[:, 1]).float() * self.scale
        strong = torch.stack([louder, 1 - louder], dim=2)
        return Output(strong, strong.mean(1))

    def feature_frequencies_hz(self) -> list[float]:
        return [1000.0]


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    monkeypatch.setattr(registry, "ARCHITECTURES", {**registry.ARCHITECTURES, "sides": f"{__name__}:Sides"})
    card = Card(id="sides", title="Sides", task="scenes", architecture="sides", classes=(LEFT_LOUDER, RIGHT_LOUDER),
                parameters=1, licence="CC0-1.0")
    folder = tmp_path / "sides"
    folder.mkdir()
    save(registry.build(card), folder / "weights.safetensors")
    write_card(folder, card)
    return Entry(card, folder, embedded=False)


def _sound(seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Louder on the left for the first quarter, then on the right."""
    noise = np.random.default_rng(0).normal(0.0, 0.1, (round(seconds * rate_hz), 2)).astype(np.float32)
    quarter = len(noise) // 4
    noise[:quarter, 1] *= 0.1
    noise[quarter:, 0] *= 0.1
    return noise


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_each_channel_is_heard_for_itself(entry: Entry, tmp_path: Path, rate_hz: int) -> None:
    soundfile.write(tmp_path / "a.wav", _sound(8.0, rate_hz), rate_hz)
    scores = open_engine(entry, Running("cpu")).scores(tmp_path / "a.wav")
    assert scores.values.shape == (80, 2)
    assert scores.values[:19, 0] == pytest.approx(1.0)
    assert scores.values[21:, 1] == pytest.approx(1.0)


def test_a_scene_is_what_lasts_and_not_what_is_there_once(entry: Entry) -> None:
    scores = open_engine(entry, Running("cpu", overlap_s=0.0)).scores_of(ArrayReader(_sound(8.0), RATE_HZ))
    assert scores.clip == pytest.approx([0.25, 0.75])


def test_of_more_channels_the_first_two_are_heard_and_of_one_both_are_that(entry: Entry) -> None:
    engine = open_engine(entry, Running("cpu"))
    stereo = _sound(3.0)
    many = np.concatenate([stereo, np.random.default_rng(1).normal(0, 1, (len(stereo), 14)).astype(np.float32)], axis=1)
    found, expected = (engine.scores_of(ArrayReader(sound, RATE_HZ)) for sound in (many, stereo))
    np.testing.assert_array_equal(found.values, expected.values)
    alike = engine.scores_of(ArrayReader(stereo[:, :1], RATE_HZ))
    assert alike.values[:, 1] == pytest.approx(1.0)  # neither is louder


def test_what_is_shorter_than_a_window_is_not_filled_up(entry: Entry) -> None:
    engine = open_engine(entry, Running("cpu"))
    network = engine.runner.network
    assert isinstance(network, Sides)
    scores = engine.scores_of(ArrayReader(_sound(1.3), RATE_HZ))
    assert network.lengths == [round(1.3 * RATE_HZ)]
    assert len(scores.values) == 13
    assert len(engine.scores_of(ArrayReader(np.zeros((0, 2), np.float32), RATE_HZ)).values) == 0


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_pieces_of_two_channels_are_as_the_whole(rate_hz: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.detect.stream.BLOCK_VALUES", 5000)
    sound = np.random.default_rng(0).normal(0, 0.2, (rate_hz * 3, 3)).astype(np.float32)
    whole = soxr.resample(sound[:, :2], rate_hz, RATE_HZ) if rate_hz != RATE_HZ else sound[:, :2]
    planned = plan(len(whole), RATE_HZ, 0.1, 2.0, 0.5)
    blocks = resampled(as_channels(ArrayReader(sound, rate_hz), 0, len(sound), 2), rate_hz, RATE_HZ, 2)
    found = np.concatenate(list(batches(windows(blocks, planned, 2), 4)))
    assert found.shape == (2, 2, 16_000)
    np.testing.assert_allclose(found[0], whole[:16_000].T, atol=1e-6)
    np.testing.assert_allclose(found[1], whole[8000:24_000].T, atol=1e-6)
