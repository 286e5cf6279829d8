"""The arguments by which a person takes only some of the events of a file."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence

from core.console import Console
from core.domain import Event, Verdict
from core.errors import UsageError
from core.labels import FORMATS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source_format", choices=FORMATS, metavar="FORMAT",
                        help="format of the labels read, where ending and content do not tell it")
    parser.add_argument("--recording", metavar="NAME", help="which recording, where a file holds labels of several")
    parser.add_argument("--verified-only", action="store_true", help="only events that a person has verified")
    parser.add_argument("--min-score", type=float, metavar="X", help="only events with a score of at least X")


def check(arguments: argparse.Namespace) -> None:
    if arguments.min_score is not None and not math.isfinite(arguments.min_score):
        raise UsageError("The lowest score must be a finite number; give one such as 0.5.")


def chosen(events: Sequence[Event], arguments: argparse.Namespace, name: str, console: Console) -> list[Event]:
    """The events that were asked for, and a word where that leaves none of several."""
    kept = [event for event in events if _is_wanted(event, arguments)]
    if events and not kept:
        console.say(f"{name}: none of its {len(events)} events is left by --verified-only or --min-score.")
    return kept


def _is_wanted(event: Event, arguments: argparse.Namespace) -> bool:
    if arguments.verified_only and event.verdict is not Verdict.VERIFIED:
        return False
    least: float | None = arguments.min_score
    return least is None or (event.score is not None and event.score >= least)
