"""`auralens evaluate listening`: how much of what an explanation keeps is what made the scene, on composed scenes."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands import model_options
from core.console import Console
from core.errors import UsageError

if TYPE_CHECKING:
    from core.measure.listening import Listening

FIGURES, TABLE = "metrics.json", "scenes.csv"
DEFINITION = ("share: energy of the characteristic stems that passes the mask, over the energy of all stems that "
              "passes it; each ratio is that of two means over the scenes that the model names right")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", metavar="ID", help="which model (default: the scene model that comes with the program)")
    add("--data", type=Path, required=True, metavar="DIR", help="folder with scenes and their stems, as "
        "`auralens scenes` writes")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for metrics.json and scenes.csv")
    add("--json", action="store_true", help="print metrics.json too")
    add("--methods", nargs="+", default=["gradcam", "refined"], metavar="M", help="methods of `auralens explain` "
        "(default: gradcam refined)")
    add("-n", "--count", type=int, default=60, metavar="N", help="at most so many scenes (default: 60)")
    add("--right-only", action="store_true", help="count and explain only scenes that the model names right")
    add("--percentile", type=float, default=75.0, help="of the map, where the mask begins (default: 75)")
    add("--delta", type=float, default=2.0, help="how sharp the mask is, 10 to its power (default: 2)")
    add("--draws", type=int, default=1000, metavar="N", help="draws for the intervals (default: 1000)")
    add("--seed", type=int, default=0, metavar="N", help="of the draws and of the random masks (default: 0)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    _check(arguments)
    from core.explain.explanation import METHODS
    from core.listen.masking import Masking
    from core.measure.event_run import as_json
    from core.measure.listening import measure_listening
    from core.models import registry

    unknown = next((name for name in arguments.methods if name not in METHODS), None)
    if unknown is not None:
        raise UsageError(f"there is no method “{unknown}”; there are: {', '.join(METHODS)}.")
    methods = list(dict.fromkeys(arguments.methods))
    entry = registry.entry(arguments.model or registry.DEFAULT_SCENES)
    with console.progress("Listening") as progress:
        done = measure_listening(entry, arguments.data, methods, arguments.count,
                                 Masking(arguments.percentile, arguments.delta), progress, arguments.draws,
                                 arguments.seed, arguments.right_only)
    metrics = _metrics(arguments, entry.card.id, done)
    _write(arguments.output, as_json(metrics), done)
    if arguments.json:
        console.result(as_json(metrics))
    else:
        for name, figure in done.figures.items():
            spread = "" if math.isnan(figure.low) else f" ({figure.low:.3f}–{figure.high:.3f})"
            console.result(f"{name}  {figure.value:.3f}{spread}")
    console.say(f"{arguments.output}: {FIGURES} and {TABLE} written.")
    return 0


def _metrics(arguments: argparse.Namespace, model: str, done: Listening) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "data": str(arguments.data), "model": model, "methods": arguments.methods, "definition": DEFINITION,
        "percentile": arguments.percentile, "delta": arguments.delta, "seed": arguments.seed,
        "scenes": len(done.scenes), "right": sum(scene.right for scene in done.scenes),
        "figures": {name: asdict(figure) for name, figure in done.figures.items()},
        "figures_of_all": {name: asdict(figure) for name, figure in done.all_figures.items()},
    }


def _write(folder: Path, figures: str, done: Listening) -> None:
    """Raises `UsageError`."""
    import csv
    import io

    from core.files import write_text

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    explained = next(scene for scene in done.scenes if scene.shares)
    shares, areas = list(explained.shares), list(explained.areas)
    writer.writerow(["scene", "is", "said", "score", *(f"share {name}" for name in shares),
                     *(f"area {name}" for name in areas)])
    for scene in done.scenes:
        values = [scene.score, *(scene.shares.get(name, math.nan) for name in shares),
                  *(scene.areas.get(name, math.nan) for name in areas)]
        writer.writerow([scene.name, scene.label, scene.said, *(round(value, 6) for value in values)])
    try:
        write_text(folder / FIGURES, figures + "\n")
        write_text(folder / TABLE, text.getvalue())
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); choose another place with -o."
                         ) from error


def _check(arguments: argparse.Namespace) -> None:
    """What can be told without opening anything. Raises `UsageError`."""
    for name in ("count", "draws"):
        model_options.check_count(arguments, name)
    if arguments.seed < 0:
        raise UsageError(f"--seed must be 0 or more, not {arguments.seed}.")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise UsageError(f"“{arguments.output}” is a file; name a folder with -o.")
