"""`auralens train`: a model from data, into a folder from which it goes on if it is broken off."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.train.run import Request

NAME = "train"
HELP = ("train a model: crnn (weak labels), ast-sed (mean teacher), detector (soundscapes, distillation), scenes (what "
        "kind of place it is) or localizer (pictures with their sounds)")
TASKS = ("crnn", "ast-sed", "detector", "scenes", "localizer")
INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("task", choices=TASKS, metavar="TASK", help=", ".join(TASKS))
    add("--config", type=Path, metavar="TOML", help="settings (default: those of the task; config.toml in the run "
        "folder holds all of them)")
    add("--data", type=Path, metavar="DIR", help="folder with the data: DESED, DCASE 2017 task 4, AudioSet-strong, "
        "a manifest.csv, or sounds.csv of which soundscapes are made")
    add("-o", "--output", type=Path, required=True, metavar="RUN", help="run folder")
    add("--resume", action="store_true", help="go on with the training in the run folder")
    add("--set", action="append", default=[], metavar="NAME=VALUE", dest="changes",
        help="change one setting, such as run.epochs=5; may be given several times")
    add("--over", action="append", default=[], metavar="NAME=VALUE,VALUE", dest="over",
        help="train once for each value, such as classes.classifier=labels,imagenet@96, and print a table; may "
             "be given several times, for every combination")
    add("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="(default: auto)")
    add("--devices", type=int, default=1, metavar="N", help="processes that train together, one a device (default: 1)")
    add("--nodes", type=int, default=1, metavar="N", help="hosts, as Lightning finds them (default: 1)")
    add("--json", action="store_true", help="print what came of it as JSON")


def run(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.devices < 1 or arguments.nodes < 1:
        raise UsageError("--devices and --nodes are counts from 1.")
    from core.train.run import Request, train

    request = Request(arguments.task, arguments.output, arguments.data, arguments.config, tuple(arguments.changes),
                      arguments.resume, arguments.device, arguments.devices, arguments.nodes)
    if arguments.over:
        return _run_all(request, arguments, console)
    done = train(request, console)
    if done.stopped:
        return INTERRUPTED
    if not done.first:
        return 0
    model = done.folder / "model"
    told = {"run": str(done.folder), "model": str(model), "best": done.best}
    console.result(json.dumps(told, ensure_ascii=False) if arguments.json else str(model))
    return 0


def _run_all(request: Request, arguments: argparse.Namespace, console: Console) -> int:
    from core.train.sweep import sweep, table

    rows = sweep(request, arguments.over, console)
    if rows is None:
        return INTERRUPTED
    if arguments.json:
        console.result(json.dumps(rows, ensure_ascii=False))
    else:
        for line in table(rows):
            console.result(line)
    return 0
