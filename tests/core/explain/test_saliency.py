"""Gradients against their formula: of a sigmoid of a weighted sum, that is s (1 − s) w."""

import numpy as np
import pytest
import torch

from core.errors import ModelError
from core.explain.saliency import saliency, strength
from core.explain.stretch import Stretch
from core.models.detector import Output
from tests.core.explain.listener import BANDS, RATE_HZ, Listener, bands_of

WEIGHTS = torch.stack([bands_of(2, 3), bands_of(10, weight=-0.02)])


def noise(seconds: float = 1.0) -> Stretch:
    sound = np.random.default_rng(1).standard_normal(round(seconds * RATE_HZ)).astype(np.float32)
    return Stretch(5.0, seconds, 0.1 * sound)


@pytest.mark.parametrize("order", ["tf", "ft"])
def test_the_gradient_of_the_frames_is_that_of_the_formula(order: str) -> None:
    network, stretch = Listener(WEIGHTS, order), noise()
    found = saliency(network, stretch, 1)
    plane = found.features.astype(np.float64)
    scores = 1 / (1 + np.exp(-plane @ WEIGHTS[1].double().numpy()))
    expected = (scores * (1 - scores))[:, None] * WEIGHTS[1].numpy()
    np.testing.assert_allclose(found.strong, expected, atol=1e-6)
    assert found.grid.start_s == pytest.approx(5.0, abs=0.01)
    assert found.features.shape == (found.grid.count, BANDS)


def test_the_gradient_of_the_clip_is_that_of_its_strongest_frame_only() -> None:
    found = saliency(Listener(WEIGHTS), noise(), 0)
    scores = found.features @ WEIGHTS[0].numpy()
    moved = np.flatnonzero(np.abs(found.weak).sum(axis=1))
    assert moved.tolist() == [int(scores.argmax())]
    np.testing.assert_allclose(found.weak[moved[0]], found.strong[moved[0]], atol=1e-7)


def test_without_a_wish_it_is_the_surest_class() -> None:
    found = saliency(Listener(WEIGHTS), noise())
    assert found.label == int(found.clip.argmax())


def test_frames_that_only_fill_up_are_not_shown() -> None:
    found = saliency(Listener(WEIGHTS, padded=60), noise(), 0)
    assert found.grid.count == pytest.approx(100, abs=1)


def test_strength_is_spread_from_0_to_1() -> None:
    gradient = np.array([[-4.0, 0.0], [2.0, 1.0]], np.float32)
    assert strength(gradient).tolist() == [[1.0, 0.0], [0.5, 0.25]]
    assert strength(gradient, "towards").tolist() == [[0.0, 0.0], [1.0, 0.5]]
    assert not strength(np.zeros((2, 2), np.float32)).any()


def test_the_network_is_left_without_gradients() -> None:
    network = Listener(WEIGHTS).train()
    saliency(network, noise(), 0)
    assert network.training
    assert network.weights.grad is None
    assert network.weights.requires_grad


def test_a_model_without_gradients_is_refused() -> None:
    class Closed(Listener):
        def forward(self, features: torch.Tensor) -> Output:
            return Output(*(part.detach() for part in super().forward(features)))

    with pytest.raises(ModelError, match="no gradients"):
        saliency(Closed(WEIGHTS), noise(), 0)
