"""Cells of maps lie where their networks look: the slopes of a cell by the features are centred on it.

With even weights what a cell sees is symmetrical about its middle, so a shift of half a frame shows.
"""

import pytest
import torch

from core.explain.feature_plane import find_plane, untouched
from core.models.ast import AstTagger
from core.models.ast_sed import AstSed
from core.models.crnn import Crnn
from core.models.detector import Detector
from core.models.efficientat import EfficientAt
from core.models.lite import LiteDetector
from core.models.scene import SceneNet
from tests.core.explain.places import make_even, middle_of

CLOCKS = {  # middle of the first frame and step, in seconds, by hand
    "lite": (0.005, 0.02),  # frames of 10 ms by two
    "crnn": (0.0, 1024 / 44_100),
    "efficientat": (0.0, 0.01),
    "ast": (199.5 / 16_000, 0.01),  # 400 samples from the first on
    "scene": (4 * 1024 / 48_000, 1024 / 48_000),  # four frames are lost to differences
}


def made(name: str) -> Detector:
    torch.manual_seed(0)
    networks = {
        "lite": lambda: LiteDetector(2, width=8, units=4),
        "crnn": lambda: Crnn(2, filters=4, units=4),
        "efficientat": lambda: EfficientAt(2),
        "ast": lambda: AstTagger(2, "base", dim=8, depth=2, heads=2, frames=256),
        "scene": lambda: SceneNet(2, widths=(2, 2, 2, 2), wide=4),
    }
    return networks[name]().eval()


@pytest.mark.parametrize("name", ["lite", "efficientat", "crnn"])
def test_a_cell_of_a_convolution_looks_around_its_place(name: str) -> None:
    network = made(name)
    make_even(network)
    plane = find_plane(network)
    seconds = 12.0 if name == "efficientat" else 8.0
    with torch.no_grad():
        features = network.features(torch.zeros(1, round(seconds * network.rate_hz))) * 0 + 1.0
    for layer in network.layers():
        rows = len(network.feature_frequencies_hz()) // int(layer.bands)
        row, column = rows // 2, int(features.shape[1 + plane.time_axis] / layer.frames) // 2
        to_plane = (lambda slope: slope[0].T) if name == "crnn" else (lambda slope: slope[0])
        band, frame = middle_of(network, layer, features, to_plane, row, column)
        assert frame == pytest.approx(layer.first_frame + column * layer.frames, abs=0.02)
        if layer.bands < 16:  # of deeper layers a cell sees all bands, and so not as much on either side
            assert band == pytest.approx(layer.first_band + row * layer.bands, abs=0.02)


def test_pooled_bands_of_the_crnn_lie_in_the_middle_of_those_they_come_from() -> None:
    layers = {layer.name: layer for layer in Crnn(2).layers()}  # 40 bands -> 8 of five -> 2 of twenty
    assert [(layers[name].bands, layers[name].first_band) for name in ("convolution 1", "convolution 2", "pooled")] == [
        (1.0, 0.0), (5.0, 2.0), (20.0, 9.5)]


@pytest.mark.parametrize("build", [AstTagger, AstSed])
def test_a_patch_is_centred_on_its_own_bands_and_frames(build: type[AstTagger] | type[AstSed]) -> None:
    """The map of what goes into the first block moves with the sixteen by sixteen cells of its patch alone."""
    torch.manual_seed(0)
    network = build(2, "base", dim=8, depth=2, heads=2, frames=256).eval()
    first = network.layers()[-1]
    make_even(network)
    with torch.no_grad():
        network.v.patch_embed.proj.weight.copy_(torch.randn(8, 1, 1, 1).expand(8, 1, 16, 16))
    features = torch.randn(1, 256, 128)
    band, frame = middle_of(network, first, features, lambda slope: slope[0].T, 3, 5)
    assert (first.frames, first.bands) == (10.0, 10.0)
    assert (band, frame) == pytest.approx((7.5 + 30, 7.5 + 50), abs=1e-3)


@pytest.mark.parametrize("name", list(CLOCKS))
def test_the_clock_of_the_features_is_that_of_the_sound(name: str) -> None:
    """As written down, and as a burst at a known time shows."""
    network = made(name)
    clock = network.feature_clock()
    assert clock == pytest.approx(CLOCKS[name])
    place_s, length = 1.25, round(0.03 * network.rate_hz)
    sound = torch.zeros(network.sound_shape(1, round(2.5 * network.rate_hz)))
    first = round(place_s * network.rate_hz) - length // 2
    noise = torch.randn(length, generator=torch.Generator().manual_seed(0))
    sound[..., first : first + length] = 0.1 * noise
    with untouched(network), torch.no_grad():
        plane = find_plane(network)
        heard = plane.flat((network.features(sound) - network.features(0 * sound)).abs())
    strength = heard.mean(axis=1)
    strength = strength * (strength > 0.3 * strength.max())
    frame = float((strength * range(len(strength))).sum() / strength.sum())
    assert clock is not None
    assert clock[0] + frame * clock[1] == pytest.approx(place_s, abs=0.6 * clock[1])


@pytest.mark.parametrize("name", list(CLOCKS))
def test_probabilities_of_the_evidence_are_those_of_the_network(name: str) -> None:
    network = made(name)
    with torch.no_grad():
        sound = 0.1 * torch.randn(network.sound_shape(1, 2 * network.rate_hz))
        features = network.features(sound)
        said, meant = network(features), network.probabilities(network.evidence(features))
    torch.testing.assert_close(meant.weak, said.weak, atol=1e-6, rtol=1e-4)
    torch.testing.assert_close(meant.strong, said.strong, atol=1e-6, rtol=1e-4)
