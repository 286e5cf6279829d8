"""`auralens evaluate localization`: how well models find in pictures what sounds, and what if nothing does."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands import model_options
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.measure.localization_run import LocalizationOutcome, LocalizationRequest

SPLITS = ("auto", "train", "validation", "test", "all")
LAYOUTS = ("auto", "by_class", "vgg_sound", "flickr_soundnet", "picture_table")
CONTROLS = ("silence", "noise", "foreign")
SHOWN = 3  # of what was left out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--models", metavar="A,B", help="ids of models, separated by commas; the others are compared with the first "
        "(default: the baseline and the class-aware one)")
    add("--data", type=Path, required=True, metavar="DIR", help="folder with pictures or videos, sounds and boxes, or "
        "a table (.csv) with the columns id, picture (or video), sound and perhaps label, x0, y0, x1, y1")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for metrics.json, items.csv and "
        "report.html")
    add("--json", action="store_true", help="print metrics.json too")
    add("--layout", choices=LAYOUTS, default="auto", help="how the folder is laid out (default: auto)")
    add("--split", choices=SPLITS, default="auto", help="which part of the data (default: auto, the test or the "
        "validation part)")
    add("--threshold-mode", choices=("relative", "absolute"), default="relative", help="relative: the upper half of "
        "each map is predicted; absolute: what is above --level (default: relative)")
    add("--level", type=float, default=0.5, metavar="X", help="the absolute threshold, or the share that is not "
        "predicted, 0 to 1 (default: 0.5)")
    add("--alpha", type=float, default=0.4, metavar="X", help="share of the sound's map when the map of objects is "
        "mixed in, 0 to 1 (default: 0.4; the extended sets have 0.9)")
    add("--align-corners", action="store_true", help="enlarge maps as SLAVC's tests do")
    add("--mosaics", type=int, default=400, metavar="N", help="pairs of pictures side by side, where pairs are made by "
        "class (default: 400)")
    add("--controls", default=",".join(CONTROLS), metavar="LIST", help=f"sounds that do not belong: "
        f"{', '.join(CONTROLS)}, or none (default: all)")
    add("--draws", type=int, default=1000, metavar="N", help="draws for the intervals (default: 1000)")
    add("--seed", type=int, default=0, metavar="N", help="of the mosaics and draws (default: 0)")
    add("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="(default: auto)")
    add("--threads", type=int, metavar="N", help="processor threads (default: all)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from core.measure.event_run import as_json
    from core.measure.localization_run import measure_localization
    from core.train.data.audio_visual import read_audio_visual

    request = _request(arguments)
    data = read_audio_visual(arguments.data, arguments.layout)
    for line in data.mended:
        console.say(line)
    with console.progress("Measuring") as progress:
        done = measure_localization(request, data, progress)
    for name, why in done.skipped[:SHOWN]:
        console.say(f"left out: {name}: {why}")
    if done.skipped:
        console.say(f"{len(done.skipped)} left out; metrics.json lists all.")
    console.say(f"{arguments.output}: metrics.json, items.csv and report.html written.")
    for line in [as_json(done.metrics)] if arguments.json else _lines(done):
        console.result(line)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    for name in ("draws", "threads"):
        model_options.check_count(arguments, name)
    for name in ("alpha", "level"):
        value = getattr(arguments, name)
        if not 0.0 <= value <= 1.0:
            raise UsageError(f"--{name} must lie between 0 and 1, not {value:g}.")
    if arguments.threshold_mode == "relative" and arguments.level == 1.0:
        raise UsageError("--level 1 predicts nothing; name a share below 1.")
    for name in ("seed", "mosaics"):
        if getattr(arguments, name) < 0:
            raise UsageError(f"--{name} must be 0 or more, not {getattr(arguments, name)}.")
    unknown = [name for name in _controls(arguments) if name not in CONTROLS]
    if unknown:
        raise UsageError(f"--controls knows no “{unknown[0]}”; there are {', '.join(CONTROLS)}, or none.")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise UsageError(f"“{arguments.output}” is a file; name a folder with -o.")


def _controls(arguments: argparse.Namespace) -> tuple[str, ...]:
    names = [name.strip() for name in arguments.controls.split(",") if name.strip()]
    return () if names == ["none"] else tuple(dict.fromkeys(names))


def _request(arguments: argparse.Namespace) -> LocalizationRequest:
    from core.locate.engine import DEFAULT_LOCATORS, Running
    from core.measure.localization_evaluation import LocalizationSettings
    from core.measure.localization_run import LocalizationRequest
    from core.models import registry

    names = [name.strip() for name in (arguments.models or ",".join(DEFAULT_LOCATORS)).split(",") if name.strip()]
    if not names:
        raise UsageError("--models names no model; `auralens models list` shows which there are.")
    settings = LocalizationSettings(arguments.threshold_mode, arguments.level, arguments.alpha, arguments.align_corners,
                                    arguments.draws, arguments.seed)
    return LocalizationRequest(
        arguments.data, arguments.output, tuple(registry.entry(name) for name in dict.fromkeys(names)), arguments.split,
        arguments.mosaics, _controls(arguments), Running(arguments.device, threads=arguments.threads), settings)


def _lines(done: LocalizationOutcome) -> list[str]:
    from core.measure.localization_evaluation import TITLES

    rows = [("", *(one.model for one in done.evaluations))]
    for name, title in TITLES.items():
        found = [one.figures[name] for one in done.evaluations]
        rows.append((title, *("–" if math.isnan(one.value) else f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})"
                              for one in found)))
    for name in done.evaluations[0].negatives["controls"]:
        each = [one.negatives["controls"][name] for one in done.evaluations]
        rows.append((f"activated on {name.replace('_', ' ')}: all, abstaining",
                     *(f"{one['activated']:.3f}, {one['activated_abstaining']:.3f}" for one in each)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [f"Pairs: {done.metrics['data']['pairing']}.", *lines]
