"""Locators on one frozen eye and ear look and listen once, and each finds what it finds alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core.locate.engine import LocatorEngine
from core.locate.shared import hearings_of, seen_by
from core.models import registry
from core.models.card import Card, write_card
from core.models.lite_locator import LiteLocator


def engine(folder: Path, network: LiteLocator) -> LocatorEngine:
    card = Card(id=folder.name, title="x", task="localization", architecture="lite-locator", classes=(), parameters=0,
                settings={"side": 64, "rank": 4, "dim": 4}, licence="x")
    folder.mkdir()
    save_file({name: values.contiguous() for name, values in network.state_dict().items()},
              folder / "weights.safetensors")
    write_card(folder, card)
    return LocatorEngine(registry.Entry(card, folder, embedded=False))


def test_one_eye_and_one_ear_are_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURALENS_HOME", str(tmp_path / "home"))
    torch.manual_seed(0)
    network = LiteLocator(side=64, rank=4, dim=4).eval()
    first = engine(tmp_path / "first", network)
    torch.nn.init.normal_(network.kinds.weight)  # another head
    second = engine(tmp_path / "second", network)
    torch.nn.init.normal_(network.eye.narrow.weight)
    third = engine(tmp_path / "third", network)
    assert (first.eye == second.eye, first.eye == third.eye, first.ear == third.ear) == (True, False, True)
    pictures = [np.random.default_rng(0).integers(0, 255, (80, 90, 3), np.uint8)]
    sound = np.random.default_rng(0).normal(0, 0.1, (1, round(first.rate_hz * first.sound_s))).astype(np.float32)
    engines = [first, second, third]
    seen = seen_by(engines, pictures)
    assert seen[0] is seen[1]
    for one, looked, voice in zip(engines, seen, hearings_of(engines, {(first.rate_hz, first.sound_s): sound}),
                                  strict=True):
        alone = one.maps(one.sight(pictures), one.hearing(sound))
        np.testing.assert_array_equal(one.maps(one.sight_of(looked), voice), alone)
