"""A network as an ONNX graph: on a CPU ONNX Runtime goes through convolutions and GRUs several times faster than torch.

Features stay outside: the graph takes what `Detector.features` gives and returns what `Detector.forward` returns.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from core.files import replacing
from core.models.detector import Detector

INPUT = "features"
OUTPUTS = ("strong", "weak")
OPSET = 17


def export(network: Detector, target: Path) -> None:
    """Any number of clips at once, and any length where the features grow with the sound."""
    was_training = network.training
    network.eval()
    with torch.no_grad(), replacing(target) as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an older exporter, and that a GRU's batch were fixed
        example = _features(network, network.window_s)
        axes = {INPUT: {0: "batch"}, OUTPUTS[0]: {0: "batch"}, OUTPUTS[1]: {0: "batch"}}
        time = _time_axis(network, example)
        if time is not None:
            axes[INPUT][time] = "time"
            axes[OUTPUTS[0]][1] = "frames"
        torch.onnx.export(network, (example,), temporary, input_names=[INPUT], output_names=list(OUTPUTS),
                          dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    network.train(was_training)


def _time_axis(network: Detector, example: torch.Tensor) -> int | None:
    """The axis of the features that is shorter for a shorter sound, None where all are filled up to one length."""
    shorter = _features(network, network.window_s / 2)
    return next((axis for axis in range(1, example.ndim) if shorter.shape[axis] != example.shape[axis]), None)


def _features(network: Detector, length_s: float) -> torch.Tensor:
    device = next(network.parameters()).device
    return network.features(torch.zeros(network.sound_shape(1, round(length_s * network.rate_hz)), device=device))
