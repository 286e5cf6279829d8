"""A person's own tagger as an ONNX graph, run by ONNX Runtime on the CPU: it holds no program beside its operators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.errors import ModelError
from core.models.foreign import ForeignTagger


class OnnxTagger(ForeignTagger):
    """The first input takes (batch, samples), the first output is taken. No gradient comes back."""

    session: Any = None

    def open(self, path: Path) -> None:
        self.session = session_of(path)

    def judge(self, clips: torch.Tensor) -> torch.Tensor:
        if self.session is None:
            raise ModelError("the ONNX tagger has not been opened; load it by its card.")
        name = self.session.get_inputs()[0].name
        try:
            found = self.session.run(None, {name: np.ascontiguousarray(clips.detach().cpu().numpy())})[0]
        except Exception as error:  # ONNX Runtime has a class for each of its codes, all of them direct Exceptions
            raise ModelError(f"the ONNX tagger cannot judge {clips.shape[1]} samples ({brief(error)}).") from error
        return torch.from_numpy(np.asarray(found, np.float32)).to(clips.device)


def session_of(path: Path) -> Any:
    """A session with one input of (batch, samples). Raises `ModelError`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(f"“{path}” is no ONNX graph that can be run ({brief(error)}).") from error
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(inputs[0].shape) != 2:
        told = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise ModelError(f"“{path}” takes {told or 'nothing'}; a tagger here takes one input of (clips, samples) as "
                         "32-bit floats.")
    return session


def fixed(session: Any) -> tuple[int | None, int | None]:
    """How many clips and how many samples its input is fixed to; None where any number will do."""
    clips, samples = session.get_inputs()[0].shape
    return (clips if isinstance(clips, int) else None), (samples if isinstance(samples, int) else None)


def weights_in(path: Path) -> int:
    """How many numbers the graph holds as weights. Raises `ModelError` if they lie elsewhere."""
    import onnx
    from onnx.external_data_helper import uses_external_data

    graph = onnx.load(str(path), load_external_data=False).graph
    if any(uses_external_data(one) for one in graph.initializer):
        raise ModelError(f"“{path}” keeps its weights in another file; save graph and weights as one file.")
    return int(sum(np.prod(one.dims, dtype=np.int64) for one in graph.initializer))


def brief(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:160]
