"""The command line without the window: finds the sub-command, turns errors into a sentence and exit code 2."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import metadata

from core.commands import (
    detect,
    evaluate,
    explain,
    info,
    labels,
    localize,
    models,
    sample,
    scenes,
    soundscapes,
    spectrogram,
    train,
)
from core.console import Console
from core.errors import AuralensError, Cancelled

COMMANDS = (info, spectrogram, labels, detect, explain, localize, evaluate, models, train, soundscapes, scenes, sample)
BAD_INPUT = 2
INTERRUPTED = 130


def version() -> str:
    try:
        return metadata.version("auralens")
    except metadata.PackageNotFoundError:  # a frozen program without its metadata
        return "0"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="auralens",
        description="Without a word, or with files, opens the window. With a command, works without one.",
        epilog="auralens [FILE …] opens one recording, or two side by side.",
    )
    top.add_argument("--version", action="version", version=f"auralens {version()}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for module in COMMANDS:
        sub = commands.add_parser(module.NAME, help=module.HELP, description=module.HELP)
        sub.add_argument("--quiet", action="store_true", help="print results and errors only")
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return top


def is_command(words: Sequence[str]) -> bool:
    """Whether these words are for the command line rather than the window."""
    known = {module.NAME for module in COMMANDS}
    return bool(words) and (words[0] in known or words[0] in ("-h", "--help", "--version"))


def main(words: Sequence[str] | None = None) -> int:
    _let_all_names_through()
    arguments = parser().parse_args(words)
    console = Console(quiet=getattr(arguments, "quiet", False))
    try:
        return int(arguments.run(arguments, console))
    except AuralensError as error:
        console.error(str(error))
        _drop_output()
        return BAD_INPUT
    except (Cancelled, KeyboardInterrupt):
        console.error("stopped; nothing was left half-written")
        return INTERRUPTED
    except BrokenPipeError:  # as by `| head`: whoever read has read enough
        _drop_output()
        return 0


def _let_all_names_through() -> None:
    """File names come back as the bytes they are; what a terminal cannot show is written as an escape."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape" if sys.stdout.encoding == "utf-8" else "backslashreplace")


def _drop_output() -> None:
    """What is left in the buffer of an output that takes nothing must not fail once more at the exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
