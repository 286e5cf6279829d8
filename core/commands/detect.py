"""`auralens detect`: which sounds are in recordings and when, as label files."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.spectrogram import time_s
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.detect.decode import Decoding
    from core.detect.order import Done, Order
    from core.models.card import Card

NAME = "detect"
HELP = "find which sounds are in recordings and when"
SOME_FAILED = 2
FORMATS = ("tsv", "audacity", "raven", "json", "csv", "textgrid", "eaf", "rttm", "vtt", "srt")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("inputs", nargs="+", type=Path, metavar="FILE", help="sound or video files, or folders of them")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the labels")
    add("--model", metavar="ID", help="which model (default: the one made for it; `auralens models list`)")
    add("--format", choices=FORMATS, default="tsv", metavar="FORMAT", help=f"{', '.join(FORMATS)} (default: tsv)")
    add("--scores", action="store_true", help="write the scores of all frames too, as <stem>.scores.tsv")
    add("--raw-scores", action="store_true", help="the same as the model gives them, without medians, masks and boxes")
    add("--json", action="store_true", help="print what was found as JSON, a list with an object for each file")
    add("--threshold", type=float, metavar="X", help="for all classes, 0 to 1 (default: what suits the model)")
    add("--classes", nargs="+", metavar="CLASS", help="only these classes")
    add("--method", choices=("threshold", "csebb"), help="how events are told from scores (default: what suits the "
        "model): by a threshold in each frame, or by change points")
    add("--median", type=float, metavar="SECONDS", help="length of the median filter over the scores")
    add("--min-length", type=float, metavar="SECONDS", help="drop shorter events")
    add("--min-gap", type=float, metavar="SECONDS", help="close shorter gaps between events of a class")
    add("--start", type=time_s, default=0.0, metavar="TIME", help="seconds, or min:s, or h:min:s")
    add("--end", type=time_s, metavar="TIME", help="(default: the end)")
    add("--track", type=int, default=1, metavar="N", help="sound track, from 1 (default: 1)")
    add("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="(default: auto)")
    add("--batch-size", type=int, default=4, metavar="N", help="windows at a time (default: 4)")
    add("--threads", type=int, metavar="N", help="processor threads (default: all)")
    add("--resume", action="store_true", help="skip recordings that were done before with the same settings")
    add("--overwrite", action="store_true", help="replace files that were not written by this command")


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from core.detect.order import carry_out
    from core.models import registry

    entry = registry.entry(arguments.model or registry.DEFAULT_DETECTOR)
    order = _order(arguments, entry.card)

    def told(done: Done) -> None:
        if done.error:
            console.error(done.error)
        elif not arguments.json:
            console.result(str(done.labels))
            counted = f"{len(done.events)} {'event' if len(done.events) == 1 else 'events'}"
            console.say(f"{done.path}: {'done before, ' if done.kept else ''}{counted}")
        for note in done.notes:
            console.say(f"{done.labels.name}: {note}")

    with console.progress("Listening") as progress:
        done = carry_out(order, entry, progress, told)
    if arguments.json:
        console.result(json.dumps([_facts(one) for one in done], indent=1, ensure_ascii=False))
    failed = sum(bool(one.error) for one in done)
    if failed and len(done) > 1:
        console.error(f"{failed} of {len(done)} files could not be listened to.")
    return SOME_FAILED if failed else 0


def _check(arguments: argparse.Namespace) -> None:
    """What can be told without opening anything."""
    threshold = arguments.threshold
    if threshold is not None and not 0.0 <= threshold <= 1.0:
        raise UsageError(f"--threshold must lie between 0 and 1, not {threshold:g}.")
    for name in ("median", "min_length", "min_gap"):
        value = getattr(arguments, name)
        if value is not None and not (math.isfinite(value) and value >= 0.0):
            raise UsageError(f"--{name.replace('_', '-')} is a length in seconds, so it cannot be {value:g}.")
    for name in ("track", "batch_size", "threads"):
        value = getattr(arguments, name)
        if value is not None and value < 1:
            raise UsageError(f"--{name.replace('_', '-')} is counted from 1, so it cannot be {value}.")
    if arguments.end is not None and arguments.end <= arguments.start:
        raise UsageError(f"--end ({arguments.end:g} s) must come after --start ({arguments.start:g} s).")


def _order(arguments: argparse.Namespace, card: Card) -> Order:
    from core.detect.infer import Running
    from core.detect.order import Order

    running = Running(device=arguments.device, batch=arguments.batch_size, threads=arguments.threads)
    return Order(tuple(arguments.inputs), arguments.output, _decoding(arguments, card), running, arguments.format,
                 scores=arguments.scores or arguments.raw_scores, raw=arguments.raw_scores, track=arguments.track - 1,
                 start_s=arguments.start, end_s=arguments.end, resume=arguments.resume, overwrite=arguments.overwrite)


def _decoding(arguments: argparse.Namespace, card: Card) -> Decoding:
    """The model's own, changed by what was given; what is given for all classes holds for each of them."""
    from dataclasses import replace

    from core.detect.decode import decoding_of

    changes: dict[str, Any] = {"method": arguments.method, "min_length_s": arguments.min_length,
                               "min_gap_s": arguments.min_gap}
    if arguments.threshold is not None:
        changes |= {"threshold": arguments.threshold, "thresholds": {}}
    if arguments.median is not None:
        changes |= {"median_s": arguments.median, "medians_s": {}}
    if arguments.classes:
        changes["classes"] = frozenset(arguments.classes)
    return replace(decoding_of(card.decoding), **{name: value for name, value in changes.items() if value is not None})


def _facts(done: Done) -> dict[str, Any]:
    if done.error:
        return {"file": str(done.path), "error": done.error}
    events = [{"label": event.label, "onset_s": round(event.onset_s, 6), "offset_s": round(event.offset_s, 6),
               "score": None if event.score is None else round(event.score, 6)} for event in done.events]
    return {"file": str(done.path), "labels": str(done.labels), "scores": str(done.scores) if done.scores else None,
            "duration_s": round(done.duration_s, 6), "done_before": done.kept, "tags": done.tags, "events": events}
