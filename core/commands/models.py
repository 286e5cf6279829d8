"""`auralens models`: which models there are, what is known of each, taking in published ones, and checking them."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.console import Console

if TYPE_CHECKING:
    from core.models.registry import Entry

NAME = "models"
HELP = "List, show, import and check the models that find sounds."
FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    listing = _word(words, "list", "list the models", _list)
    listing.add_argument("--published", action="store_true",
                         help="where published weights live instead, their licence and hash; nothing is downloaded")
    show = _word(words, "show", "tell all that is known of a model", _show)
    show.add_argument("model", metavar="ID", help="id of a model, or its folder")
    checking = _word(words, "check", "check that models are whole and give scores", _check)
    checking.add_argument("models", nargs="*", metavar="ID", help="ids or folders; all models, if none is named")
    _add_import(_word(words, "import", "take in weights that were published, or a tagger of your own", _import))


def run(arguments: argparse.Namespace, console: Console) -> int:
    return int(arguments.work(arguments, console))


def _word(words: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, work: object
          ) -> argparse.ArgumentParser:
    made = words.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    made.add_argument("--quiet", action="store_true", default=argparse.SUPPRESS,
                      help="print results and errors only")
    made.add_argument("--json", action="store_true", help="as JSON, for programs")
    made.set_defaults(work=work)
    return made


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Takes in the authors' AST (.pth, or Hugging Face's model.safetensors), EfficientAT (.pt), the scene "
        "network of McDonnell and Gao (.h5 of Keras), a tagger of your own as ONNX or TorchScript, or a folder with a "
        "card. TorchScript is a program: opening it runs what its author wrote, so it needs --trust.")
    parser.add_argument("file", type=Path, metavar="FILE", help="file of weights, or folder with card.json")
    parser.add_argument("--id", metavar="ID", help="what to call the model; from the file's name, if not said")
    parser.add_argument("--title", metavar="TEXT", help="its title in lists")
    parser.add_argument("--licence", metavar="TEXT", help="under which it may be used")
    parser.add_argument("--classes", type=Path, metavar="FILE",
                        help="names of its classes: class_labels_indices.csv, config.json, or a name a line; "
                             "if not said, one that lies beside the file")
    parser.add_argument("--replace", action="store_true", help="put it in the place of a model with the same id")
    own = parser.add_argument_group("taggers of your own", "take (clips, samples) of mono sound as 32-bit floats and "
                                    "give (clips, classes) or (clips, steps, classes)")
    own.add_argument("--rate", type=int, metavar="HZ", help="rate of the samples it takes")
    own.add_argument("--clip", type=float, metavar="SECONDS", help="length of the clips it takes (1, if the file does "
                                                                   "not say)")
    own.add_argument("--hop", type=float, metavar="SECONDS", help="how often it is asked (every quarter of a clip)")
    own.add_argument("--logits", action="store_true", help="it gives logits, not probabilities")
    own.add_argument("--trust", action="store_true", help="run the program in a TorchScript file")


def _list(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.published:
        return _list_published(arguments, console)
    from core.models.registry import broken, entries

    found = entries()
    if arguments.json:
        console.result(json.dumps([_facts(entry) for entry in found], indent=1, ensure_ascii=False))
    else:
        rows: list[tuple[str, ...]] = [("ID", "TASK", "WEIGHTS", "CLASSES", "LICENCE", "TITLE")]
        rows += [(entry.card.id, entry.card.task, f"{entry.card.parameters:,}", str(len(entry.card.classes)),
                  entry.card.licence, entry.card.title) for entry in found]
        _table(rows, console)
    for _, problem in broken():
        console.say(problem)
    return 0


def _list_published(arguments: argparse.Namespace, console: Console) -> int:
    from core.models.catalogue import PUBLISHED

    if arguments.json:
        console.result(json.dumps([dataclasses.asdict(one) for one in PUBLISHED], indent=1, ensure_ascii=False))
        return 0
    for one in PUBLISHED:
        console.result(f"{one.id}: {one.title} ({one.task}, {one.classes})\n  {one.address}\n  {one.licence}; SHA-256 "
                       f"{one.sha256 or 'not known here'}\n  {one.note}")
    return 0


def _show(arguments: argparse.Namespace, console: Console) -> int:
    from core.models.registry import entry

    facts = _all_facts(entry(arguments.model))
    if arguments.json:
        console.result(json.dumps(facts, indent=1, ensure_ascii=False))
        return 0
    for name, value in facts.items():
        if value not in ("", {}, ()):
            console.result(f"{name}: {_plain(value)}")
    return 0


def _check(arguments: argparse.Namespace, console: Console) -> int:
    from core.models.registry import broken, check, entries, entry

    found = [entry(name) for name in arguments.models] or entries()
    results = [{"id": one.card.id, "problems": check(one)} for one in found]
    if not arguments.models:
        results += [{"id": folder.name, "problems": [problem]} for folder, problem in broken()]
    if arguments.json:
        told = [{"id": one["id"], "ok": not one["problems"], "problems": one["problems"]} for one in results]
        console.result(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        for one in results:
            console.result(f"{one['id']}: {' '.join(one['problems']) or 'whole'}")
    return FAILED if any(one["problems"] for one in results) else 0


def _import(arguments: argparse.Namespace, console: Console) -> int:
    from core.models.importing import Request, import_model

    made = import_model(Request(arguments.file, arguments.id, arguments.title, arguments.licence, arguments.classes,
                                arguments.rate, arguments.clip, arguments.hop, arguments.logits, arguments.trust,
                                arguments.replace))
    if arguments.json:
        console.result(json.dumps(_facts(made), indent=1, ensure_ascii=False))
        return 0
    console.result(made.card.id)
    console.say(f"{made.card.title}: {made.card.parameters:,} weights, {len(made.card.classes)} classes, licence "
                f"{made.card.licence}; kept in {made.folder}.")
    return 0


def _facts(entry: Entry) -> dict[str, Any]:
    """What tells models apart."""
    card = entry.card
    return {"id": card.id, "title": card.title, "task": card.task, "architecture": card.architecture,
            "parameters": card.parameters, "classes": list(card.classes), "licence": card.licence,
            "embedded": entry.embedded, "folder": str(entry.folder), "sha256": card.sha256}


def _all_facts(entry: Entry) -> dict[str, Any]:
    return _facts(entry) | entry.card.model_dump(mode="json")


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _table(rows: list[tuple[str, ...]], console: Console) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        console.result("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
