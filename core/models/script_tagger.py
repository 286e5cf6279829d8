"""A person's own tagger as TorchScript. Such a file is a program: opening it runs what its author wrote.

So it is imported only on a person's word, and opened only while it is the very file that the word was given for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from core.errors import ModelError
from core.models.foreign import ForeignTagger
from core.models.onnx_tagger import brief


class ScriptTagger(ForeignTagger):
    """`forward` of the script takes (batch, samples)."""

    def __init__(self, n_classes: int, **settings: Any) -> None:
        super().__init__(n_classes, **settings)
        self.script: torch.jit.ScriptModule | None = None

    def open(self, path: Path) -> None:
        try:
            self.script = torch.jit.load(str(path), map_location="cpu").eval()  # type: ignore[no-untyped-call]
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"“{path}” is no TorchScript that can be run ({brief(error)}).") from error

    def judge(self, clips: torch.Tensor) -> torch.Tensor:
        if self.script is None:
            raise ModelError("the TorchScript tagger has not been opened; load it by its card.")
        try:
            found = self.script(clips)
        except RuntimeError as error:
            count = clips.shape[1]
            raise ModelError(f"the TorchScript tagger cannot judge {count} samples ({brief(error)}).") from error
        if isinstance(found, tuple | list) and found:
            found = found[0]
        if not isinstance(found, torch.Tensor):
            raise ModelError(f"the TorchScript tagger gives a {type(found).__name__}, not scores.")
        return found.float()
