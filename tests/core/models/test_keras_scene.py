"""The scene network with weights from Keras: what Keras 3.15 said of the same weights and the same numbers.

The authors' graph was built in Keras, filled by `values` in the order of its layers, and its logits were written down.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core import paths
from core.cli import main
from core.errors import ModelError
from core.models.importing import Request, import_model
from core.models.keras_scene import DCASE_ORDER, read_scene
from core.models.registry import load
from core.models.scene import SceneNet

LOGITS = {  # (classes, first width, wide, channels, frames) -> the logits of the first clip
    (10, 24, 768, 2, 461): [1.820448, -2.41823, 2.344266, 1.022587, -3.689282, 1.071975, -0.473444, 3.666724, -1.209028,
                            -1.404676],
    (10, 24, 768, 2, 400): [1.825261, -2.449507, 2.334173, 1.042873, -3.603757, 1.066015, -0.467466, 3.648617,
                            -1.198904, -1.433252],
    (10, 24, 768, 1, 423): [1.532373, -3.377517, 3.312445, 1.182696, -4.095567, 3.078967, 0.027706, 4.872301, -2.815538,
                            -2.186802],
    (3, 4, 64, 2, 461): [0.130739, 4.850309, -2.955828],
}
CELLS = {  # of the maps of classes before they are averaged, of the first network: (class, band, column)
    (0, 0, 0): 0.91838, (2, 63, 10): 0.23824, (0, 64, 3): 1.21309}
SMALL = (3, 4, 64, 2)


def values(index: int, kind: str, shape: tuple[int, ...], last: bool) -> NDArray[np.float32]:
    draw = np.random.RandomState(index)
    if kind == "moving_variance":
        made = draw.uniform(0.5, 1.5, shape) * (0.5 if last else 1.0)
    elif kind == "gamma":
        made = draw.uniform(0.8, 1.2, shape)
    elif kind == "kernel":
        made = draw.standard_normal(shape) * np.sqrt(1.0 / np.prod(shape[:-1]))
    else:
        made = draw.standard_normal(shape) * 0.1
    return made.astype(np.float32)


def shapes(classes: int, width: int, wide: int, channels: int) -> Iterator[tuple[str, dict[str, tuple[int, ...]]]]:
    """Layers in the order of the authors' graph: both paths in turn."""
    affine = ("gamma", "beta", "moving_mean", "moving_variance")

    def norm(size: int, names: tuple[str, ...] = affine[2:]) -> tuple[str, dict[str, tuple[int, ...]]]:
        return "batch_normalization", {name: (size,) for name in names}

    def conv(inputs: int, outputs: int, size: int = 3) -> tuple[str, dict[str, tuple[int, ...]]]:
        return "conv2d", {"kernel": (size, size, inputs, outputs)}

    before = 3 * channels
    yield from 2 * [norm(before, affine)]
    yield from 2 * [conv(before, width)]
    before = width
    for stack in range(4):
        here = width * 2**stack
        for inputs in (before, here, here, here):
            yield from 2 * [norm(inputs)]
            yield from 2 * [conv(inputs, here)]
        before = here
    yield from (norm(before), conv(before, wide, 1), norm(wide), conv(wide, classes, 1), norm(classes))


def written(path: Path, sizes: tuple[int, int, int, int], layout: str = "model", without: int = 0) -> Path:
    """As Keras writes models (`model`), weights alone (`weights`), and both as of version 3 (`numbered`)."""
    layers = list(shapes(*sizes))
    with h5py.File(path, "w") as file:
        root = file.create_group({"model": "model_weights", "numbered": "layers"}.get(layout, "all"))
        root = file if layout == "weights" else root
        names, counts, index = ["input_1"], {"batch_normalization": 0, "conv2d": 0}, 0
        root.create_group("input_1").attrs["weight_names"] = np.array([], "S1")
        for number, (kind, weights) in enumerate(layers[: len(layers) - without]):
            counts[kind] += 1
            name = f"{kind}_{counts[kind]}" if layout != "numbered" or counts[kind] > 1 else kind
            group = root.create_group(name)
            held = [values(index + i, one, shape, number == len(layers) - 1)
                    for i, (one, shape) in enumerate(weights.items())]
            index += len(held)
            if layout == "numbered":
                for i, value in enumerate(held):
                    group[f"vars/{i}"] = value
            else:
                group.attrs["weight_names"] = [f"{name}/{one}:0".encode() for one in weights]
                for one, value in zip(weights, held, strict=True):
                    group[f"{name}/{one}:0"] = value
            names.append(name)
        if layout != "numbered":
            root.attrs["layer_names"] = [name.encode() for name in names]
    return path


def first_clip(channels: int, frames: int) -> torch.Tensor:
    numbers = np.random.RandomState(7).standard_normal((2, 128, frames, 3 * channels)).astype(np.float32) * 2 - 3
    return torch.from_numpy(np.ascontiguousarray(numbers[:1].transpose(0, 3, 1, 2)))


@pytest.mark.parametrize("case", LOGITS)
def test_scores_are_those_of_keras(case: tuple[int, int, int, int, int], tmp_path: Path) -> None:
    settings, classes, tensors = read_scene(written(tmp_path / "a.h5", case[:4]))
    network = SceneNet(classes, **settings)
    network.load_state_dict(tensors)
    with torch.no_grad():
        maps = network.eval().maps(first_clip(*case[3:]))
    assert maps.mean((2, 3))[0].tolist() == pytest.approx(LOGITS[case], abs=1e-4)
    if case == next(iter(LOGITS)):
        assert maps.shape == (1, 10, 128, 29)
        assert {place: float(maps[0][place]) for place in CELLS} == pytest.approx(CELLS, abs=1e-4)


@pytest.mark.parametrize("layout", ["weights", "numbered"])
def test_weights_alone_are_read_as_well(layout: str, tmp_path: Path) -> None:
    whole, other = (read_scene(written(tmp_path / f"{name}.h5", SMALL, name)) for name in ("model", layout))
    assert whole[:2] == other[:2] == ({"channels": 2, "wide": 64, "widths": [4, 8, 16, 32]}, 3)
    assert whole[2].keys() == other[2].keys()
    assert all(torch.equal(values, other[2][name]) for name, values in whole[2].items())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AURALENS_HOME", str(tmp_path / "home"))
    return paths.models_dir()


def test_the_command_takes_them_in(tmp_path: Path, home: Path) -> None:
    path = written(tmp_path / "DCASE_1a.h5", (10, 4, 16, 1))
    assert main(["models", "import", str(path)]) == 0
    entry = import_model(Request(path, id="again"))
    assert (entry.card.task, entry.card.architecture, entry.card.classes) == ("scenes", "scene", DCASE_ORDER)
    assert (home / "dcase_1a" / "card.json").is_file()
    network = load(entry)
    assert (network.channels, network.rate_hz) == (1, 44_100)


def test_another_order_of_classes_is_said_by_a_file(tmp_path: Path, home: Path) -> None:
    names = sorted(DCASE_ORDER)
    (tmp_path / "classes.txt").write_text("\n".join(names))
    entry = import_model(Request(written(tmp_path / "a.h5", (10, 4, 16, 2)), classes=tmp_path / "classes.txt"))
    assert entry.card.classes[2:4] == ("metro", "metro_station")
    assert DCASE_ORDER[2:4] == ("metro_station", "metro")
    assert sorted(DCASE_ORDER) == names


def test_what_is_no_scene_network_is_refused_with_the_reason(tmp_path: Path, home: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(ModelError) as raised:
            import_model(Request(path))
        assert not home.exists() or not any(home.iterdir())
        return str(raised.value)

    short = written(tmp_path / "short.h5", SMALL, without=3)
    assert "35 layers with kernels and 35 norms" in refused(short)
    with h5py.File(tmp_path / "table.h5", "w") as file:
        file["numbers"] = [1, 2, 3]
    assert "no file of Keras" in refused(tmp_path / "table.h5")
    whole = written(tmp_path / "whole.h5", SMALL)
    (tmp_path / "cut.h5").write_bytes(whole.read_bytes()[:20_000])
    assert "damaged or cut off" in refused(tmp_path / "cut.h5")
    with h5py.File(whole, "a") as file:
        _replace(file["model_weights/conv2d_7/conv2d_7"], "kernel:0", np.zeros((3, 3, 5, 4), np.float32))
    assert "stacks.0.low.1.conv1.weight" in refused(whole)


def _replace(group: Any, name: str, values: NDArray[np.float32]) -> None:
    del group[name]
    group[name] = values
