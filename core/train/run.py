"""One training from words to a model: settings, data, network, Lightning's trainer, and how it ends or is stopped."""

from __future__ import annotations

import logging
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lightning.pytorch import Trainer
from lightning.pytorch.loggers import TensorBoardLogger
from lightning.pytorch.utilities import rank_zero_only

from core.console import Console
from core.errors import UsageError
from core.train.callbacks import Examiner, Journal, Keeper, Watcher
from core.train.config import LessonConfig
from core.train.lesson import Prepared, Setting
from core.train.preparation import PreparingConsole
from core.train.run_folder import BOARD, CONFIG, RunFolder
from core.train.tasks import task


@dataclass(frozen=True, slots=True)
class Request:
    task: str
    folder: Path
    data: Path | None = None
    config: Path | None = None
    changes: tuple[str, ...] = ()
    resume: bool = False
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    devices: int = 1  # processes, one a device
    nodes: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """`stopped`: a person ended it before its end; it can go on. Of several processes, the first one speaks."""

    folder: Path
    first: bool
    stopped: bool
    best: dict[str, float]


def train(request: Request, console: Console) -> Done:
    """Raises `UsageError`, `DataError`, `ModelError`."""
    _quieten()
    kind, folder = task(request.task), RunFolder(request.folder)
    config = _config(kind.Config, request)
    if _rank():
        console = Console(quiet=True)
    else:
        folder.begin(config.text(), request.resume)
    keeper = Keeper(folder)
    with _stopping(keeper):
        telling = console if _rank() else PreparingConsole(folder, console.quiet)
        prepared = kind.prepare(Setting(config, folder, telling, request.devices * request.nodes, not _rank()))
        examiner = Examiner(folder, prepared.examination, console)
        trainer = _fit(prepared, [Journal(folder), examiner, keeper], folder, console, request)
    if keeper.stopped:
        console.say(f"Stopped after step {trainer.global_step} of {prepared.lesson.steps}; add --resume to the same "
                    "command and it goes on from there.")
    return Done(request.folder, not _rank(), keeper.stopped, examiner.best)


def _config(kind: type[LessonConfig], request: Request) -> LessonConfig:
    """A run that goes on has its settings in its folder. Raises `UsageError`."""
    kept = request.folder / CONFIG
    if request.resume and not kept.exists():
        raise UsageError(f"“{request.folder}” holds no training to go on with; leave --resume out.")
    if request.resume and request.config is not None:
        raise UsageError("a training goes on with the settings in its own folder; leave --config out.")
    changes = [f"task={request.task}", *request.changes]
    if request.data is not None:
        changes.append(f"data.folder={request.data.absolute()}")
    config = kind.read(kept if request.resume else request.config, changes)
    if not config.data.folder:
        raise UsageError("say where the data are, with --data DIR.")
    return config


def _fit(prepared: Prepared, callbacks: list[Any], folder: RunFolder, console: Console, request: Request) -> Trainer:
    lesson = prepared.lesson
    examiner, keeper = callbacks[1], callbacks[2]
    with console.progress(f"Training {request.task}") as progress:
        watcher = Watcher(folder, progress, lambda: examiner.best)
        trainer = Trainer(
            accelerator={"cuda": "gpu"}.get(request.device, request.device), devices=request.devices,
            num_nodes=request.nodes, strategy="ddp" if request.devices * request.nodes > 1 else "auto",
            precision=lesson.config.run.precision, max_steps=lesson.steps, max_epochs=-1,
            callbacks=[*callbacks, watcher], logger=TensorBoardLogger(folder.path, name="", version=BOARD),
            enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
            use_distributed_sampler=False, default_root_dir=folder.path,
        )
        last = folder.last if request.resume and folder.last.exists() else None
        try:
            trainer.fit(lesson, prepared.batches(trainer), ckpt_path=last, weights_only=True)
        except SystemExit as error:  # Lightning's answer to a second Ctrl+C
            watcher.tell_end(trainer, lesson, "stopped")
            raise KeyboardInterrupt from error
        except BaseException:
            watcher.tell_end(trainer, lesson, "failed")
            raise
        watcher.tell_end(trainer, lesson, "stopped" if keeper.stopped else "done")
    return trainer


@contextmanager
def _stopping(keeper: Keeper) -> Iterator[None]:
    """Ctrl+C, or whoever started it, ends the training after the step that is under way; a second time, at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: Any) -> None:
        if keeper.asked or not keeper.running:
            raise KeyboardInterrupt
        keeper.asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _rank() -> int:
    """Of this process among those that train together; Lightning's launcher tells the others."""
    return int(getattr(rank_zero_only, "rank", 0) or 0)


def _quieten() -> None:
    """Lightning tells of devices and gives advice on loaders; neither is for the person who trains."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    logging.getLogger("lightning.fabric").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module=r"lightning\..*")
