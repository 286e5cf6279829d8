"""The scene network: its size, TensorFlow's paddings, and which sound each column of its maps has heard."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from core.errors import ModelError
from core.models.scene import Block, SceneNet, first_centre, pooled

SMALL: dict[str, Any] = {"widths": (4, 6, 8, 10), "wide": 16}


def _small(channels: int = 2) -> SceneNet:
    torch.manual_seed(0)
    return SceneNet(3, channels, **SMALL).eval()


@pytest.mark.parametrize(("channels", "parameters", "running"), [(2, 3_247_416, 7_052), (1, 3_246_108, 7_040)])
def test_weights_are_as_many_as_published(channels: int, parameters: int, running: int) -> None:
    network = SceneNet(10, channels)
    assert sum(values.numel() for values in network.parameters()) == parameters
    assert sum(values.numel() for name, values in network.named_buffers() if "running" in name) == running
    assert sum(values.numel() for values in network.stem.low.parameters()) == (1_308 if channels == 2 else 654)


@pytest.mark.parametrize(("frames", "chain"), [(461, (231, 116, 58, 29)), (400, (200, 100, 50, 25)),
                                               (423, (212, 106, 53, 27))])
def test_time_is_halved_four_times_and_frequency_never(frames: int, chain: tuple[int, ...]) -> None:
    network = _small()
    shapes: list[torch.Size] = []
    for module in (network.stem, *network.stacks):
        module.register_forward_hook(lambda module, given, found: shapes.append(found.shape))
    with torch.no_grad():
        network(torch.randn(1, 6, 128, frames))
    assert [(shape[2], shape[3]) for shape in shapes] == [(128, columns) for columns in (chain[0], *chain)]


def test_columns_are_centred_as_their_paddings_have_it() -> None:
    assert [16 * j + first_centre(461, 4) + 4 for j in (0, 28)] == [16, 464]  # frames of the spectrum
    layers = {layer.name: layer for layer in SceneNet(10, **SMALL).layers()}
    assert {name: (layer.frames, layer.first_frame) for name, layer in layers.items()} == {
        "wide": (16, 12), "fused": (16, 12), "classes": (16, 12), "last stack": (16, 12),
        "stack 2": (8, 4), "stack 1": (4, 0)}
    assert next(iter(layers)) == "wide"


def _by_one(maps: torch.Tensor, kernel: torch.Tensor, strided: bool) -> torch.Tensor:
    """What a column of TensorFlow's “same” adds up, written as its documentation has it: one side of the padding is
    as large as the other, or the right one larger by one."""
    frames = maps.shape[-1]
    step = 2 if strided else 1
    columns = -(-frames // step)
    total = max((columns - 1) * step + 3 - frames, 0)
    left = total // 2
    padded = torch.nn.functional.pad(maps, (left, total - left))
    return torch.stack([(padded[..., step * j : step * j + 3] * kernel).sum(-1) for j in range(columns)], dim=-1)


@pytest.mark.parametrize("frames", [461, 400, 423, 58, 1, 2])
def test_the_centre_of_a_column_is_the_frame_that_its_middle_weights_see(frames: int) -> None:
    """Kernels that are 1 in their middle and 0 beside it pass on just that frame."""
    numbers = torch.arange(float(frames))
    for halvings in range(1, 5):
        numbers = _by_one(numbers, torch.tensor([0.0, 1.0, 0.0]), strided=True)
        expected = first_centre(frames, halvings)
        if expected < frames:
            assert float(numbers[0]) == expected
            assert all(float(b - a) == 2**halvings for a, b in pairwise(numbers) if b > 0)


@pytest.mark.parametrize("layer", range(6))
@pytest.mark.parametrize("frames", [461, 423, 400])
def test_a_click_is_found_where_the_layer_says(layer: int, frames: int) -> None:
    """Only the middle of each kernel is left, so a frame that sounds reaches the column that is centred on it."""
    network = _small()
    network.double()
    for name, values in network.named_parameters():
        if "conv" in name or ("stem" in name and values.ndim == 4):
            with torch.no_grad():
                middle = values[..., 1:2, 1:2].abs().clone()
                values.zero_()[..., 1:2, 1:2] = middle
    chosen = network.layers()[layer]
    seen: list[torch.Tensor] = []
    chosen.module.register_forward_hook(lambda module, given, found: seen.append(found))
    column = 3
    place = round(chosen.first_frame_of(frames) + column * chosen.frames)
    features = torch.zeros(1, 6, 128, frames, dtype=torch.float64)
    features[..., 40, place] = 5.0
    with torch.no_grad():
        network(torch.zeros_like(features))
        network(features)
    changed = (chosen.arrange(seen[1]) - chosen.arrange(seen[0])).abs().sum(1)[0]
    assert changed.shape[0] == 128
    row, found = np.unravel_index(int(changed.argmax()), changed.shape)
    assert (int(row), int(found)) == (40, column)


def test_low_and_high_bands_never_meet_before_the_end() -> None:
    network = _small()
    features = torch.randn(1, 6, 128, 100)
    changed = features.clone()
    changed[:, :, 64:] += 1.0
    maps: list[torch.Tensor] = []
    network.stacks[-1].register_forward_hook(lambda module, given, found: maps.append(found))
    with torch.no_grad():
        network(features), network(changed)
    assert torch.equal(maps[0][:, :, :64], maps[1][:, :, :64])
    assert not torch.equal(maps[0][:, :, 64:], maps[1][:, :, 64:])


def test_cells_outside_do_not_count_in_the_mean() -> None:
    assert torch.equal(pooled(torch.ones(1, 2, 4, 7)), torch.ones(1, 2, 4, 4))
    row = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
    assert pooled(row).flatten().tolist() == [2.0, 3.5]  # an even length: nothing is added on the left
    assert pooled(row[..., :3]).flatten().tolist() == [1.5, 2.5]


def test_what_comes_in_is_added_and_channels_grow_by_zeros() -> None:
    block = Block(2, 4, 2).eval()
    torch.nn.init.zeros_(block.conv2.weight)
    maps = torch.randn(1, 2, 5, 9)
    found = block(maps)
    assert torch.allclose(found[:, :2], pooled(maps))
    assert not found[:, 2:].any()


def test_evidence_is_what_stands_before_the_softmax() -> None:
    network = _small()
    features = torch.randn(2, 6, 128, 461)
    with torch.no_grad():
        maps, evidence, output = network.maps(features), network.evidence(features), network(features)
    assert torch.allclose(evidence.weak, maps.mean((2, 3)))
    assert torch.allclose(output.weak, evidence.weak.softmax(1))
    assert torch.allclose(output.weak.sum(1), torch.ones(2))
    assert output.strong.shape == (2, 30, 3)  # 10 s in steps of 0.341 s
    columns = maps.mean(2).transpose(1, 2)  # column j is centred where frame j ends
    assert torch.allclose(evidence.strong[:, 1:29], (columns[:, :-1] + columns[:, 1:]) / 2, atol=1e-5)
    assert torch.allclose(evidence.strong[:, 0], columns[:, 0], atol=1e-5)
    assert torch.allclose(evidence.strong[:, 29], columns[:, 28], atol=1e-5)


def test_one_channel_takes_plain_sound_at_44100_hz() -> None:
    network = SceneNet(10, 1, **SMALL).eval()
    with torch.no_grad():
        assert network.features(torch.randn(2, 441_000)).shape == (2, 3, 128, 423)
    assert (network.rate_hz, network.sound_shape(1, 5)) == (44_100, (1, 5))
    assert (SceneNet(10).rate_hz, SceneNet(10).sound_shape(1, 5)) == (48_000, (1, 2, 5))


@pytest.mark.parametrize("wrong", [{"channels": 6}, {"n_mels": 33}, {"widths": (8, 4)}, {"widths": ()}])
def test_sizes_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="one or two channels"):
        SceneNet(10, **wrong)
