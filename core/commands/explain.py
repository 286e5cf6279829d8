"""`auralens explain`: what in a sound moved a model, to be seen and to be heard."""

from __future__ import annotations

import argparse
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.spectrogram import time_s
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.listen.order import Done
    from core.listen.wish import Wish

NAME = "explain"
HELP = "let what a model heard be seen and heard: map, kept and removed sound, and how faithful they are"
SOME_FAILED = 2
NUMBER = r"(\d+(?:\.\d*)?|\.\d+)"
GRIDS = ("map", "frames", "linear")
NOTE = ("kept.wav and removed.wav add up to the recording. An explanation is not a source separation: what is kept is "
        "what the model goes by, with all that sounds at the same time and pitch.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    parser.epilog = NOTE
    add("inputs", nargs="+", type=Path, metavar="FILE", help="sound or video files, or folders of them")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the results; of several files "
        "each has a folder of its own there, and a table and saliency by frequency are written beside them")
    add("--model", metavar="ID", help="which model (default: the one made for detection; `auralens models list`)")
    add("--label", metavar="CLASS", help="which class (default: the surest)")
    add("--start", type=time_s, metavar="TIME", help="seconds, or min:s, or h:min:s; of what is longer than the "
        "model hears at once, the part where the class is surest is explained")
    add("--end", type=time_s, metavar="TIME", help="(default: the end)")
    add("--track", type=int, default=1, metavar="N", help="sound track, from 1 (default: 1)")
    how = parser.add_argument_group("map")
    how.add_argument("--method", default="gradcam", metavar="NAME", help="gradcam (default); an unknown one lists all")
    how.add_argument("--layer", metavar="NAME", help="where in the network (default: where it says most); several, "
                     "with commas, are fused")
    how.add_argument("--set", action="append", default=[], type=_setting, metavar="NAME=VALUE",
                     help="a setting of the method; an unknown one lists all")
    how.add_argument("--box", action="append", default=[], type=_box, metavar="S,E,LOW,HIGH",
                     help="keep this box, in seconds and Hz, in the place of a map; may be said several times")
    how.add_argument("--band", type=_band, metavar="LOW-HIGH", help="keep this band in Hz, in the place of a map")
    _add_masking(parser.add_argument_group("mask"))
    _add_measures(parser.add_argument_group("faithfulness"))
    add("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="(default: auto)")
    add("--json", action="store_true", help="print what was found as JSON, a list with an object for each file")
    add("--resume", action="store_true", help="skip recordings that were done before with the same settings")
    add("--overwrite", action="store_true", help="replace files that were not written by this command")


def _add_masking(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--percentile", type=float, default=75.0, metavar="P", help="of the map that is the threshold theta "
        "(default: 75)")
    add("--delta", type=float, default=2.0, metavar="D", help="how steeply cells are kept above theta: the gain is "
        "10 to this power (default: 2)")
    add("--hard", action="store_true", help="keep cells whole from theta on, and nothing below")
    add("--grid", choices=GRIDS, default="map", help="over which cells the percentile is taken: those of the map "
        "(default), its bands on all frames, or all bins on all frames")


def _add_measures(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--second", metavar="ID", help="a model that takes no part, to be asked of the kept sound too")
    add("--second-map", type=Path, metavar="JSON", help="which of its classes stand for which")
    add("--no-curves", action="store_true", help="leave out deletion and insertion, which take longest")
    add("--seed", type=int, default=0, metavar="N", help="of the masks by chance (default: 0)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    wish = _wish(arguments)
    from core.listen.order import Order, carry_out
    from core.models import registry

    _check_method(wish)
    entry = registry.entry(arguments.model or registry.DEFAULT_DETECTOR)
    order = Order(tuple(arguments.inputs), arguments.output, wish, arguments.device, arguments.resume,
                  arguments.overwrite)

    def told(done: Done) -> None:
        if done.error:
            console.error(done.error)
            return
        if not arguments.json:
            console.result(str(done.folder))
        assert done.facts is not None
        console.say(f"{done.path}: {'done before, ' if done.kept else ''}{_sentence(done.facts)}")
        for note in done.facts["notes"]:
            console.say(f"{done.path.name}: {note}")

    with console.progress("Explaining") as progress:
        done, means = carry_out(order, entry, progress, told)
    if arguments.json:
        listed = [{"file": str(one.path), "error": one.error} if one.error else one.facts for one in done]
        console.result(json.dumps(listed, indent=1, ensure_ascii=False))
    if means and "faithfulness" in means:
        console.say(f"on the mean: {_means(means)}")
    failed = sum(bool(one.error) for one in done)
    if failed and len(done) > 1:
        console.error(f"{failed} of {len(done)} files could not be explained.")
    return SOME_FAILED if failed else 0


def _wish(arguments: argparse.Namespace) -> Wish:
    """What can be told without opening anything."""
    from core.listen.masking import Masking
    from core.listen.wish import Wish

    if arguments.track < 1:
        raise UsageError(f"sound tracks are counted from 1, so there is no track {arguments.track}.")
    if arguments.seed < 0:
        raise UsageError(f"--seed is counted from 0, so it cannot be {arguments.seed}.")
    if arguments.second_map and not arguments.second:
        raise UsageError("--second-map says what the classes of --second stand for; name that model too.")
    if arguments.start is not None and arguments.end is not None and arguments.end <= arguments.start:
        raise UsageError(f"--end ({arguments.end:g} s) must come after --start ({arguments.start:g} s).")
    masking = Masking(arguments.percentile, arguments.delta, arguments.hard, arguments.grid)
    return Wish(arguments.label, arguments.start, arguments.end, arguments.track - 1, arguments.method,
                tuple(arguments.layer.split(",")) if arguments.layer else (), masking, tuple(arguments.box),
                arguments.band, not arguments.no_curves, arguments.second, arguments.second_map,
                arguments.seed, dict(arguments.set))


def _check_method(wish: Wish) -> None:
    from core.explain.explanation import METHODS

    if wish.drawn:
        return
    if wish.method not in METHODS:
        raise UsageError(f"there is no method “{wish.method}”; there are: {', '.join(METHODS)}.")
    known = METHODS[wish.method].settings
    unknown = next((name for name in wish.settings if name not in known), None)
    if unknown is not None:
        raise UsageError(f"“{wish.method}” has no setting “{unknown}”; it has: {', '.join(known)}.")


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"“{text}” is no setting; write name=value")
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


def _box(text: str) -> Any:
    from core.domain import Selection

    found = re.fullmatch(rf"{NUMBER},{NUMBER}(?:,{NUMBER},{NUMBER})?", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"“{text}” is no box; write start,end,low,high in seconds and Hz")
    start_s, end_s, low_hz, high_hz = (None if part is None else float(part) for part in found.groups())
    assert start_s is not None
    assert end_s is not None
    if end_s <= start_s or (low_hz is not None and high_hz is not None and high_hz <= low_hz):
        raise argparse.ArgumentTypeError(f"the box “{text}” holds nothing: start must come before end, low before high")
    return Selection(start_s, end_s, low_hz, high_hz)


def _band(text: str) -> tuple[float, float]:
    found = re.fullmatch(rf"{NUMBER}-{NUMBER}", text.strip())
    low_hz, high_hz = map(float, found.groups()) if found else (math.nan, math.nan)
    if not low_hz < high_hz:
        raise argparse.ArgumentTypeError(f"“{text}” is no band; write low-high in Hz, such as 500-2000")
    return low_hz, high_hz


def _sentence(facts: dict[str, Any]) -> str:
    scores, stretch, others = facts["scores"], facts["stretch"], facts["faithfulness"]
    second = facts["second_faithfulness"]
    where = "" if stretch["chosen"] == "whole" else (
        f" from {stretch['start_s']:g} to {stretch['end_s']:g} s"
        + (", where it is surest," if stretch["chosen"] == "surest" else ","))
    return (f"{facts['class']}{where} {scores['original']:.3f}; kept {scores['kept']:.3f} (by chance "
            f"{others['random']['kept']:.3f}, the loudest {others['energy']['kept']:.3f}), "
            f"removed {scores['removed']:.3f}"
            + (f"; “{facts['second_model']}” {second['map']['original']:.3f}, of what is kept "
               f"{second['map']['kept']:.3f}" if second else ""))


def _means(means: dict[str, Any]) -> str:
    return "; ".join(f"{name}: AI {each['increase']:.1f}, AD {each['drop']:.1f}, FF {each['faithfulness']:.3f}"
                     for name, each in means["faithfulness"].items())
