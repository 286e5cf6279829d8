"""`auralens scenes`: composes stereo scenes from single sounds and ambiences, to train scene models and hear them out.

No recordings of scenes are as free as single sounds are, and of none is it known what made it that scene.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.console import Console
from core.errors import UsageError

NAME = "scenes"
HELP = "compose stereo scenes with all their stems from tables of single sounds and ambiences"
MOST = 1_000_000
SPLITS = ("train", "evaluate")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("data", type=Path, metavar="DIR", help="folder with sounds.csv (path, label, fold) and ambience.csv")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the scenes, laid out as TAU Urban "
        "Acoustic Scenes, with stems.csv; the other split may be there already")
    add("-n", "--count", type=int, default=300, metavar="N", help="how many, evenly of all scenes (default: 300)")
    add("--folds", nargs="+", metavar="FOLD", help="folds of the sounds to take (default: all)")
    add("--split", choices=SPLITS, default="evaluate", help="for which use: each hears its own part of the ambiences "
        "(default: evaluate)")
    add("--table", type=Path, metavar="FILE", help="what scenes are made of (default: the program's scenes.toml)")
    add("--characteristic", type=float, nargs=2, metavar=("LOW", "HIGH"), help="dB of the characteristic sounds over "
        "the ambience (default: as the table says)")
    add("--rate", type=int, default=48_000, metavar="HZ", help="sample rate (default: 48000)")
    add("--no-stems", action="store_true", help="write the scenes only")
    add("--seed", type=int, default=0, metavar="N", help="the same seed composes the same scenes (default: 0)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from core.train.clip_bank import load_bank
    from core.train.scene_folder import SceneSet, write_scenes
    from core.train.scene_table import louder, read_scene_table

    table = read_scene_table(arguments.table)
    if arguments.characteristic:
        table = louder(table, tuple(arguments.characteristic))
    ambience: Path = arguments.data / "ambience.csv"
    with console.progress("Reading sounds") as progress:
        bank = load_bank(arguments.data / "sounds.csv", arguments.rate, arguments.folds,
                         ambience if ambience.is_file() else None, None, progress)
    for path, reason in bank.skipped:
        console.say(f"“{path}” is skipped: {reason}")
    wanted = SceneSet(table, arguments.split, arguments.count, arguments.seed, not arguments.no_stems)
    with console.progress("Composing") as progress:
        console.result(str(write_scenes(arguments.output, bank, wanted, progress)))
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Raises `UsageError`."""
    if not 1 <= arguments.count <= MOST or arguments.seed < 0:
        raise UsageError(f"--count is from 1 to {MOST}, --seed from 0.")
    if arguments.characteristic and not -100.0 <= arguments.characteristic[0] <= arguments.characteristic[1] <= 100.0:
        raise UsageError("--characteristic takes the lower level first, such as 2 12, in dB.")
    if not 4000 <= arguments.rate <= 384_000:
        raise UsageError("--rate is 4000 to 384000 Hz.")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise UsageError(f"{arguments.output} is not a folder; name one after -o.")
