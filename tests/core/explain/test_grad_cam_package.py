"""The family beside pytorch-grad-cam 1.5.7: what that library said of the same module, kept as numbers.

The library itself is not run here: it needs torchvision, whose binary does not load beside a torch for CPUs and then
keeps lightning from loading too. Maps are those of the layer's own size, without its resizing.
"""

import numpy as np
import pytest

from core.explain.activations import read
from core.explain.cam import FORMULAS, scaled
from core.models.map_layer import MapLayer
from tests.core.explain.small_net import SmallNet, picture

CLASS = 1
SAID = {
    "gradcam": [[0.0555848, 0.0, 0.0254318, 0.9999999], [0.8593256, 0.5060765, 0.5088786, 0.5477155],
                [0.6659145, 0.0, 0.0, 0.3452893]],
    "gradcam++": [[0.9999999, 0.0, 0.1684483, 0.9008908], [0.4669252, 0.6262335, 0.6285175, 0.6940476],
                  [0.4269399, 0.0459046, 0.0, 0.1394213]],
    "hirescam": [[0.9999999, 0.0, 0.0, 0.0], [0.0207519, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0023831]],
    "layercam": [[0.9999999, 0.0, 0.0, 0.0], [0.001982, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0009354]],
}


@pytest.mark.parametrize("method", list(FORMULAS))
def test_maps_are_those_of_the_package(method: str) -> None:
    network = SmallNet().eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    layer = MapLayer("read", network.read, 2.0, 2.0)
    (reading,) = read([layer], lambda: network(picture())[0, CLASS])
    found = scaled(FORMULAS[method](reading.maps, reading.gradients).numpy())
    np.testing.assert_allclose(found, SAID[method], atol=1e-5)
    assert not network.read._forward_hooks
