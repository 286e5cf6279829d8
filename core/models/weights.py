"""Weights into a network, and out of it into a file: what does not fit is said by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from core.errors import ModelError
from core.files import replacing


def fit(network: torch.nn.Module, tensors: Mapping[str, torch.Tensor], path: Path, what: str,
        theirs: Callable[[str], str] = str) -> None:
    """Put the tensors into the network. Raises `ModelError` that names the first one that does not fit, by the name
    that it has in the file: `theirs` of ours."""
    own = network.state_dict()
    for name in own:
        if name not in tensors:
            raise ModelError(f"“{path}” is not {what}: it has no “{theirs(name)}”.")
        if tensors[name].shape != own[name].shape:
            raise ModelError(f"“{path}” is not {what}: its “{theirs(name)}” is {_size(tensors[name])}, "
                             f"not {_size(own[name])}.")
    extra = sorted(set(tensors) - set(own))
    if extra:
        raise ModelError(f"“{path}” is not {what}: it has “{theirs(extra[0])}” besides.")
    network.load_state_dict(dict(tensors))


def save(network: torch.nn.Module, path: Path) -> None:
    """As safetensors."""
    from safetensors.torch import save_file

    tensors = {name: values.detach().cpu().contiguous().clone() for name, values in network.state_dict().items()}
    with replacing(path) as temporary:
        save_file(tensors, temporary)


def _size(values: torch.Tensor) -> str:
    return " × ".join(map(str, values.shape)) or "one number"
