"""`auralens evaluate scenes`: tells the scenes of labelled recordings and measures how often that was right."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands import model_options
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.measure.scene_run import SceneOutcome, SceneRequest

SPLITS = ("auto", "evaluate", "train", "all")
SHOWN = 3  # of the files that were left out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", metavar="ID[,ID…]", help="which models, separated by commas; the others are compared with the first "
        "(default: the scene model that comes with the program)")
    add("--data", type=Path, required=True, metavar="DIR", help="folder laid out as TAU Urban Acoustic Scenes, such as "
        "`auralens scenes` writes")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for metrics.json, classes.csv, "
        "report.html and the scores, which a second run reads instead of listening again")
    add("--json", action="store_true", help="print metrics.json too")
    add("--split", choices=SPLITS, default="auto", help="which part of the data (default: auto, the part for "
        "evaluation where there is one, else all)")
    add("--draws", type=int, default=1000, metavar="N", help="draws for the intervals (default: 1000)")
    add("--seed", type=int, default=0, metavar="N", help="of the draws (default: 0)")
    model_options.add_running(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from core.measure.event_run import as_json
    from core.measure.scene_references import read_scene_references
    from core.measure.scene_run import measure_scenes

    request = _request(arguments)
    references = read_scene_references(arguments.data, arguments.split)
    with console.progress("Measuring") as progress:
        done = measure_scenes(request, references, progress)
    _tell(done, arguments, console)
    if arguments.json:
        console.result(as_json(done.metrics))
        return 0
    for one in done.evaluations:
        for name, figure in one.figures.items():
            spread = "" if math.isnan(figure.low) else f" ({figure.low:.3f}–{figure.high:.3f})"
            console.result(f"{one.model}  {name.replace('_', ' ')}  {figure.value:.3f}{spread}")
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """What can be told without opening anything. Raises `UsageError`."""
    for name in (*model_options.COUNTS, "draws"):
        model_options.check_count(arguments, name)
    if arguments.seed < 0:
        raise UsageError(f"--seed must be 0 or more, not {arguments.seed}.")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise UsageError(f"“{arguments.output}” is a file; name a folder with -o.")


def _request(arguments: argparse.Namespace) -> SceneRequest:
    from core.measure.scene_run import SceneRequest
    from core.models import registry

    names = [name.strip() for name in (arguments.model or registry.DEFAULT_SCENES).split(",") if name.strip()]
    entries = tuple(registry.entry(name) for name in dict.fromkeys(names))
    if not entries:
        raise UsageError("--model names no model; `auralens models list` shows which there are.")
    return SceneRequest(arguments.data, arguments.output, entries, arguments.split,
                        model_options.running_of(arguments), arguments.draws, arguments.seed)


def _tell(done: SceneOutcome, arguments: argparse.Namespace, console: Console) -> None:
    for name, why in done.skipped[:SHOWN]:
        console.say(f"left out: {name}: {why}")
    if done.skipped:
        count = len(done.skipped)
        console.say(f"{count} {'file was' if count == 1 else 'files were'} left out; metrics.json lists all of them.")
    console.say(f"{arguments.output}: metrics.json, classes.csv and report.html written; {done.fresh} of "
                f"{len(done.evaluations[0].files) * len(done.evaluations)} recordings were listened to, the others "
                "before.")
