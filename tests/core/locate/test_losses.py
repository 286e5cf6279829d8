"""Losses against their formulas, written out pair by pair; their gradients against differences; their edges."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from core.locate import comparison_losses, losses, positives
from core.locate.loss_table import LOSSES

TAU = 0.03
PAIRS = 5
CLASS_AWARE = ("a", "b1", "b2", "c")
Views = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]
CLASSES = torch.tensor([3, 7, 3, 3, -1])
OWN = torch.eye(PAIRS, dtype=torch.float64)


def views(pairs: int = PAIRS, heads: int = 2, spread: float = 1.0) -> Views:
    """Vectors of length 1 that differ little or much."""
    made = torch.Generator().manual_seed(5)

    def unit(*shape: int) -> torch.Tensor:
        base = torch.randn(4, dtype=torch.float64, generator=made)[:, None, None]
        values = base + spread * torch.randn(*shape, dtype=torch.float64, generator=made).reshape(*shape[:2], 4, -1, 1)
        return torch.nn.functional.normalize(values, dim=2).reshape(shape)

    return (unit(pairs, heads, 4, 2, 3), unit(pairs, heads, 4), unit(pairs, heads, 4, 2, 3), unit(pairs, heads, 4))


def alike() -> torch.Tensor:
    return positives.same_class(CLASSES).double()


def pair_likelihoods(sight: torch.Tensor, hearing: torch.Tensor) -> np.ndarray:
    """P of SPEC 4.4, one exponential at a time."""
    see, hear = sight.flatten(3).numpy(), hearing.numpy()
    places, found = see.shape[3], np.zeros((PAIRS, PAIRS))

    def cosine(head: int, n: int, p: int, m: int) -> float:
        return math.exp(float(see[n, head, :, p] @ hear[m, head]) / TAU)

    for n in range(PAIRS):
        for m in range(PAIRS):
            for p in range(places):
                which = cosine(0, n, p, m) / sum(cosine(0, n, p, other) for other in range(PAIRS))
                where = cosine(1, n, p, m) / sum(cosine(1, n, other, m) for other in range(places))
                found[n, m] += which * where
    return found


def by_rows(given: Views, rule: Callable[[np.ndarray, int, list[int]], float]) -> float:
    """Mean over rows of both directions; `rule` gets P, the row and the columns of its class."""
    total = 0.0
    for pairs in (pair_likelihoods(given[0], given[3]), pair_likelihoods(given[2], given[1])):
        for n in range(PAIRS):
            same = [m for m in range(PAIRS) if m == n or (CLASSES[m] == CLASSES[n] and CLASSES[n] != -1)]
            total += rule(pairs, n, same) / PAIRS
    return total


RULES: dict[str, Callable[[np.ndarray, int, list[int]], float]] = {
    "slavc": lambda pairs, n, same: -math.log(pairs[n, n] / pairs[n].sum()),
    "b1": lambda pairs, n, same: -math.log(pairs[n, same].sum() / pairs[n].sum()),
    "b2": lambda pairs, n, same: -sum(math.log(pairs[n, m] / pairs[n].sum()) for m in same) / len(same),
    "c": lambda pairs, n, same: -math.log(
        pairs[n, n] / (pairs[n, n] + sum(pairs[n, m] for m in range(PAIRS) if m not in same))),
}


@pytest.mark.parametrize("name", RULES)
def test_slavc_and_its_class_aware_forms(name: str) -> None:
    given = views()
    assert float(LOSSES[name](*given, alike())) == pytest.approx(by_rows(given, RULES[name]), rel=1e-9)


def test_the_papers_equations() -> None:
    sight, hearing, *slow = views()
    similar = np.zeros((PAIRS, PAIRS))
    for i in range(PAIRS):
        for j in range(PAIRS):
            cosines = [sight[i, h, :, y, x] @ hearing[j, h] for h in range(2) for y in range(2) for x in range(3)]
            similar[i, j] = np.mean([float(cosine) for cosine in cosines])
    total = 0.0
    for i in range(PAIRS):
        same = [j for j in range(PAIRS) if j == i or (CLASSES[i] == CLASSES[j] == 3)]
        rest = [j for j in range(PAIRS) if j not in same]
        own, other = similar[i, same].mean(), similar[i, rest].mean()
        total -= math.log(math.exp(own) / (math.exp(own) + math.exp(other))) / PAIRS
    assert float(losses.literal(sight, hearing, *slow, alike())) == pytest.approx(total, rel=1e-9)


def test_bounds_of_the_papers_loss() -> None:
    """ln(1 + e^-2) and ln(1 + e^2), where all positives are at 1 and all negatives at -1, and the other way round."""
    hearing = torch.tensor([[[1.0, 0.0]], [[-1.0, 0.0]]], dtype=torch.float64)
    sight = hearing[..., None, None].expand(2, 1, 2, 3, 3)
    own = torch.eye(2, dtype=torch.float64)
    assert float(losses.literal(sight, hearing, sight, hearing, own)) == pytest.approx(0.1269, abs=5e-5)
    assert float(losses.literal(-sight, hearing, sight, hearing, own)) == pytest.approx(2.1269, abs=5e-5)


@pytest.mark.parametrize("name", CLASS_AWARE)
def test_with_distinct_classes_it_is_the_baseline(name: str) -> None:
    given = views()
    distinct = positives.same_class(torch.arange(PAIRS)).double()
    if name == "a":
        sight, hearing = losses.joined_heads(*given[:2])
        similar = torch.einsum("ndp,md->nm", sight, hearing) / 6
        other = (similar.sum(1) - similar.diagonal()) / (PAIRS - 1)
        baseline = -torch.log(similar.diagonal().exp() / (similar.diagonal().exp() + other.exp())).mean()
    else:
        baseline = losses.slavc(*given, torch.ones_like(distinct))
    assert torch.allclose(LOSSES[name](*given, distinct), baseline, rtol=1e-12)


@pytest.mark.parametrize("name", CLASS_AWARE)
def test_a_batch_of_one_class_teaches_nothing(name: str) -> None:
    given = tuple(values.requires_grad_() for values in views())
    found = LOSSES[name](*given, torch.ones(PAIRS, PAIRS, dtype=torch.float64))
    assert float(found.detach()) == 0.0
    found.backward()
    for values in given[:2]:
        assert values.grad is not None
        assert not values.grad.any()


@pytest.mark.parametrize("name", CLASS_AWARE)
def test_a_pair_without_negatives_does_not_count(name: str) -> None:
    """Soft positives may leave the first row alone without any."""
    given, some = views(), alike()
    some[0] = 1.0
    found = LOSSES[name](*given, some)
    others = [LOSSES[name](*given, torch.where(torch.arange(PAIRS)[:, None] == row, some, 1.0)) for row in range(PAIRS)]
    assert float(others[0]) == 0.0
    assert torch.allclose(found, sum(others[1:], torch.zeros(())) / (PAIRS - 1), rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("kind", ["own", "class", "soft", "one"])
def test_gradients(name: str, kind: str) -> None:
    given = [values.requires_grad_() for values in views(spread=0.5)]
    chosen = {"own": OWN, "class": alike(), "one": torch.ones_like(OWN),
              "soft": positives.same_by_chance(torch.rand(PAIRS, 6).softmax(1)).double()}[kind]
    assert torch.autograd.gradcheck(lambda *parts: LOSSES[name](*parts, chosen), given, fast_mode=kind != "class")


@pytest.mark.parametrize("name", LOSSES)
def test_one_head_one_pair_and_half_precision(name: str) -> None:
    for given, count in ((views(heads=1), PAIRS), (views(pairs=1), 1)):
        found = LOSSES[name](*given, torch.eye(count, dtype=torch.float64))
        assert math.isfinite(float(found))
    given = views(spread=0.05)  # all alike: products of probabilities would vanish in half precision
    single = LOSSES[name](*(values.float() for values in given), OWN.float())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(LOSSES[name](*(values.float() for values in given), OWN.float()), single)
    half = LOSSES[name](*(values.half() for values in given), OWN.half())
    assert half.dtype == torch.float32
    assert float(half) == pytest.approx(float(LOSSES[name](*given, OWN)), abs=0.05, rel=0.05)


def test_the_hard_ways_loss() -> None:
    sight, hearing, *slow = views(heads=1, spread=0.3)
    similar = torch.einsum("ndp,md->nmp", sight[:, 0].flatten(2), hearing[:, 0]).numpy()

    def mean(values: np.ndarray, mask: np.ndarray) -> float:
        return float((values * mask).sum() / mask.sum())

    def sigmoid(values: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-values))

    total = 0.0
    for n in range(PAIRS):
        own = similar[n, n]
        logits = [mean(own, sigmoid((own - 0.65) / 0.03)), mean(own, 1 - sigmoid((own - 0.4) / 0.03))]
        logits += [mean(similar[n, m], sigmoid((similar[n, m] - 0.65) / 0.03)) for m in range(PAIRS) if m != n]
        powers = np.exp(np.array(logits) / 0.07)
        total -= math.log(powers[0] / powers.sum()) / PAIRS
    assert float(comparison_losses.lvs(sight, hearing, *slow, OWN)) == pytest.approx(total, rel=1e-6)


def test_ez_vsl_and_fnac() -> None:
    sight, hearing, *slow = views(heads=1, spread=0.4)
    see, hear = sight[:, 0].flatten(2).numpy(), hearing[:, 0].numpy()
    similar = np.einsum("ndp,md->nmp", see, hear) / TAU
    logits = similar.max(2)

    def softmax(rows: np.ndarray) -> np.ndarray:
        powers = np.exp(rows - rows.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    basis = sum(-np.log(np.diag(softmax(one))).mean() for one in (logits, logits.T))
    assert float(comparison_losses.ez_vsl(sight, hearing, *slow, OWN)) == pytest.approx(basis, rel=1e-9)
    shown = np.zeros((PAIRS, 4))
    for n in range(PAIRS):
        own = similar[n, n]
        shown[n] = (see[n] * ((own - own.min()) / (own.max() - own.min()) > 0.6)).mean(1)
    flat = see.mean(2)
    gaps = [np.abs(softmax(hear @ hear.T / TAU) - softmax(logits)).mean(),
            np.abs(softmax(flat @ flat.T / TAU) - softmax(logits)).mean(),
            np.abs(softmax(hear @ hear.T / TAU) - softmax(shown @ shown.T / TAU)).mean()]
    assert float(comparison_losses.fnac(sight, hearing, *slow, OWN)) == pytest.approx(basis + 100 * sum(gaps), rel=1e-6)


def test_more_positives_ask_for_less() -> None:
    """B1 only falls, and C never asks for more than the baseline, when pairs become positives."""
    given = views()
    for name in ("b1", "c"):
        found = [float(LOSSES[name](*given, OWN + share * (alike() - OWN))) for share in (0.0, 0.3, 0.6, 1.0)]
        assert all(late < early for early, late in pairwise(found))
