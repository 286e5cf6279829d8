"""A map follows what the model has learned, so it changes as weights become random; the model does not."""

import numpy as np
import pytest
import torch

from core.explain.heat_map import Target
from core.explain.sanity import rank_correlation, sanity
from core.explain.stretch import Stretch
from core.models.crnn import Crnn


def test_ranks_of_equal_order_are_one_and_of_opposite_order_minus_one() -> None:
    rising = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert rank_correlation(rising, rising**3) == pytest.approx(1.0)
    assert rank_correlation(rising, -rising) == pytest.approx(-1.0)
    assert rank_correlation(rising, 0 * rising) == 0.0


def test_weights_go_from_the_end_on_and_the_network_stays() -> None:
    torch.manual_seed(0)
    network = Crnn(3, filters=4, units=4).eval()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    samples = (0.1 * np.random.default_rng(0).standard_normal(44_100)).astype(np.float32)
    found = sanity(network, Stretch(0.0, 1.0, samples), Target(0), stages=3)
    assert len(found) == 3
    assert found[-1].deepest == "convolutions.0"
    assert [one.modules for one in found] == sorted(one.modules for one in found)
    assert abs(found[-1].correlation) < 0.9
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    again = sanity(network, Stretch(0.0, 1.0, samples), Target(0), stages=3)
    assert found == again
