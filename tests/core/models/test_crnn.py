"""The CRNN: sizes by the formulae of its layers, and what its heads have to do with one another."""

import pytest
import torch

from core.errors import ModelError
from core.models.crnn import Crnn

TINY = {"filters": 4, "units": 3, "layers": 1}


def _count(network: torch.nn.Module) -> int:
    return sum(values.numel() for values in network.parameters())


@pytest.mark.parametrize(("shape", "keras", "second_biases"), [  # PyTorch's GRU has a second bias for each gate
    ("reference", 218_211, 2 * 2 * 3 * 32), ("deep", 218_211, 3 * 2 * 3 * 32), ("flatten", 218_326, 1 * 2 * 3 * 64)])
def test_each_shape_has_the_weights_of_the_paper(shape: str, keras: int, second_biases: int) -> None:
    network = Crnn(17, shape=shape)
    assert _count(network) == keras + second_biases
    assert abs(_count(network) / 218_000 - 1) < 0.01


def test_ten_seconds() -> None:
    network = Crnn(17).eval()
    features = network.features(torch.randn(2, 441_000) * 0.1)
    assert features.shape == (2, 431, 40)
    output = network(features)
    assert output.strong.shape == (2, 431, 17)
    assert output.weak.shape == (2, 17)
    assert network.frame_s == 1024 / 44_100
    assert len(network.feature_frequencies_hz()) == 40


@pytest.mark.parametrize("pooling", ["max", "mean", "linear_softmax", "attention"])
@pytest.mark.parametrize("head", ["dense", "none", "flatten"])
def test_every_head_gives_probabilities_for_any_length(head: str, pooling: str) -> None:
    network = Crnn(5, pooling=pooling, head=head, frames=10, **TINY).eval()
    for samples in (1, 5_000, 30_000):
        output = network.detect(torch.randn(1, samples))
        assert output.strong.shape == (1, samples // 1024 + 1, 5)
        assert output.weak.shape == (1, 5)
        assert bool(((output.weak >= 0) & (output.weak <= 1)).all())


def test_the_clip_is_judged_by_the_judged_frames() -> None:
    """The gradient of the clip's labels goes through the strong head; with no head of its own it is the maximum."""
    network = Crnn(3, head="none", **TINY).eval()
    output = network.detect(torch.randn(1, 20_000))
    assert torch.equal(output.weak, output.strong.amax(1))
    network = Crnn(3, **TINY).eval()
    network.detect(torch.randn(1, 20_000)).weak.sum().backward()
    assert network.strong.weight.grad is not None
    assert bool(network.strong.weight.grad.any())


@pytest.mark.parametrize("head", ["dense", "none"])
def test_frames_that_are_not_valid_do_not_count(head: str) -> None:
    network = Crnn(3, head=head, pooling="mean", **TINY).eval()
    features = torch.randn(1, 20, 40)
    valid = torch.arange(20)[None] < 12
    strong, weak = network(features, valid)
    assert torch.equal(strong, network(features).strong)
    judged = strong if network.weak is None else network.weak(strong).sigmoid()
    assert torch.allclose(weak, judged[:, :12].mean(1), atol=1e-6)


def test_directions_are_multiplied() -> None:
    """With the backward direction silenced, product merge leaves the bias of the strong head alone."""
    network = Crnn(3, **TINY).eval()
    with torch.no_grad():
        for name, values in network.recurrent[-1].named_parameters():
            if name.endswith("_reverse"):
                values.zero_()
        network.strong.bias.fill_(0.7)
    strong = network(torch.randn(1, 9, 40)).strong
    assert torch.allclose(strong, torch.tensor(0.7).sigmoid())


def test_statistics_are_those_of_the_training_sounds() -> None:
    network = Crnn(3, **TINY)
    batches = [torch.randn(2, 9_000), torch.randn(3, 9_000) * 0.01]
    network.fit_statistics(batches)
    rows = torch.cat([network.front(batch).flatten(0, 1) for batch in batches])
    assert torch.allclose(network.statistics.mean, rows.mean(0), atol=1e-4)
    assert torch.allclose(network.statistics.std, rows.std(0, correction=0), atol=1e-4)
    with pytest.raises(ModelError, match="no sound"):
        network.fit_statistics([])


@pytest.mark.parametrize(("settings", "message"), [
    ({"shape": "huge"}, "no CRNN “huge”"), ({"layer": 3}, "no setting “layer”"),
    ({"pools": [5, 10]}, "leaves nothing")])
def test_settings_that_make_no_sense_are_said(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Crnn(3, **settings)  # type: ignore[arg-type]
