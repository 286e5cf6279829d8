"""What happens between the steps of a training: figures are written, the network is examined, checkpoints are kept.

They stand in this order in the trainer, so that a checkpoint holds all that has been found out up to its step.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer

from core.console import Console
from core.progress import Progress
from core.train.lesson import Examination, Lesson
from core.train.losses import check_numbers
from core.train.run_folder import RunFolder
from core.train.validation import better

LOG_EVERY = 10
LATEST = "last"  # the monitor for which the latest epoch is always the best


def _lesson(module: LightningModule) -> Lesson:
    assert isinstance(module, Lesson)
    return module


def epoch_of(trainer: Trainer, lesson: Lesson) -> int:
    """Of the last step, from 1."""
    return (trainer.global_step - 1) // lesson.steps_per_epoch + 1


class Journal(Callback):
    """Means of the losses, every few steps: `metrics.csv` and TensorBoard."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._sums: dict[str, torch.Tensor] = {}
        self._count = 0

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        if trainer.is_global_zero:
            self._folder.cut_metrics(trainer.global_step)

    def on_train_batch_end(self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any,
                           batch_idx: int) -> None:
        lesson = _lesson(pl_module)
        check_numbers(lesson.last["loss"])
        for name, value in lesson.last.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value.clone()
        self._count += 1
        if trainer.global_step % LOG_EVERY == 0 or trainer.global_step % lesson.steps_per_epoch == 0:
            figures = {f"train/{name}": float(value) / self._count for name, value in self._sums.items()}
            figures["learning_rate"] = float(trainer.optimizers[0].param_groups[-1]["lr"])
            note(trainer, self._folder, epoch_of(trainer, lesson), figures)
            self._sums, self._count = {}, 0

    def state_dict(self) -> dict[str, Any]:
        return {"sums": self._sums, "count": self._count}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self._sums, self._count = dict(state_dict["sums"]), int(state_dict["count"])


def note(trainer: Trainer, folder: RunFolder, epoch: int, figures: dict[str, float]) -> None:
    if trainer.is_global_zero:
        folder.add_metrics(trainer.global_step, epoch, figures)
        for logger in trainer.loggers:
            logger.log_metrics(figures, trainer.global_step)


class Examiner(Callback):
    """After every epoch: figures of each judged network; the best so far lies in `model/`; ends what gets no better."""

    def __init__(self, folder: RunFolder, examination: Examination, console: Console) -> None:
        self._folder, self._examination, self._console = folder, examination, console
        self.best: dict[str, float] = {}
        self._stale = 0

    def on_train_batch_end(self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any,
                           batch_idx: int) -> None:
        lesson = _lesson(pl_module)
        if trainer.global_step % lesson.steps_per_epoch:
            return
        if trainer.is_global_zero:
            self._examine(trainer, lesson)
        self.best, self._stale = trainer.strategy.broadcast((self.best, self._stale))
        patience = lesson.config.run.patience
        if patience and self._stale >= patience:
            trainer.should_stop = True

    def _examine(self, trainer: Trainer, lesson: Lesson) -> None:
        monitor, epoch = lesson.config.run.monitor, epoch_of(trainer, lesson)
        self._stale += 1
        for name, network in lesson.judged().items():
            found = self._examination.figures(network)
            place = f"valid_{name}/" if name else "valid/"
            note(trainer, self._folder, epoch, {place + key: value for key, value in found.items()})
            if monitor not in found and monitor != LATEST:
                monitor = "clip_map"  # the data know no onsets
            if not self.best or monitor == LATEST or better(monitor, found[monitor], self.best[monitor]):
                self.best, self._stale = {**found, "epoch": float(epoch)}, 0
                self._examination.keep(network, self.best)
            told = ", ".join(f"{key} {value:.3f}" for key, value in found.items() if key != "sum")
            self._console.say(f"epoch {epoch}{f' ({name})' if name else ''}: {told}")

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best, "stale": self._stale}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.best, self._stale = dict(state_dict["best"]), int(state_dict["stale"])


class Keeper(Callback):
    """Keeps `last.ckpt`, and ends the training between two steps when a person asks for it."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self.asked = False  # to stop; set by a signal
        self.stopped = False
        self.running = False  # before, there is nothing to save

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self.running = True

    def on_train_batch_end(self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any,
                           batch_idx: int) -> None:
        lesson = _lesson(pl_module)
        step = trainer.global_step
        asked = self.asked
        if trainer.world_size > 1:
            asked = trainer.strategy.reduce_boolean_decision(asked, all=False)
        due = step % lesson.config.run.save_every_steps == 0 or step % lesson.steps_per_epoch == 0
        if due or asked or trainer.should_stop:
            self._save(trainer)
        if asked:
            self.stopped = True
            trainer.should_stop = True

    def _save(self, trainer: Trainer) -> None:
        """First beside the old one, then over it: a kill in between loses nothing."""
        new = self._folder.last.with_suffix(".new")
        trainer.save_checkpoint(new)
        if trainer.is_global_zero:
            os.replace(new, self._folder.last)


class Watcher(Callback):
    """Says how far the training is and how long it will take: to the console's bar, and in `progress.json`."""

    def __init__(self, folder: RunFolder, progress: Progress, best: Callable[[], dict[str, float]]) -> None:
        self._folder, self._progress, self._best = folder, progress, best
        self._began, self._first, self._told = 0.0, 0, 0.0

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self._began, self._first = time.monotonic(), trainer.global_step
        self._tell(trainer, _lesson(pl_module), "training")

    def on_train_batch_end(self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any,
                           batch_idx: int) -> None:
        lesson = _lesson(pl_module)
        self._progress.step(trainer.global_step, lesson.steps, f"epoch {epoch_of(trainer, lesson)}")
        if time.monotonic() - self._told >= 1.0:
            self._tell(trainer, lesson, "training")

    def tell_end(self, trainer: Trainer, lesson: Lesson, state: str) -> None:
        self._tell(trainer, lesson, state)

    def _tell(self, trainer: Trainer, lesson: Lesson, state: str) -> None:
        if not trainer.is_global_zero:
            return
        self._told = time.monotonic()
        done, took_s = trainer.global_step - self._first, self._told - self._began
        left = (lesson.steps - trainer.global_step) * took_s / done if done and state == "training" else None
        self._folder.write_progress({
            "state": state, "step": trainer.global_step, "of": lesson.steps, "epochs": lesson.config.run.epochs,
            "epoch": epoch_of(trainer, lesson) if trainer.global_step else 0, "took_s": round(took_s, 1),
            "left_s": None if left is None else round(left, 1),
            "loss": _number(lesson.last.get("loss")), "best": self._best(),
        })


def _number(value: torch.Tensor | None) -> float | None:
    """JSON has no word for what is no number."""
    return float(value) if value is not None and bool(torch.isfinite(value)) else None
