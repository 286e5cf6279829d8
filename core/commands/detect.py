"""`auralens detect`: which sounds are in recordings and when, as label files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands import model_options
from core.commands.spectrogram import time_s
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
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
    add("--classes", nargs="+", metavar="CLASS", help="only these classes")
    model_options.add_decoding(parser)
    add("--start", type=time_s, default=0.0, metavar="TIME", help="seconds, or min:s, or h:min:s")
    add("--end", type=time_s, metavar="TIME", help="(default: the end)")
    add("--track", type=int, default=1, metavar="N", help="sound track, from 1 (default: 1)")
    model_options.add_running(parser)
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
    model_options.check_options(arguments)
    model_options.check_count(arguments, "track")
    if arguments.end is not None and arguments.end <= arguments.start:
        raise UsageError(f"--end ({arguments.end:g} s) must come after --start ({arguments.start:g} s).")


def _order(arguments: argparse.Namespace, card: Card) -> Order:
    from core.detect.decode import changed
    from core.detect.order import Order

    model_options.check_classes(arguments, card.classes, f"“{card.id}”")
    decoding = model_options.decoding_for(card, arguments)
    if arguments.classes:
        decoding = changed(decoding, classes=frozenset(arguments.classes))
    return Order(tuple(arguments.inputs), arguments.output, decoding, model_options.running_of(arguments),
                 arguments.format, scores=arguments.scores or arguments.raw_scores, raw=arguments.raw_scores,
                 track=arguments.track - 1, start_s=arguments.start, end_s=arguments.end, resume=arguments.resume,
                 overwrite=arguments.overwrite)


def _facts(done: Done) -> dict[str, Any]:
    if done.error:
        return {"file": str(done.path), "error": done.error}
    events = [{"label": event.label, "onset_s": round(event.onset_s, 6), "offset_s": round(event.offset_s, 6),
               "score": None if event.score is None else round(event.score, 6)} for event in done.events]
    return {"file": str(done.path), "labels": str(done.labels), "scores": str(done.scores) if done.scores else None,
            "duration_s": round(done.duration_s, 6), "done_before": done.kept, "tags": done.tags, "events": events}
