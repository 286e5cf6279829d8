"""`auralens localize`: where in the picture a sound comes from, by one model or several side by side."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.model_options import check_count
from core.commands.spectrogram import time_s
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.locate.engine import LocatorEngine
    from core.locate.order import Done
    from core.locate.watching import Wish

NAME = "localize"
HELP = "find where in a video or a picture a sound comes from"
SOME_FAILED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("input", type=Path, metavar="FILE", help="a video, a picture, or a table (.csv) with the columns id, picture "
        "(or video) and sound")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for maps, readings, pictures and film")
    add("--sound", type=Path, metavar="SOUND", help="hear this file in the place of the video's own sound")
    add("--control", choices=("silence", "noise"), help="hear this instead: does a map follow the sound, or only the "
        "object?")
    add("--models", metavar="A,B", help="ids of models, separated by commas (default: the baseline and the class-aware "
        "one; `auralens models list`)")
    add("--fps", type=float, default=5.0, metavar="N", help="maps per second of a video (default: 5)")
    add("--start", type=time_s, default=0.0, metavar="TIME", help="seconds, or min:s, or h:min:s")
    add("--end", type=time_s, metavar="TIME", help="(default: the end)")
    add("--track", type=int, default=1, metavar="N", help="sound track, from 1 (default: 1)")
    add("--no-film", action="store_true", help="write no compare.mp4")
    add("--no-pictures", action="store_true", help="write no PNG files")
    add("--json", action="store_true", help="print the readings as JSON")
    add("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="(default: auto)")
    add("--threads", type=int, metavar="N", help="processor threads (default: all)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    for name in ("track", "threads"):
        check_count(arguments, name)
    from core.locate.order import check_wish

    wish = _wish(arguments)
    check_wish(wish)
    if arguments.input.suffix.lower() == ".csv":
        return _table(arguments, wish, console)
    return _one(arguments, wish, console)


def _one(arguments: argparse.Namespace, wish: Wish, console: Console) -> int:
    from core.locate.order import carry_out
    from core.locate.watching import open_watch

    with console.progress("Looking") as progress:
        open_watch(wish, progress).close()  # what is wrong with the recording is said before models are loaded
        done = carry_out(wish, _engines(arguments), arguments.output, not arguments.no_film,
                         not arguments.no_pictures, progress)
    if arguments.json:
        console.result(json.dumps(done.facts, indent=1, ensure_ascii=False))
    else:
        for path in done.files:
            console.result(str(path))
        console.say(_said(done))
    return 0


def _table(arguments: argparse.Namespace, wish: Wish, console: Console) -> int:
    from core.locate.order import carry_out_table, read_table

    rows = read_table(arguments.input, wish)

    def told(done: Done) -> None:
        if done.error:
            console.error(f"{done.name}: {done.error}")
        elif not arguments.json:
            console.result(str(done.maps))

    with console.progress("Looking") as progress:
        found = carry_out_table(rows, _engines(arguments), arguments.output, progress, told)
    if arguments.json:
        console.result(json.dumps([_facts(done) for done in found], indent=1, ensure_ascii=False))
    failed = sum(bool(done.error) for done in found)
    if failed and len(found) > 1:
        console.error(f"{failed} of {len(found)} rows could not be looked at.")
    return SOME_FAILED if failed else 0


def _wish(arguments: argparse.Namespace) -> Wish:
    from core.locate.watching import Wish

    return Wish(arguments.input, arguments.sound, arguments.control, arguments.fps, arguments.start, arguments.end,
                arguments.track - 1)


def _engines(arguments: argparse.Namespace) -> list[LocatorEngine]:
    from core.locate.engine import DEFAULT_LOCATORS, LocatorEngine, Running
    from core.models import registry

    names: Sequence[str] = DEFAULT_LOCATORS
    if arguments.models is not None:
        names = [name.strip() for name in arguments.models.split(",") if name.strip()]
        if not names or len(set(names)) < len(names):
            raise UsageError("--models takes ids of different models, separated by commas.")
    running = Running(device=arguments.device, threads=arguments.threads)
    return [LocatorEngine(registry.entry(name), running) for name in names]


def _facts(done: Done) -> dict[str, Any]:
    if done.error:
        return {"id": done.name, "error": done.error}
    return {"id": done.name, "maps": str(done.maps), **(done.facts or {})}


def _said(done: Done) -> str:
    frames = (done.facts or {}).get("frames", [])
    parts = []
    for model in frames[0]["models"] if frames else []:
        abstained = sum(frame["models"][model]["abstains"] for frame in frames)
        parts.append(f"{model} abstains in {abstained} of {len(frames)}")
    return f"{len(frames)} {'map' if len(frames) == 1 else 'maps'} a model; {', '.join(parts)}"
