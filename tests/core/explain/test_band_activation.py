"""The bands of a class: those that its weights hear, those that attention looks at, and means over events."""

import numpy as np
import pytest
import torch

from core.explain.band_activation import BandActivation, band_activation, edges, even_cuts, mean_activation
from core.explain.band_attention import BandAttention
from core.explain.stretch import Stretch
from tests.core.explain.listener import BANDS, RATE_HZ, Listener, bands_of


def noise() -> Stretch:
    sound = np.random.default_rng(1).standard_normal(2 * RATE_HZ).astype(np.float32)
    return Stretch(0.0, 2.0, 0.1 * sound)


def test_energy_lies_where_the_weights_hear() -> None:
    network = Listener(torch.stack([bands_of(0, 1), bands_of(23)])).train()
    found = band_activation(network, noise(), [0, 1])
    assert found.kind == "gradient"
    assert found.values.shape == (2, 12)
    shares = found.normalised()
    assert shares[0].tolist() == [1.0] + [0.0] * 11
    assert shares[1].tolist() == [0.0] * 11 + [1.0]
    assert network.training


def test_energy_is_gradient_times_what_stands_above_silence_squared() -> None:
    weights = torch.stack([bands_of(*range(BANDS))])
    network, stretch = Listener(weights).eval(), noise()
    found = band_activation(network, stretch, [0])
    plane = network.features(torch.from_numpy(stretch.samples)[None])[0].detach().double().numpy()
    scores = 1 / (1 + np.exp(-plane @ weights[0].double().numpy()))
    product = (scores * (1 - scores))[:, None] * weights[0].numpy() * (plane - np.log(1e-6))
    expected = np.square(product).sum(axis=0).reshape(12, 2).sum(axis=1)
    np.testing.assert_allclose(found.values[0], expected, rtol=1e-4)


def test_only_the_frames_of_an_event_count() -> None:
    sound = noise()
    sound.samples[:RATE_HZ] = 0.0  # nothing stands above silence there
    network = Listener(torch.stack([bands_of(5)]))
    quiet = band_activation(network, sound, [0], {0: [(0.2, 0.8)]})
    loud = band_activation(network, sound, [0], {0: [(1.2, 1.8)]})
    assert not quiet.values.any()
    assert not quiet.normalised().any()
    assert loud.values[0, 2] > 0


def test_attention_is_weighed_by_the_scores_of_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks at position 0 in the first second and at position 3 later."""
    looked = np.full((20, 4), 0.1)
    looked[:10, 0] = looked[10:, 3] = 0.7
    attention = BandAttention(looked, 0.1, np.array([0, 6, 12, 18, 24]))
    monkeypatch.setattr("core.explain.band_activation.band_attention", lambda *_: attention)
    network = Listener(torch.zeros(1, BANDS))  # every score is a half
    found = band_activation(network, noise(), [0])
    assert found.kind == "attention"
    np.testing.assert_allclose(found.values, [[0.4, 0.1, 0.1, 0.4]], atol=1e-6)
    late = band_activation(network, noise(), [0], {0: [(1.0, 2.0)]})
    np.testing.assert_allclose(late.values, [[0.1, 0.1, 0.1, 0.7]], atol=1e-6)
    assert late.normalised()[0].tolist() == pytest.approx([0, 0, 0, 1])


def test_edges_lie_half_way_between_centres() -> None:
    centres_hz = np.array([100.0, 200.0, 400.0, 800.0])
    np.testing.assert_allclose(edges(centres_hz, even_cuts(4, 2)), [50, 300, 1000])


def test_the_mean_over_events_weighs_each_alike() -> None:
    ends = np.array([0.0, 1.0, 2.0])
    parts = [BandActivation((0, 1), ends, np.array([[1.0, 0.0], [0.0, 8.0]]), "gradient"),
             BandActivation((1,), ends, np.array([[2.0, 2.0]]), "gradient")]
    found = mean_activation(parts)
    assert found.labels == (0, 1)
    np.testing.assert_allclose(found.values, [[1.0, 0.0], [0.25, 0.75]])
