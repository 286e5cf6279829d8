"""Attention of the token to positions of frequency, against the softmax written out, and through the whole network."""

import numpy as np
import pytest
import torch

from core.explain.band_activation import band_activation
from core.explain.band_attention import band_attention, patch_cuts, token_attention
from core.explain.stretch import Stretch
from core.models.ast_layers import SIZES
from core.models.ast_sed import AstSed, FrequencyEncoder
from tests.core.explain.listener import Listener, bands_of


def test_one_block_is_its_softmax_and_the_residual_takes_nothing_of_positions() -> None:
    torch.manual_seed(0)
    encoder = FrequencyEncoder(8)
    encoder.blocks = encoder.blocks[:1]
    moments = torch.randn(3, 5, 8)
    block = encoder.blocks[0]
    tokens = torch.cat([encoder.token(torch.ones(1, 1, 1)).expand(3, -1, -1), moments], dim=1)
    asked, offered, _ = block.attn.qkv(block.norm1(tokens)).chunk(3, dim=-1)
    expected = torch.zeros(3, 5)
    for head in range(4):
        part = slice(2 * head, 2 * head + 2)
        weights = torch.softmax(asked[:, 0, None, part] @ offered[..., part].transpose(1, 2) / 2**0.5, dim=-1)
        expected += weights[:, 0, 1:] / 4
    expected /= expected.sum(dim=1, keepdim=True)
    torch.testing.assert_close(token_attention(encoder, moments), expected)


def test_bands_between_patches_belong_to_the_nearer_one() -> None:
    assert patch_cuts(SIZES["base"]).tolist() == [0, *range(13, 114, 10), 126]
    assert patch_cuts(SIZES["small"]).tolist() == list(range(0, 129, 16))


@pytest.fixture(scope="module")
def network() -> AstSed:
    torch.manual_seed(0)
    return AstSed(2, size="small", dim=24, depth=1, heads=2, units=8)


def test_a_network_tells_where_it_looks(network: AstSed) -> None:
    sound = np.random.default_rng(0).standard_normal(16_000 * 4).astype(np.float32)
    stretch = Stretch(3.0, 4.0, 0.1 * sound)
    found = band_activation(network, stretch, [0, 1], {0: [(4.0, 5.0)]})
    assert found.kind == "attention"
    assert found.values.shape == (2, 8)
    np.testing.assert_allclose(found.values.sum(axis=1), 1.0, rtol=1e-5)
    assert found.edges_hz[0] < 100
    assert found.edges_hz[-1] == pytest.approx(8000, rel=0.02)
    assert network.training
    assert band_activation(network, stretch, [0], by="gradient").kind == "gradient"


def test_networks_without_such_an_encoder_have_none() -> None:
    assert band_attention(Listener(torch.stack([bands_of(1)])), torch.zeros(1, 4, 24)) is None
    without = AstSed(2, size="small", fte=False, dim=24, depth=1, heads=2, units=8)
    assert band_attention(without, torch.zeros(1, 1024, 128)) is None
