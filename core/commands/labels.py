"""`auralens labels`: convert label files, list the formats, and cut each event into a sound file."""

from __future__ import annotations

import argparse
import json

from core.commands import label_clips, label_conversion
from core.console import Console
from core.labels import FORMATS, Format
from core.labels.format import PARTS

NAME = "labels"
HELP = "Convert label files, list their formats, cut events into sound files."
PART_NAMES = {"band": "frequencies", "score": "scores", "verdict": "verdicts", "lane": "lanes"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    convert = _word(words, "convert", "convert label files from one format to another", label_conversion.run)
    label_conversion.add_arguments(convert)
    formats = _word(words, "formats", "list the label formats and what each cannot hold", _list_formats)
    formats.add_argument("--json", action="store_true", help="as JSON, for programs")
    clips = _word(words, "clips", "write each event as a sound file of its own", label_clips.run)
    label_clips.add_arguments(clips)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return int(arguments.work(arguments, console))


def _word(words: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, work: object
          ) -> argparse.ArgumentParser:
    made = words.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    made.add_argument("--quiet", action="store_true", default=argparse.SUPPRESS,
                      help="print results and errors only")
    made.set_defaults(work=work)
    return made


def _list_formats(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.json:
        console.result(json.dumps([_facts(form) for form in FORMATS.values()], indent=1, ensure_ascii=False))
        return 0
    rows = [("NAME", "ENDING", "TIMES", "CANNOT HOLD", "LIMITS")]
    rows += [(form.name, form.endings[0], _step(form), ", ".join(_missing(form)) or "—", form.limits)
             for form in FORMATS.values()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        console.result("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _facts(form: Format) -> dict[str, object]:
    return {"name": form.name, "title": form.title, "endings": list(form.endings),
            "resolution_s": form.resolution_s, "cannot_hold": _missing(form), "limits": form.limits}


def _step(form: Format) -> str:
    if form.resolution_s is None:
        return "exact"
    return "1 ms" if form.resolution_s >= 1e-3 else "1 µs"


def _missing(form: Format) -> list[str]:
    return [PART_NAMES[part] for part in PARTS if part not in form.holds]
