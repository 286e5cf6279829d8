"""The options that finding and measuring events have in common: how a model runs, and how its scores become events.

Both commands read them here, so that the same words mean the same events in either.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Collection
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from core.detect.decode import Decoding
    from core.detect.infer import Running
    from core.models.card import Card

SHARES = ("hysteresis", "weak_threshold")
LENGTHS = ("median", "min_length", "min_gap")
COUNTS = ("batch_size", "threads")
SETTINGS = {"method": "method", "borders": "borders", "hysteresis": "low_ratio", "median": "median_s",
            "min_length": "min_length_s", "min_gap": "min_gap_s", "weak_threshold": "weak_threshold"}


def add_decoding(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--threshold", type=_threshold, action="append", default=[], metavar="[CLASS=]X", help="for all classes, or "
        "for one, 0 to 1; may be given again (default: what suits the model)")
    add("--method", choices=("threshold", "csebb"), help="how events are told from scores (default: what suits the "
        "model): by a threshold in each frame, or by change points")
    add("--borders", choices=("filtered", "raw"), help="where events begin and end: as the median filter left the "
        "scores, or as they are beneath it (default: what suits the model)")
    add("--hysteresis", type=float, metavar="X", help="an event goes on while the score is above this share of the "
        "threshold, 0 to 1")
    add("--median", type=float, metavar="SECONDS", help="length of the median filter over the scores")
    add("--min-length", type=float, metavar="SECONDS", help="drop shorter events")
    add("--min-gap", type=float, metavar="SECONDS", help="close shorter gaps between events of a class")
    add("--weak-threshold", type=float, metavar="X", help="no events of classes whose score for the whole recording "
        "is lower, 0 to 1")


def add_running(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="(default: auto)")
    add("--batch-size", type=int, default=4, metavar="N", help="windows at a time (default: 4)")
    add("--threads", type=int, metavar="N", help="processor threads (default: all)")


def check_options(arguments: argparse.Namespace) -> None:
    """What can be told without opening anything. Raises `UsageError`."""
    for name in SHARES:
        check_share(arguments, name)
    for label, value in arguments.threshold:
        if not 0.0 <= value <= 1.0:
            raise UsageError(f"--threshold{f' of “{label}”' if label else ''} must lie between 0 and 1, not {value:g}.")
    for name in LENGTHS:
        value = getattr(arguments, name)
        if value is not None and not (math.isfinite(value) and value >= 0.0):
            raise UsageError(f"{_option(name)} is a length in seconds, so it cannot be {value:g}.")
    for name in COUNTS:
        check_count(arguments, name)


def check_share(arguments: argparse.Namespace, name: str) -> None:
    value = getattr(arguments, name)
    if value is not None and not 0.0 <= value <= 1.0:
        raise UsageError(f"{_option(name)} must lie between 0 and 1, not {value:g}.")


def check_count(arguments: argparse.Namespace, name: str) -> None:
    value = getattr(arguments, name)
    if value is not None and value < 1:
        raise UsageError(f"{_option(name)} is counted from 1, so it cannot be {value}.")


def single_thresholds(arguments: argparse.Namespace) -> dict[str, float]:
    return {label: value for label, value in arguments.threshold if label}


def check_classes(arguments: argparse.Namespace, known: Collection[str], where: str) -> None:
    """Raises `UsageError` where a threshold is given for a class that nobody knows."""
    unknown = [label for label in single_thresholds(arguments) if label not in known]
    if unknown:
        raise UsageError(f"--threshold names the class “{unknown[0]}”, which {where} does not know; `auralens models "
                         "show ID` lists the classes of a model.")


def decoding_for(card: Card, arguments: argparse.Namespace) -> Decoding:
    """The model's own, changed by what was given. Raises `ModelError`."""
    from core.detect.decode import changed, decoding_of

    given = {setting: getattr(arguments, name) for name, setting in SETTINGS.items()}
    given["threshold"] = next((value for label, value in reversed(arguments.threshold) if not label), None)
    made = changed(decoding_of(card.decoding), **{name: value for name, value in given.items() if value is not None})
    return changed(made, thresholds={**made.thresholds, **single_thresholds(arguments)})


def running_of(arguments: argparse.Namespace) -> Running:
    from core.detect.infer import Running

    return Running(device=arguments.device, batch=arguments.batch_size, threads=arguments.threads)


def _threshold(text: str) -> tuple[str, float]:
    """The class, or nothing for all of them, and the number. A class may have an = in its name."""
    label, _, number = text.rpartition("=")
    try:
        return label, float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is neither a number nor CLASS=NUMBER") from None


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
