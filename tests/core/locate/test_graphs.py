"""A network whose encoder was written as a graph is asked as before, and never learns by accident."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.locate.graphs import Ear, Eye, graph_of
from core.models.card import Card
from core.models.lite_locator import LiteLocator
from core.models.registry import Entry


def test_writing_a_graph_leaves_the_network_at_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURALENS_HOME", str(tmp_path))
    network = LiteLocator(side=64, rank=4, dim=4).eval()
    card = Card(id="x", title="x", task="localization", architecture="lite-locator", classes=(), parameters=0,
                licence="x")
    pictures = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    before = network.seen(pictures)
    graph = graph_of(Entry(card, tmp_path, False), Eye(network), pictures, 1)
    assert not any(module.training for module in network.modules())
    torch.testing.assert_close(network.seen(pictures), before)
    assert graph is not None
    torch.testing.assert_close(torch.from_numpy(graph(pictures.numpy())), before, atol=1e-4, rtol=1e-4)
    assert not Ear(network).training
