"""What frozen eyes and ears keep of pairs: what is drawn was seen and heard, noise is no sound, heads learn from it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from PIL import Image

from core import paths
from core.console import Console
from core.models import registry
from core.models.lite_locator import LiteLocator
from core.train import frozen_pairs
from core.train.run import Request, train

RATE = 32_000


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two kinds of pictures, each with its tone, in a table."""
    monkeypatch.setenv("AURALENS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(frozen_pairs, "QUIET", 16)
    monkeypatch.setattr(frozen_pairs, "FITTED", 2)
    folder = tmp_path / "world"
    folder.mkdir()
    rows = ["id,picture,sound,label,split"]
    times = np.arange(3 * RATE) / RATE
    for number in range(10):
        kind = number % 2
        picture = np.random.default_rng(number).integers(0, 60, (80, 80, 3)).astype(np.uint8)
        picture[20:60, 20:60, kind * 2] = 250
        Image.fromarray(picture).save(folder / f"{number}.png")
        soundfile.write(folder / f"{number}.wav", 0.3 * np.sin(2 * np.pi * (300, 3000)[kind] * times), RATE)
        rows.append(f"{number},{number}.png,{number}.wav,{('red', 'blue')[kind]},"
                    f"{'train' if number < 8 else 'validation'}")
    (folder / "pairs.csv").write_text("\n".join(rows), "utf-8")
    return folder


def _taught(world: Path, folder: Path, *changes: str) -> Path:
    words = ("network.architecture=lite-locator", 'network.settings={side = 64, rank = 4, dim = 4}', "run.epochs=1",
             "run.steps_per_epoch=3", "batch.pairs=4", "data.validation_pairs=2", "optimiser.encoder_share=0.0",
             "optimiser.learning_rate=0.01", *changes)
    train(Request("localizer", folder, world, None, words, device="cpu"), Console(quiet=True))
    return folder / "model"


def test_heads_learn_and_what_is_frozen_does_not(world: Path, tmp_path: Path) -> None:
    folders = [_taught(world, tmp_path / name, f"run.steps_per_epoch={steps}") for name, steps in (("a", 1), ("b", 6))]
    first, second = (registry.load_locator(registry.entry(str(folder))) for folder in folders)
    assert isinstance(first, LiteLocator)
    assert isinstance(second, LiteLocator)
    for name, values in first.state_dict().items():
        same = torch.equal(values, second.state_dict()[name])
        assert same == name.startswith("eye."), name
    assert len(list((paths.cache_dir() / frozen_pairs.FOLDER).iterdir())) == 1  # kept once, used twice


def test_what_was_kept_gives_the_same_training(world: Path, tmp_path: Path) -> None:
    one, other = (_taught(world, tmp_path / name) for name in ("a", "b"))
    assert (one / "weights.safetensors").read_bytes() == (other / "weights.safetensors").read_bytes()
    assert json.loads((one / "card.json").read_text("utf-8"))["task"] == "localization"


def test_a_stretch_is_never_the_silent_part() -> None:
    network = LiteLocator(side=64, rank=4)
    whole = np.zeros(10 * RATE, np.float32)
    whole[: 2 * RATE] = np.sin(np.arange(2 * RATE) / 20)
    for number in range(8):
        found = frozen_pairs._stretch(whole, network, np.random.default_rng(number))
        assert found.shape == (3 * RATE,)
        assert 0.04 < float(np.abs(found).max()) <= 1.0


def test_what_is_no_sound_is_silence_noise_and_hum() -> None:
    network = LiteLocator(side=64, rank=4)
    assert not frozen_pairs._quiet(0, network).any()
    hum = np.abs(np.fft.rfft(frozen_pairs._quiet(1, network).astype(np.float64)))
    assert int(hum.argmax()) / 3.0 in (50.0, 60.0, 100.0, 120.0)
    assert float(frozen_pairs._noise(3 * RATE, np.random.default_rng(0)).std()) == pytest.approx(1.0)
