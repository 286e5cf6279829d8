"""`auralens evaluate events`: finds the events of labelled recordings and measures what was found."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands import model_options
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.measure.event_run import Outcome, Request

SPLITS = ("auto", "validation", "train", "all")
SHOWN = 3  # of the files that were left out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", metavar="ID[,ID…]", help="which models, separated by commas; the others are compared with the first "
        "(default: the default detector; `auralens models list`)")
    add("--data", type=Path, required=True, metavar="DIR", help="folder with recordings and tables of their events "
        "(filename, onset, offset, event_label), or laid out as for training")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for metrics.json, classes.csv, "
        "report.html and the scores, which a second run reads instead of listening again")
    add("--json", action="store_true", help="print metrics.json too")
    add("--split", choices=SPLITS, default="auto", help="which part of the data (default: auto, the validation part "
        "where there is one, else all)")
    add("--label-map", type=Path, metavar="FILE", help="JSON that names for each class of the data those of the model; "
        "used for models that have them")
    add("--all-classes", action="store_true", help="count events of classes that the data does not name as false")
    model_options.add_decoding(parser)
    add("--tag-threshold", type=float, default=0.5, metavar="X", help="for the tags of clips (default: 0.5)")
    add("--draws", type=int, default=1000, metavar="N", help="draws for the intervals (default: 1000; PSDS a fifth)")
    add("--seed", type=int, default=0, metavar="N", help="of the draws (default: 0)")
    model_options.add_running(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from core.measure.event_run import as_json, measure_events
    from core.measure.reference_data import read_references

    references = read_references(arguments.data, arguments.split)
    with console.progress("Measuring") as progress:
        done = measure_events(_request(arguments), references, progress)
    _tell_skipped(done, console)
    console.say(f"{arguments.output}: metrics.json, classes.csv and report.html written; {done.fresh} of "
                f"{len(references.paths) * len(done.evaluations)} recordings were listened to, the others before.")
    if arguments.json:
        console.result(as_json(done.metrics))
    else:
        for line in _lines(done):
            console.result(line)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """What can be told without opening anything."""
    model_options.check_options(arguments)
    model_options.check_share(arguments, "tag_threshold")
    model_options.check_count(arguments, "draws")
    if arguments.seed < 0:
        raise UsageError(f"--seed must be 0 or more, not {arguments.seed}.")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise UsageError(f"“{arguments.output}” is a file; name a folder with -o.")


def _request(arguments: argparse.Namespace) -> Request:
    from core.measure.evaluation import Settings
    from core.measure.event_run import Request
    from core.measure.label_map import read_label_map
    from core.models import registry

    names = [name.strip() for name in (arguments.model or registry.DEFAULT_DETECTOR).split(",") if name.strip()]
    entries = tuple(registry.entry(name) for name in dict.fromkeys(names))
    if not entries:
        raise UsageError("--model names no model; `auralens models list` shows which there are.")
    label_map = read_label_map(arguments.label_map) if arguments.label_map else None
    known = {*(label_map or ()), *(label for one in entries for label in one.card.classes)}
    model_options.check_classes(arguments, known, " or ".join(f"“{one.card.id}”" for one in entries))
    return Request(
        arguments.data, arguments.output, entries,
        lambda card: model_options.decoding_for(card, arguments), arguments.split,
        label_map, arguments.all_classes,
        model_options.running_of(arguments),
        Settings(arguments.draws, max(arguments.draws // 5, 1), arguments.seed, arguments.tag_threshold))


def _tell_skipped(done: Outcome, console: Console) -> None:
    for name, why in done.skipped[:SHOWN]:
        console.say(f"left out: {name}: {why}")
    if done.skipped:
        count = len(done.skipped)
        console.say(f"{count} {'file was' if count == 1 else 'files were'} left out; metrics.json lists all of them.")


def _lines(done: Outcome) -> list[str]:
    from core.measure.evaluation import TITLES

    rows = [("", *(one.model for one in done.evaluations))]
    for name, title in TITLES.items():
        found = [one.figures[name] for one in done.evaluations]
        rows.append((title, *("–" if math.isnan(one.value) else f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})"
                              for one in found)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
