"""GRUs in both directions beside torch's own: values and all gradients."""

import pytest
import torch
from torch import nn

from core.models.recurrence import both_ways


@pytest.mark.parametrize(("layers", "bias", "batch"), [(1, True, 3), (2, True, 1), (2, False, 2)])
def test_values_and_gradients_are_those_of_torch(layers: int, bias: bool, batch: int) -> None:
    torch.manual_seed(0)
    gru = nn.GRU(5, 4, layers, bias=bias, batch_first=True, bidirectional=True).double()
    sequence = torch.randn(batch, 9, 5, dtype=torch.float64, requires_grad=True)
    weights = torch.randn(batch, 9, 8, dtype=torch.float64)
    wanted = [sequence, *gru.parameters()]
    theirs, ours = gru(sequence)[0], both_ways(gru, sequence)
    assert torch.allclose(ours, theirs, atol=1e-12)
    for mine, other in zip(torch.autograd.grad((ours * weights).sum(), wanted),
                           torch.autograd.grad((theirs * weights).sum(), wanted), strict=True):
        assert torch.allclose(mine, other, atol=1e-11)


def test_weights_that_do_not_learn_are_left_alone() -> None:
    gru = nn.GRU(3, 2, batch_first=True, bidirectional=True).requires_grad_(False)
    sequence = torch.randn(1, 4, 3, requires_grad=True)
    (slope,) = torch.autograd.grad(both_ways(gru, sequence).sum(), [sequence])
    (theirs,) = torch.autograd.grad(gru(sequence)[0].sum(), [sequence])
    assert torch.allclose(slope, theirs, atol=1e-6)


def test_one_step_and_none_of_gradient() -> None:
    gru = nn.GRU(3, 2, batch_first=True, bidirectional=True)
    sequence = torch.randn(2, 1, 3)
    assert torch.allclose(both_ways(gru, sequence), gru(sequence)[0], atol=1e-6)
    with torch.no_grad():
        assert torch.equal(both_ways(gru, sequence), gru(sequence)[0])
