"""`auralens soundscapes`: composes recordings with known events from a table of single sounds, to measure models on."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.console import Console
from core.errors import UsageError

NAME = "soundscapes"
HELP = "compose recordings with known events from a table of single sounds, to train on or to measure with"
MOST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("data", type=Path, metavar="DIR", help="folder with sounds.csv (path, label, fold) and perhaps ambience.csv")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the recordings and events.tsv")
    add("-n", "--count", type=int, default=300, metavar="N", help="how many (default: 300)")
    add("--folds", nargs="+", metavar="FOLD", help="folds of the sounds to take (default: all)")
    add("--backgrounds", nargs="+", metavar="LABEL", help="labels of the ambience to take (default: all)")
    add("--rate", type=int, default=32_000, metavar="HZ", help="sample rate (default: 32000)")
    add("--duration", type=float, default=10.0, metavar="SECONDS", help="(default: 10)")
    add("--events", type=int, nargs=2, default=(1, 5), metavar=("LEAST", "MOST"), help="(default: 1 5)")
    add("--snr", type=float, nargs=2, default=(0.0, 20.0), metavar=("LOW", "HIGH"), help="dB over the background "
        "(default: 0 20)")
    add("--reverb", type=float, default=0.0, metavar="SHARE", help="share of them in a room, 0 to 1 (default: 0)")
    add("--seed", type=int, default=0, metavar="N", help="the same seed composes the same recordings (default: 0)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from dataclasses import replace

    from core.train.clip_bank import load_bank
    from core.train.soundscape_folder import write_soundscapes
    from core.train.soundscapes import TEST_BED

    ambience: Path = arguments.data / "ambience.csv"
    with console.progress("Reading sounds") as progress:
        bank = load_bank(arguments.data / "sounds.csv", arguments.rate, arguments.folds,
                         ambience if ambience.is_file() else None, arguments.backgrounds, progress)
    for path, reason in bank.skipped:
        console.say(f"“{path}” is skipped: {reason}")
    spec = replace(TEST_BED, duration_s=arguments.duration, events=tuple(arguments.events),
                   snr_db=tuple(arguments.snr), reverb=arguments.reverb)
    with console.progress("Composing") as progress:
        table = write_soundscapes(arguments.output, bank, spec, arguments.count, arguments.seed, progress)
    console.result(str(table))
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Raises `UsageError`."""
    least, most = arguments.events
    if not 0 <= least <= most <= 100:
        raise UsageError("--events takes the least and the most of a recording, such as 1 5, at most 100.")
    if not arguments.snr[0] <= arguments.snr[1]:
        raise UsageError("--snr takes the lower level first, such as 0 20.")
    if not 1 <= arguments.count <= MOST or arguments.seed < 0:
        raise UsageError(f"--count is from 1 to {MOST}, --seed from 0.")
    if not 0.1 <= arguments.duration <= 3600.0 or not 4000 <= arguments.rate <= 384_000:
        raise UsageError("--duration is 0.1 to 3600 seconds, --rate 4000 to 384000 Hz.")
    if not 0.0 <= arguments.reverb <= 1.0:
        raise UsageError("--reverb is a share, 0 to 1.")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise UsageError(f"{arguments.output} is not a folder; name one after -o.")
