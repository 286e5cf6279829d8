"""The graph gives what the network gives, for any number of clips and any length that the network takes."""

import math
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from core.models.ast import AstTagger
from core.models.ast_sed import AstSed
from core.models.crnn import Crnn
from core.models.detector import Detector, Output
from core.models.lite import LiteDetector
from core.models.onnx_export import export
from core.models.scene import SceneNet


def _gap(network: Detector, graph: Path, features: torch.Tensor) -> float:
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = network(features)
    found = session.run(["strong", "weak"], {"features": features.numpy()})
    return max(float(np.abs(theirs - ours.numpy()).max()) for theirs, ours in zip(found, expected, strict=True))


@pytest.mark.parametrize("pooling", ["max", "mean", "linear_softmax", "exp_softmax", "attention"])
def test_crnn_of_any_length(tmp_path: Path, pooling: str) -> None:
    torch.manual_seed(1)
    network = Crnn(5, pooling=pooling, filters=8, units=4).train()
    export(network, tmp_path / "crnn.onnx")
    assert network.training
    network.eval()
    for batch, frames in ((1, 431), (3, 100), (2, 700)):
        assert _gap(network, tmp_path / "crnn.onnx", torch.randn(batch, frames, 40)) < 1e-5


def test_the_default_detector_of_any_length(tmp_path: Path) -> None:
    """A length of no whole frames is rounded up, in the graph as in the network."""
    torch.manual_seed(1)
    network = LiteDetector(3, width=8, units=4).eval()
    export(network, tmp_path / "lite.onnx")
    for steps in (1, 113, 114, 115, 116, 250, 500, 501):
        features = torch.randn(1, 128, steps)
        assert network(features).strong.shape[1] == math.ceil(steps / 4)
        assert _gap(network, tmp_path / "lite.onnx", features) < 1e-5


def test_a_scene_network_of_any_length(tmp_path: Path) -> None:
    """Which side is padded follows the length, in the graph as in the network."""
    torch.manual_seed(1)
    network = SceneNet(3, widths=(4, 4, 6, 8), wide=8, n_mels=8).eval()
    export(network, tmp_path / "scene.onnx")
    for batch, frames in ((1, 461), (2, 400), (1, 423), (1, 39), (1, 2), (1, 1)):
        assert _gap(network, tmp_path / "scene.onnx", torch.randn(batch, 6, 8, frames)) < 1e-5


def test_features_of_one_length_leave_the_number_of_clips_free(tmp_path: Path) -> None:
    network = Fixed().eval()
    export(network, tmp_path / "fixed.onnx")
    assert _gap(network, tmp_path / "fixed.onnx", torch.randn(3, 10, 4)) < 1e-6
    session = onnxruntime.InferenceSession(tmp_path / "fixed.onnx", providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].shape == ["batch", 10, 4]


class Fixed(Detector):
    """Any sound is brought to ten frames."""

    rate_hz, frame_s, window_s, n_classes = 100, 0.1, 1.0, 2

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.pad(samples, (0, 40))[:, :40].reshape(-1, 10, 4)

    def forward(self, features: torch.Tensor) -> Output:
        strong = self.layer(features).sigmoid()
        return Output(strong, strong.amax(1))

    def feature_frequencies_hz(self) -> list[float]:
        return [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("network", [
    AstSed(3, size="small", dim=16, heads=2, depth=2), AstSed(3, fte=False, lgd=False, dim=16, heads=2, depth=2),
    AstTagger(3, size="small", dim=16, heads=2, depth=2)], ids=["ast-sed", "ast-gru", "ast"])
def test_transformers_of_any_number_of_clips(tmp_path: Path, network: Detector) -> None:
    export(network, tmp_path / "ast.onnx")
    network.eval()
    for batch in (1, 3):
        assert _gap(network, tmp_path / "ast.onnx", torch.randn(batch, 1024, 128)) < 1e-5
