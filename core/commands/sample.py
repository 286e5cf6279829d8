"""`auralens sample`: makes the sample recording and video with their true labels, and says where they are."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.console import Console
from core.errors import UsageError

NAME = "sample"
HELP = "make the sample recording and video with their true labels, and print where they are"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="folder to write to (default: the program's own cache)"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    from core.sample import sample_paths

    folder: Path | None = arguments.output
    if folder is not None and folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; name one after -o.")
    try:
        with console.progress("Making the sample") as progress:
            sample = sample_paths(folder, progress)
    except OSError as error:
        place = error.filename or folder
        raise UsageError(
            f"{place}: the sample cannot be written ({error.strerror or error}); choose another folder with -o."
        ) from error
    for path in sample.files():
        console.result(str(path.resolve()))
    return 0
