"""`auralens labels convert`: one file to one file, or many into a folder."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from core.commands import label_choice
from core.console import Console
from core.errors import LabelError, UsageError
from core.labels import FORMATS, by_ending, read, stem_of, write

BAD_INPUT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="label files")
    parser.add_argument("output", metavar="OUT", help="a label file, or a folder for several")
    parser.add_argument("--to", dest="target_format", choices=FORMATS, metavar="FORMAT",
                        help="format to write, in place of what the ending of OUT tells")
    label_choice.add_arguments(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    label_choice.check(arguments)
    pairs = _pairs(arguments)
    if len(pairs) == 1:
        _convert(*pairs[0], arguments, console)
        return 0
    return _convert_all(pairs, arguments, console)


def _convert_all(pairs: Sequence[tuple[Path, Path]], arguments: argparse.Namespace, console: Console) -> int:
    """One bad file does not keep the others from being converted."""
    failed = 0
    with console.progress("Converting labels") as progress:
        for done, (source, target) in enumerate(pairs):
            progress.step(done, len(pairs), source.name)
            try:
                _convert(source, target, arguments, console)
            except LabelError as error:
                console.error(str(error))
                failed += 1
        progress.step(len(pairs), len(pairs))
    if failed:
        console.error(f"{failed} of {len(pairs)} files could not be converted.")
    return BAD_INPUT if failed else 0


def _convert(source: Path, target: Path, arguments: argparse.Namespace, console: Console) -> None:
    found = read(source, arguments.source_format, arguments.recording)
    for note in found.notes:
        console.say(note)
    events = label_choice.chosen(found.events, arguments, source.name, console)
    recording = arguments.recording or found.recording or f"{stem_of(source)}.wav"
    notes = write(target, events, arguments.target_format, recording=recording, duration_s=found.duration_s)
    for note in notes:
        console.say(f"{target.name}: {note}")
    console.say(f"{target}: {len(events)} {'event' if len(events) == 1 else 'events'} written.")


def _pairs(arguments: argparse.Namespace) -> list[tuple[Path, Path]]:
    """Each input with its output; none is written over an input, and no two go to one place."""
    inputs: list[Path] = arguments.inputs
    output = Path(arguments.output)
    names_folder = arguments.output.endswith(("/", os.sep)) or output.is_dir()
    if len(inputs) == 1 and not names_folder:
        pairs = [(inputs[0], output)]
    else:
        pairs = _into_folder(inputs, output, names_folder, arguments.target_format)
    for source, target in pairs:
        if any(_is_same(target, other) for other in inputs):
            raise UsageError(f"{target}: this would be written over the labels that are read; name another place.")
        if sum(_is_same_name(target, other) for _, other in pairs) > 1:
            raise UsageError(f"{source}: another input has the same name and would go to {target} too; "
                             "convert them into different folders.")
    return pairs


def _into_folder(inputs: Sequence[Path], folder: Path, names_folder: bool, form: str | None
                 ) -> list[tuple[Path, Path]]:
    if not names_folder and (folder.exists() or by_ending(folder)):
        raise UsageError(f"{folder}: several label files cannot go into one; name a folder.")
    if form is None:
        raise UsageError(f"{folder}: a folder tells no format; name one with --to, such as --to csv.")
    return [(path, folder / f"{stem_of(path)}{FORMATS[form].endings[0]}") for path in inputs]


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:  # what does not exist is not the same
        return False


def _is_same_name(one: Path, other: Path) -> bool:
    return str(one).casefold() == str(other).casefold()
