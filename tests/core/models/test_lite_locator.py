"""The embedded locators' network: vectors of length 1, silence that stays dark, an eye with ImageNet's classes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.errors import ModelError
from core.models import registry
from core.models.card import WEIGHTS_FILE, Card, write_card
from core.models.lite_locator import HEARD, KINDS, WIDE, Eye, LiteLocator
from core.models.trial import on_noise_and_colours
from core.models.weights import save

SMALL = {"side": 64, "rank": 8, "dim": 6}


@pytest.fixture(scope="module")
def network() -> LiteLocator:
    torch.manual_seed(0)
    return LiteLocator(**SMALL).eval()  # type: ignore[arg-type]


def test_places_and_sounds_are_vectors_of_length_one(network: LiteLocator) -> None:
    assert on_noise_and_colours(network) == []
    assert network.sight(torch.rand(2, 3, 64, 64)).shape == (2, 1, 9, 4, 4)  # the last stride of 32 is taken out


@pytest.mark.parametrize(("heads", "fine", "cells"), [(1, False, 2), (2, True, 4)])
def test_maps_are_as_fine_as_the_settings_say(heads: int, fine: bool, cells: int) -> None:
    made = LiteLocator(**SMALL, heads=heads, fine=fine).eval()  # type: ignore[arg-type]
    sight, hearing = made.sight(torch.rand(1, 3, 64, 64)), made.hearing_of(torch.randn(1, HEARD))
    assert sight.shape == (1, heads, 9, cells, cells)
    assert made.maps(sight, hearing).shape == (1, cells, cells)
    torch.testing.assert_close(hearing.norm(dim=2), torch.ones(1, heads))


def test_where_no_sound_is_the_whole_map_is_dark(network: LiteLocator) -> None:
    """Sounding or not by its own word: the map lies around plus or minus the share of `presence`."""
    sight, heard = network.sight_of(torch.randn(1, 8, 4, 4)), torch.randn(1, HEARD)
    with torch.no_grad():
        network.sounding.weight.zero_()
        network.sounding.bias.fill_(-50.0)
        torch.testing.assert_close(network.maps(sight, network.hearing_of(heard)), torch.full((1, 4, 4), -0.15))
        network.sounding.bias.fill_(50.0)
        lit = network.maps(sight, network.hearing_of(heard))
    assert float((lit - 0.15).abs().max()) <= 0.85
    assert float(lit.std()) > 1e-4


def test_the_whole_rank_is_the_whole_classifier() -> None:
    """Two small matrices whose product is ImageNet's matrix of classes, when they may be as large as it."""
    eye = Eye(True, 12)
    eye.whole = torch.randn(KINDS, 12) @ torch.randn(12, WIDE)
    eye.fit(torch.eye(WIDE))
    product = eye.classes.weight[..., 0, 0] @ eye.narrow.weight[..., 0, 0]
    torch.testing.assert_close(product, eye.whole, atol=1e-2, rtol=1e-3)


def test_learning_sees_means_of_windows() -> None:
    made = LiteLocator(**SMALL, window=0.5).train()  # type: ignore[arg-type]
    seen = torch.arange(16.0).view(1, 1, 4, 4)
    assert made._windows(seen).flatten().tolist() == [2.5, 4.5, 10.5, 12.5]


def test_the_ear_is_borrowed_and_no_part_of_the_weights(network: LiteLocator, tmp_path: Path) -> None:
    assert not any("_lent" in name or name.startswith("ear") for name in network.state_dict())
    save(network, tmp_path / WEIGHTS_FILE)
    write_card(tmp_path, Card(id="x", title="x", task="localization", architecture="lite-locator", settings=SMALL,
                              classes=(), parameters=0, licence="x", sha256=registry.sha256(tmp_path / WEIGHTS_FILE)))
    again = registry.load_locator(registry.entry(str(tmp_path)))
    samples = torch.randn(1, 96_000) * 0.1
    torch.testing.assert_close(again.hearing(samples), network.hearing(samples))


def test_another_ear_than_it_was_taught_with_is_refused() -> None:
    with pytest.raises(ModelError, match="another version"):
        LiteLocator(**SMALL, ear_sha256="0" * 64)  # type: ignore[arg-type]


@pytest.mark.parametrize("settings", [{"side": 100}, {"heads": 3}, {"smoothing": 4}, {"window": 0.0}])
def test_settings_that_cannot_be_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="lite-locator"):
        LiteLocator(**(SMALL | settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["locator-baseline", "locator-class-aware"])
def test_the_models_that_ship_are_whole_and_say_when_they_abstain(name: str) -> None:
    found = registry.entry(name)
    assert registry.check(found) == []
    assert found.card.settings["ear_sha256"] == registry.entry("listener").card.sha256
    assert 0.5 < found.card.decoding["abstain_below"] < 0.7


@pytest.mark.parametrize("name", ["locator-baseline", "locator-class-aware"])
def test_silence_lies_below_the_threshold_on_any_picture(name: str) -> None:
    from core.locate.readings import confidence

    found = registry.entry(name)
    network = registry.load_locator(found)
    pictures = torch.rand(2, 3, 7, 7, generator=torch.Generator().manual_seed(0))
    pictures = torch.nn.functional.interpolate(pictures, (network.picture_px, network.picture_px), mode="bilinear")
    with torch.no_grad():
        maps = (network(pictures, torch.zeros(2, 96_000)) + 1.0) / 2.0
    assert all(confidence(one.numpy()) < found.card.decoding["abstain_below"] - 0.05 for one in maps)
