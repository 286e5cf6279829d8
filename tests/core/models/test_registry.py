"""What every architecture must be: a detector whose frames, batches, gradients, card and weights can be relied on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from core import paths
from core.errors import ModelError
from core.models import registry
from core.models.card import WEIGHTS_FILE, Card, read_card, write_card
from core.models.detector import Detector
from core.models.registry import ARCHITECTURES, Entry
from core.models.weights import save

SMALL: Mapping[str, Mapping[str, Any]] = {  # settings with which an architecture is small, where its own are not
    "crnn": {"filters": 8, "units": 4},
    "ast": {"size": "small", "dim": 24, "depth": 2, "heads": 2},
    "ast-sed": {"size": "small", "dim": 24, "depth": 2, "heads": 2, "pooling": "attention"},
    "efficientat": {"width": 0.1},
    "lite": {"width": 16, "units": 8},
    "scene": {"widths": [4, 6], "wide": 8, "n_mels": 16},
}
PROGRAMS = ("onnx", "torchscript")  # they are no networks of ours: test_importing has them
NETWORKS = [name for name in ARCHITECTURES if name not in PROGRAMS]
CLASSES = ("Dog", "Train, far", "Çan")


def _card(name: str) -> Card:
    return Card(id=name, title=name, task="events", architecture=name, settings=dict(SMALL.get(name, {})),
                classes=CLASSES, parameters=0, licence="CC0-1.0")


@pytest.fixture(params=NETWORKS)
def card(request: pytest.FixtureRequest) -> Card:
    return _card(request.param)


@pytest.fixture
def network(card: Card) -> Detector:
    torch.manual_seed(0)
    return registry.build(card).eval()


def _noise(network: Detector, length_s: float, batch: int = 1) -> torch.Tensor:
    shape = network.sound_shape(batch, round(length_s * network.rate_hz))
    return torch.randn(shape, generator=torch.Generator().manual_seed(1)) * 0.1


def _kept(network: Detector, card: Card, folder: Path) -> Entry:
    folder.mkdir(parents=True, exist_ok=True)
    save(network, folder / WEIGHTS_FILE)
    told = {"sha256": registry.sha256(folder / WEIGHTS_FILE),
            "parameters": sum(values.numel() for values in network.parameters())}
    write_card(folder, card.model_copy(update=told))
    return Entry(read_card(folder), folder, embedded=False)


def test_frames_cover_the_sound(network: Detector) -> None:
    for length_s in (1.0, 5.0, network.window_s):
        with torch.no_grad():
            strong, weak = network.detect(_noise(network, length_s))
        assert strong.shape[0] == 1
        assert strong.shape[2] == len(CLASSES)
        assert weak.shape == (1, len(CLASSES))
        assert abs(strong.shape[1] * network.frame_s - length_s) <= network.frame_s + 1e-6
        assert bool(((strong >= 0) & (strong <= 1)).all())
        assert bool(((weak >= 0) & (weak <= 1)).all())


@pytest.mark.parametrize("samples", [1, 100])
def test_hardly_any_sound_and_silence_give_finite_scores(network: Detector, samples: int) -> None:
    with torch.no_grad():
        for sound in (_noise(network, samples / network.rate_hz), torch.zeros(network.sound_shape(1, samples))):
            strong, weak = network.detect(sound)
            assert strong.shape[1] >= 1
            assert bool(strong.isfinite().all())
            assert bool(weak.isfinite().all())


def test_a_clip_is_judged_alike_alone_and_among_others(network: Detector) -> None:
    sound = _noise(network, network.window_s, batch=3)
    with torch.no_grad():
        together, alone = network.detect(sound), network.detect(sound[1:2])
    assert torch.allclose(together.strong[1:2], alone.strong, atol=1e-5)
    assert torch.allclose(together.weak[1:2], alone.weak, atol=1e-5)


def test_a_gradient_reaches_the_features_the_sound_and_every_weight(network: Detector) -> None:
    sound = _noise(network, network.window_s, batch=2).requires_grad_()
    features = network.features(sound)
    features.retain_grad()
    network.train()
    strong, weak = network(features)
    unlike = torch.arange(1.0, len(CLASSES) + 1)  # probabilities that are always 1 together have no slope together
    ((strong * unlike).sum() + (weak * unlike).sum()).backward()
    for values in (features.grad, sound.grad):
        assert values is not None
        assert bool(values.isfinite().all())
        assert bool(values.any())
    without = [name for name, values in network.named_parameters() if values.grad is None]
    assert not without


def test_bands_of_the_features_have_frequencies(network: Detector) -> None:
    bands = network.feature_frequencies_hz()
    assert bands == sorted(bands)
    assert 0 < bands[0] < bands[-1] < network.rate_hz / 2
    assert len(bands) in network.features(_noise(network, 1.0)).shape[1:]


def test_card_and_weights_go_round(network: Detector, card: Card, tmp_path: Path) -> None:
    kept = _kept(network, card, tmp_path / "model")
    assert kept.card.model_copy(update={"sha256": "", "parameters": 0}) == card
    again = registry.load(registry.entry(str(kept.folder)))
    sound = _noise(network, 1.0)
    with torch.no_grad():
        assert torch.equal(again.detect(sound).strong, network.detect(sound).strong)
    assert registry.check(kept) == []


def _crnn(folder: Path, **update: Any) -> Entry:
    card = _card("crnn")
    kept = _kept(registry.build(card), card, folder)
    write_card(folder, kept.card.model_copy(update=update))
    return Entry(read_card(folder), folder, embedded=False)


@pytest.mark.parametrize(("update", "message"), [
    ({"sha256": "0" * 64}, "is not the file that was imported"),
    ({"classes": ("a", "b")}, "is not what the card of “crnn” describes: its “strong.weight” is 3 × 4, not 2 × 4"),
    ({"parameters": 5}, "not 5 as its card says"),
    ({"settings": {"filters": 8, "units": 4, "colour": "red"}}, "no setting “colour”"),
    ({"settings": {"shape": ["reference"]}}, "settings that “crnn” cannot be built from"),
    ({"architecture": "perceptron"}, "no architecture “perceptron”"),
    ({"weights": "none.safetensors"}, "has lost its weights"),
])
def test_check_says_what_is_wrong(tmp_path: Path, update: dict[str, Any], message: str) -> None:
    problems = registry.check(_crnn(tmp_path, **update))
    assert len(problems) == 1
    assert message in problems[0]


def test_check_finds_weights_that_are_no_numbers(tmp_path: Path) -> None:
    card = _card("crnn")
    network = registry.build(card)
    with torch.no_grad():
        next(network.parameters()).fill_(float("nan"))
    assert registry.check(_kept(network, card, tmp_path)) == ["it gives scores that are no numbers: its weights are "
                                                             "damaged."]


def test_weights_that_do_not_fit_are_an_error_a_person_can_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not what the card"):
        registry.load(_crnn(tmp_path, classes=("a",)))


def test_a_card_that_cannot_be_read_is_left_out_and_told() -> None:
    folder = paths.models_dir() / "odd"
    folder.mkdir()
    (folder / "card.json").write_text('{"id": "Odd One"}')
    assert all(found.folder != folder for found in registry.entries())
    (where, problem), = registry.broken()
    assert where == folder
    assert "is not a model card: id" in problem
