"""Pooling over time, each way against numbers reckoned by hand."""

import math

import pytest
import torch

from core.errors import ModelError
from core.models.pooling import Pooling

FRAMES = torch.tensor([[[0.2], [0.6], [0.8]]])


@pytest.mark.parametrize(("name", "expected", "without_last"), [
    ("max", 0.8, 0.6),
    ("mean", 1.6 / 3, 0.4),
    ("linear_softmax", (0.04 + 0.36 + 0.64) / 1.6, 0.4 / 0.8),
    ("exp_softmax", (0.2 * math.exp(0.2) + 0.6 * math.exp(0.6) + 0.8 * math.exp(0.8))
     / (math.exp(0.2) + math.exp(0.6) + math.exp(0.8)), (0.2 * math.exp(0.2) + 0.6 * math.exp(0.6))
     / (math.exp(0.2) + math.exp(0.6))),
])
def test_by_hand(name: str, expected: float, without_last: float) -> None:
    pooling = Pooling(name, 1, 1)
    assert pooling(FRAMES, FRAMES).item() == pytest.approx(expected, abs=1e-6)
    valid = torch.tensor([[True, True, False]])
    assert pooling(FRAMES, FRAMES, valid).item() == pytest.approx(without_last, abs=1e-6)


def test_attention_weighs_by_the_softmax_over_classes() -> None:
    pooling = Pooling("attention", 1, 2)
    assert pooling.attention is not None
    with torch.no_grad():
        pooling.attention.weight.copy_(torch.tensor([[1.0], [0.0]]))
        pooling.attention.bias.zero_()
    frames = torch.tensor([[[0.1, 0.5], [0.9, 0.7]]])
    evidence = torch.tensor([[[math.log(3.0)], [0.0]]])  # weights 3/4, 1/2 and 1/4, 1/2
    found = pooling(frames, evidence)[0]
    assert found[0].item() == pytest.approx((0.1 * 0.75 + 0.9 * 0.5) / 1.25, abs=1e-6)
    assert found[1].item() == pytest.approx((0.5 * 0.25 + 0.7 * 0.5) / 0.75, abs=1e-6)


def test_nothing_at_all_is_no_division_by_zero() -> None:
    for name in ("max", "mean", "linear_softmax", "exp_softmax", "attention"):
        found = Pooling(name, 1, 1)(torch.zeros(1, 4, 1), torch.zeros(1, 4, 1), torch.zeros(1, 4, dtype=torch.bool))
        assert 0.0 <= found.item() <= 1e-6


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(ModelError, match="no pooling “median”"):
        Pooling("median", 1, 1)  # type: ignore[arg-type]
