"""GRUs in both directions where gradients are wanted on a CPU: both directions take each step together, and the way
back is a product a step, for all that does not depend on the step before is worked out at once.

The weights stay those of `nn.GRU`, which does the same where no gradient flows, on a GPU and in exports.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.autograd.function import once_differentiable


def both_ways(gru: nn.GRU, sequence: torch.Tensor) -> torch.Tensor:
    """(batch, steps, inputs) -> (batch, steps, 2 * units), as `gru(sequence)[0]` of one that is bidirectional, has its
    batch first and drops nothing out."""
    if not torch.is_grad_enabled() or sequence.device.type != "cpu" or torch.is_autocast_enabled("cpu"):
        found: torch.Tensor = gru(sequence)[0]
        return found
    steps = sequence.transpose(0, 1)
    for layer in range(gru.num_layers):
        steps = _layer(gru, layer, steps)
    return steps.transpose(0, 1)


def _layer(gru: nn.GRU, layer: int, steps: torch.Tensor) -> torch.Tensor:
    """(steps, batch, inputs) -> (steps, batch, 2 * units)"""
    def both(kind: str) -> list[torch.Tensor]:
        return [getattr(gru, f"{kind}_l{layer}{way}") for way in ("", "_reverse")]

    given_bias = both("bias_ih") if gru.bias else [None, None]
    forwards, backwards = (nn.functional.linear(steps, weight, bias)
                           for weight, bias in zip(both("weight_ih"), given_bias, strict=True))
    gates = torch.stack([forwards, backwards.flip(0)], dim=1)  # (steps, directions, batch, 3 * units)
    bias = torch.stack(both("bias_hh")) if gru.bias else gates.new_zeros(2, 3 * gru.hidden_size)
    weight = torch.stack(both("weight_hh"))
    states: torch.Tensor = _Recurrence.apply(gates, weight, bias)  # type: ignore[no-untyped-call]
    return torch.cat([states[:, 0], states[:, 1].flip(0)], dim=-1)


class _Recurrence(torch.autograd.Function):
    """With r and z the gates, n the new content: n = tanh(given + r * asked), state = n + z * (state before - n)."""

    @staticmethod
    def forward(ctx: Any, gates: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        units = weight.shape[-1]
        turned, bias = weight.transpose(1, 2).contiguous(), bias[:, None]
        switches, content = gates[..., : 2 * units].unbind(0), gates[..., 2 * units :].unbind(0)
        states = [gates.new_zeros(*gates.shape[1:3], units)]
        opened, asked, fresh = [], [], []
        for switch, given in zip(switches, content, strict=True):
            told = torch.baddbmm(bias, states[-1], turned)
            gate = told[..., : 2 * units].add(switch).sigmoid_()
            new = torch.addcmul(given, gate[..., :units], told[..., 2 * units :]).tanh_()
            states.append(torch.lerp(new, states[-1], gate[..., units:]))
            opened.append(gate)
            asked.append(told[..., 2 * units :])
            fresh.append(new)
        all_states = torch.stack(states)
        ctx.save_for_backward(all_states, torch.stack(opened), torch.stack(asked), torch.stack(fresh), weight)
        return all_states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        states, opened, asked, fresh, weight = ctx.saved_tensors
        before, (reset, keep) = states[:-1], opened.chunk(2, dim=-1)
        to_content = (1.0 - keep) * (1.0 - fresh.square())
        slopes = torch.stack([to_content * asked * reset * (1.0 - reset), (before - fresh) * keep * (1.0 - keep),
                              to_content * reset], dim=-2)  # of what the recurrent product gives, by the state
        flowing, carried = [], torch.zeros_like(fresh[0])
        told = torch.empty(slopes.shape, dtype=slopes.dtype)
        for arriving, slope, kept, made in zip(reversed(gradient.unbind(0)), reversed(slopes.unbind(0)),
                                               reversed(keep.unbind(0)), reversed(told.unbind(0)), strict=True):
            state = arriving + carried
            torch.mul(state[..., None, :], slope, out=made)
            carried = torch.baddbmm(state * kept, made.flatten(2), weight)
            flowing.append(state)
        to_state = torch.stack(flowing[::-1])
        to_gates = torch.cat([told[..., :2, :].flatten(3), to_state * to_content], dim=-1)
        told = told.flatten(3)
        to_weight = torch.einsum("tdbg,tdbu->dgu", told, before) if ctx.needs_input_grad[1] else None
        return to_gates, to_weight, told.sum((0, 2))
