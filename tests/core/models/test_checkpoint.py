"""Files that others made: weights come out by name, and nothing in a file is ever run."""

import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from core.errors import ModelError
from core.models.checkpoint import kind_of, read_tensors
from core.models.weights import fit, save

TENSORS = {"a.weight": torch.arange(6.0).reshape(2, 3), "b": torch.ones(1)}


class Harmful:
    """Unpickled, it would make a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize(("wrapped", "legacy"), [(False, False), (True, False), (False, True)])
def test_pytorch_files_of_either_age_and_wrapping(tmp_path: Path, wrapped: bool, legacy: bool) -> None:
    path = tmp_path / "weights.pt"
    named = {f"module.{name}": values for name, values in TENSORS.items()}
    torch.save({"state_dict": named, "epoch": 3} if wrapped else named, path, _use_new_zipfile_serialization=not legacy)
    assert kind_of(path) == "pickle"
    found = read_tensors(path)
    assert set(found) == set(TENSORS)
    assert torch.equal(found["a.weight"], TENSORS["a.weight"])


def test_safetensors_whatever_the_ending(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "weights.bin")
    assert kind_of(tmp_path / "weights.bin") == "safetensors"
    assert set(read_tensors(tmp_path / "weights.bin")) == set(TENSORS)


@pytest.mark.filterwarnings("error")  # the sentence of the refusal is all that is said
@pytest.mark.parametrize("legacy", [False, True])
def test_code_in_a_pickle_is_not_run(tmp_path: Path, legacy: bool) -> None:
    path, folder = tmp_path / "evil.pt", tmp_path / "made"
    torch.save({"weight": torch.zeros(1), "evil": Harmful(folder)}, path, _use_new_zipfile_serialization=not legacy)
    with pytest.raises(ModelError, match="would run a program"):
        read_tensors(path)
    name = str(folder).encode()
    path.write_bytes(b"\x80\x02cposix\nmkdir\nX" + len(name).to_bytes(4, "little") + name + b"\x85R.")
    with pytest.raises(ModelError, match="would run a program"):
        read_tensors(path)
    assert not folder.exists()


@pytest.mark.parametrize("kind", ["zip", "legacy", "safetensors"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, kind: str, part: float) -> None:
    path = tmp_path / "cut"
    big = {"weight": torch.randn(100, 100)}
    if kind == "safetensors":
        save_file(big, path)
    else:
        torch.save(big, path, _use_new_zipfile_serialization=kind == "zip")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(ModelError, match=r"damaged or cut off|no whole safetensors|is no file of weights"):
        read_tensors(path)


@pytest.mark.parametrize("content", [b"", b"RIFF....WAVE", b"hello, this is text", bytes(100)])
def test_what_is_no_model_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pt").write_bytes(content)
    with pytest.raises(ModelError, match="is no file of weights"):
        read_tensors(tmp_path / "x.pt")


def test_a_file_without_names_or_without_a_file(tmp_path: Path) -> None:
    torch.save([torch.zeros(1)], tmp_path / "list.pt")
    with pytest.raises(ModelError, match="no weights by name"):
        read_tensors(tmp_path / "list.pt")
    with pytest.raises(ModelError, match="cannot be read"):
        read_tensors(tmp_path / "none.pt")


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_torchscript_is_told_from_weights(tmp_path: Path) -> None:
    torch.jit.script(torch.nn.Linear(1, 1)).save(str(tmp_path / "script.pt"))
    assert kind_of(tmp_path / "script.pt") == "torchscript"


def test_weights_go_round_and_what_does_not_fit_is_named(tmp_path: Path) -> None:
    network, other = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    save(network, tmp_path / "w.safetensors")
    tensors = read_tensors(tmp_path / "w.safetensors")
    fit(other, tensors, tmp_path, "it")
    assert torch.equal(other.weight, network.weight)
    for wrong, message in (({"weight": tensors["weight"]}, "has no “bias”"),
                           (tensors | {"bias": torch.zeros(5)}, "its “bias” is 5, not 2"),
                           (tensors | {"more": torch.zeros(1)}, "has “more” besides")):
        with pytest.raises(ModelError, match=message):
            fit(other, wrong, tmp_path, "it")
