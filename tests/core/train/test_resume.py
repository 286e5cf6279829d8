"""A training that was killed goes on to the same weights, bit for bit, as one that was never broken off."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from core import cli
from core.cli import main
from core.models.registry import read_weights
from core.train.lesson import Lesson
from tests.core.train.material import PLAIN, TINY, sounds_folder, words

SHORT = ("run.epochs=2", "run.steps_per_epoch=6", "run.save_every_steps=4", "data.validation_clips=4", "data.pool=0",
         "network.settings.dropout=0.5")
TASKS = {
    "crnn": ("batch.weak=4", *TINY, *SHORT),
    "detector": ("batch.synthetic=4", "network.architecture=crnn", "augment.mix_up=0.2", "augment.filter_db=6.0", *TINY,
                 *SHORT),
    "ast-sed": ("batch.strong=1", "batch.synthetic=1", "batch.weak=2", "batch.unlabelled=2",
                "network.architecture=crnn", *TINY, *SHORT),
}


class Killed(BaseException):
    """As sudden as a signal: nothing may be saved when it comes."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds_folder(tmp_path_factory.mktemp("data"))


def all_weights(run: Path) -> dict[str, torch.Tensor]:
    """Of the last checkpoint, with the optimiser's, and of the model."""
    kept = torch.load(run / "last.ckpt", weights_only=True)
    moments = {f"{number}.{name}": values for number, state in kept["optimizer_states"][0]["state"].items()
               for name, values in state.items()}
    return {**kept["state_dict"], **moments, **read_weights(run / "model" / "weights.safetensors"),
            "step": torch.tensor(kept["global_step"])}


def assert_same(one: Path, other: Path) -> None:
    weights, others = all_weights(one), all_weights(other)
    assert weights.keys() == others.keys()
    assert [name for name in weights if not torch.equal(weights[name], others[name])] == []
    assert (one / "metrics.csv").read_text() == (other / "metrics.csv").read_text()


def die_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    learn = Lesson.training_step

    def training_step(self: Lesson, batch: object, batch_idx: int) -> torch.Tensor:
        if self.global_step == step:
            raise Killed
        return learn(self, batch, batch_idx)  # type: ignore[arg-type]

    monkeypatch.setattr(Lesson, "training_step", training_step)


@pytest.mark.parametrize("task", TASKS)
def test_a_run_that_died_goes_on_as_if_it_had_not(task: str, data: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (*PLAIN, *TASKS[task])
    assert main(words(task, data, tmp_path / "whole", *settings)) == 0
    with monkeypatch.context() as patch:
        die_at(5, patch)  # in the first epoch, after the checkpoint of step 4
        with pytest.raises(Killed):
            main(words(task, data, tmp_path / "broken", *settings))
    with monkeypatch.context() as patch:
        die_at(11, patch)  # in the second
        with pytest.raises(Killed):
            main(["train", task, "-o", str(tmp_path / "broken"), "--resume", "--device", "cpu"])
    assert main(["train", task, "-o", str(tmp_path / "broken"), "--resume", "--device", "cpu"]) == 0
    assert_same(tmp_path / "whole", tmp_path / "broken")


@pytest.mark.timeout(300)
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_process_leaves_a_checkpoint_and_ctrl_c_saves_one_more(
        data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    command = words("crnn", data, run, *PLAIN, *TASKS["crnn"], "run.epochs=500", "run.save_every_steps=1")
    running = subprocess.Popen([sys.executable, "-m", "desktop.launch", *command], stderr=subprocess.DEVNULL)
    while not (run / "last.ckpt").exists() and running.poll() is None:
        time.sleep(0.02)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    step = torch.load(run / "last.ckpt", weights_only=True)["global_step"]
    learn = Lesson.training_step

    def training_step(self: Lesson, batch: object, batch_idx: int) -> torch.Tensor:
        signal.raise_signal(signal.SIGINT)
        return learn(self, batch, batch_idx)  # type: ignore[arg-type]

    monkeypatch.setattr(Lesson, "training_step", training_step)
    before = signal.getsignal(signal.SIGINT)
    assert main(["train", "crnn", "-o", str(run), "--resume", "--device", "cpu"]) == cli.INTERRUPTED
    assert signal.getsignal(signal.SIGINT) is before
    assert f"Stopped after step {step + 1} of 3000; add --resume" in capsys.readouterr().err
    assert torch.load(run / "last.ckpt", weights_only=True)["global_step"] == step + 1
