"""Reading files of weights that others made: as tensors by name, never as a program.

A pickle is read by torch's reader for weights alone, which knows tensors and plain containers and refuses all else.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch

from core.errors import ModelError
from core.models.registry import read_weights

Kind = Literal["safetensors", "pickle", "torchscript", "onnx", "hdf5"]

HDF5 = b"\x89HDF\r\n\x1a\n"
WRAPPERS = ("state_dict", "model", "model_state_dict")  # under which training programs keep the weights
PREFIX = "module."  # of networks that were trained on several devices


def kind_of(path: Path) -> Kind:
    """What the file is, by its content; ONNX has no mark of its own, so its ending counts. Raises `ModelError`."""
    try:
        with path.open("rb") as file:
            head = file.read(9)
    except OSError as error:
        raise ModelError(f"“{path}” cannot be read ({error.strerror or error}).") from error
    if path.suffix.lower() == ".onnx":
        return "onnx"
    if head[8:] == b"{" and int.from_bytes(head[:8], "little") < 100_000_000:
        return "safetensors"
    if head[:8] == HDF5:
        return "hdf5"
    if head[:2] == b"PK":
        return "torchscript" if _holds_a_program(path) else "pickle"
    if head[:1] == b"\x80":
        return "pickle"
    raise ModelError(f"“{path}” is no file of weights: it is neither safetensors nor PyTorch, TorchScript, ONNX or "
                     "Keras' HDF5.")


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Tensors by name. Raises `ModelError`."""
    found = read_weights(path) if kind_of(path) == "safetensors" else _unpickled(path)
    tensors = {name.removeprefix(PREFIX): values for name, values in found.items()
               if isinstance(name, str) and isinstance(values, torch.Tensor)}
    if not tensors:
        raise ModelError(f"“{path}” holds no weights by name; a file of a network's `state_dict` is needed.")
    return tensors


def _unpickled(path: Path) -> Mapping[object, object]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's advice on how a file was pickled, before it is refused
            found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged archive makes of torch's reader
        if type(error).__name__ != "UnpicklingError":
            raise ModelError(f"“{path}” is damaged or cut off ({_brief(error)}): copy or download it again.") from error
        raise ModelError(f"“{path}” holds more than weights: reading it would run a program from the file, which "
                         "Auralens never does; save its `state_dict` alone, best as safetensors.") from error
    if isinstance(found, Mapping):
        for name in WRAPPERS:
            if isinstance(found.get(name), Mapping):
                return dict(found[name])
        return found
    raise ModelError(f"“{path}” holds no weights by name; a file of a network's `state_dict` is needed.")


def _brief(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:120]


def _holds_a_program(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any("/code/" in name for name in archive.namelist())
    except zipfile.BadZipFile as error:
        raise ModelError(f"“{path}” is damaged or cut off ({error}): copy or download it again.") from error
