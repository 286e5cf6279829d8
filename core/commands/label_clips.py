"""`auralens labels clips`: each event of a recording as a sound file."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import label_choice
from core.console import Console
from core.errors import UsageError
from core.labels import read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", type=Path, metavar="LABELS", help="label file")
    parser.add_argument("media", type=Path, metavar="RECORDING", help="the recording that was labelled")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the clips")
    parser.add_argument("--format", choices=("wav", "flac"), default="wav", help="sound format of the clips")
    parser.add_argument("--margin", type=float, default=0.0, metavar="SECONDS",
                        help="sound kept before and after each event")
    parser.add_argument("--band", action="store_true", help="keep only the frequency band of each event that has one")
    parser.add_argument("--track", type=int, default=1, metavar="N", help="sound track of the recording, from 1")
    label_choice.add_arguments(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    from core.clips import export_clips, table_path

    label_choice.check(arguments)
    if arguments.track < 1:
        raise UsageError(f"There is no track {arguments.track}; tracks are counted from 1.")
    table = table_path(arguments.media, arguments.output)
    if table.exists() and arguments.labels.exists() and table.samefile(arguments.labels):
        raise UsageError(f"{table}: the table of clips would be written over the labels that are read; "
                         "name another folder.")
    found = read(arguments.labels, arguments.source_format, arguments.recording or arguments.media.name)
    for note in found.notes:
        console.say(note)
    events = label_choice.chosen(found.events, arguments, arguments.labels.name, console)
    with console.progress("Writing clips") as progress:
        paths = export_clips(arguments.media, arguments.track - 1, events, arguments.output, format=arguments.format,
                             margin_s=arguments.margin, band=arguments.band, progress=progress)
    for path in paths:
        console.result(str(path))
    if len(paths) < len(events):
        console.say(f"{len(events) - len(paths)} of {len(events)} events gave no clip: they lie outside the recording, "
                    "or have no length (give a --margin).")
    return 0
