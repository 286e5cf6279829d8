"""Axes, step and start of features are found whatever their order; a network is left as it was."""

import pytest
import torch

from core.errors import ModelError
from core.explain.feature_plane import find_plane, untouched
from core.models.crnn import Crnn
from tests.core.explain.listener import BANDS, HOP, RATE_HZ, Listener, bands_of


@pytest.mark.parametrize(("order", "axes"), [("tf", (0, 1)), ("ft", (1, 0)), ("ctf", (1, 2))])
@pytest.mark.parametrize("padded", [0, 37])
def test_axes_and_step_are_found(order: str, axes: tuple[int, int], padded: int) -> None:
    network = Listener(torch.stack([bands_of(3)]), order, padded).eval()
    plane = find_plane(network)
    assert (plane.time_axis, plane.band_axis) == axes
    assert plane.step_s == HOP / RATE_HZ
    assert plane.start_s == pytest.approx(0.0, abs=plane.step_s)
    shown = plane.flat(network.features(torch.randn(1, RATE_HZ)))
    assert shown.shape == (RATE_HZ // HOP + padded, BANDS)


def test_as_many_frames_as_bands_do_not_confuse_time_with_frequency() -> None:
    network = Listener(torch.stack([bands_of(3)]), "ft").eval()
    network.window_s = BANDS * HOP / RATE_HZ
    plane = find_plane(network)
    assert (plane.time_axis, plane.band_axis) == (1, 0)


def test_a_real_network_has_its_hop() -> None:
    plane = find_plane(Crnn(3).eval())
    assert plane.step_s == pytest.approx(1024 / 44_100, rel=2e-3)
    assert (plane.time_axis, plane.band_axis) == (0, 1)


def test_frames_beyond_the_sound_are_left_out() -> None:
    plane = find_plane(Listener(torch.stack([bands_of(3)]), padded=50).eval())
    grid = plane.grid(10.0, 1.0, 150)
    assert grid.count == pytest.approx(100, abs=1)
    assert grid.start_s == pytest.approx(10.0, abs=0.01)


def test_a_network_is_left_as_it_was_found() -> None:
    network = Listener(torch.stack([bands_of(3)])).train()
    network.dropout.eval()
    with untouched(network):
        assert not network.training
        assert not network.weights.requires_grad
    assert network.training
    assert not network.dropout.training
    assert network.weights.requires_grad


def test_features_that_are_no_plane_are_refused() -> None:
    class Flat(Listener):
        def features(self, samples: torch.Tensor) -> torch.Tensor:
            return samples[:, :7]

    with pytest.raises(ModelError, match="no plane"):
        find_plane(Flat(torch.stack([bands_of(3)])))


def test_features_that_stand_still_are_refused() -> None:
    class Still(Listener):
        def features(self, samples: torch.Tensor) -> torch.Tensor:
            return torch.zeros(len(samples), 50, BANDS) + samples.abs().mean()

    with pytest.raises(ModelError, match="do not follow the time"):
        find_plane(Still(torch.stack([bands_of(3)])))
