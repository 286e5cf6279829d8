"""`auralens evaluate`: how good models are, on recordings of which it is known what is in them."""

from __future__ import annotations

import argparse

from core.commands import evaluate_events, evaluate_listening, evaluate_localization, evaluate_scenes
from core.console import Console

NAME = "evaluate"
HELP = "measure models on labelled recordings"
WORDS = {
    "events": ("how well models find events: F1, error rate, PSDS, tags, with intervals", evaluate_events),
    "scenes": ("how well models tell scenes: accuracy, what is taken for what, with intervals", evaluate_scenes),
    "listening": ("how much of what an explanation keeps is what made the scene, with stems known",
                  evaluate_listening),
    "localization": ("how well models find in pictures what sounds: CIoU, peaks, mosaics, silence, with intervals",
                     evaluate_localization),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    for name, (text, module) in WORDS.items():
        made = words.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        made.add_argument("--quiet", action="store_true", default=argparse.SUPPRESS,
                          help="print results and errors only")
        made.set_defaults(work=module.run)
        module.add_arguments(made)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return int(arguments.work(arguments, console))
