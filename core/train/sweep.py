"""One training for each value of a setting, all else equal, and a table of what came of them.

A run that has ended is not done again, and one that was broken off goes on, when the same command says --resume.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from core.console import Console
from core.errors import UsageError
from core.files import write_text
from core.train.run import Request, train
from core.train.run_folder import CONFIG, PROGRESS

TABLE = "table.csv"
Row = dict[str, Any]


def sweep(request: Request, over: Sequence[str], console: Console) -> list[Row] | None:
    """What each run reached, in the order of the values; None if a person stopped it. Raises `UsageError`."""
    if request.devices * request.nodes > 1:
        raise UsageError("--over trains one run after the other in one process; leave --devices and --nodes out.")
    axes = [_axis(words) for words in over]
    rows: list[Row] = []
    for values in product(*(axis[1] for axis in axes)):
        chosen = dict(zip((axis[0] for axis in axes), values, strict=True))
        console.say(f"Training with {', '.join(f'{name} = {value}' for name, value in chosen.items())}.")
        best = _ended(request, chosen) or _train(request, chosen, console)
        if best is None:
            return None
        rows.append({**chosen, **best})
        _write(request, rows)
    return rows


def table(rows: Sequence[Row]) -> list[str]:
    """Columns side by side, as a person reads them."""
    names = list(rows[0])
    cells = [names] + [[f"{row[name]:.4g}" if isinstance(row[name], float) else str(row[name]) for name in names]
                       for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def _train(request: Request, chosen: Mapping[str, str], console: Console) -> dict[str, float] | None:
    folder = request.folder / _name(chosen)
    going_on = request.resume and (folder / CONFIG).exists()
    changes = (*request.changes, *(f"{name}={value}" for name, value in chosen.items()))
    done = train(replace(request, folder=folder, resume=going_on, config=None if going_on else request.config,
                         changes=changes), console)
    return None if done.stopped else done.best


def _ended(request: Request, chosen: Mapping[str, str]) -> dict[str, float] | None:
    try:
        told = json.loads((request.folder / _name(chosen) / PROGRESS).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return dict(told["best"]) if request.resume and told.get("state") == "done" else None


def _axis(words: str) -> tuple[str, list[str]]:
    name, equals, values = words.partition("=")
    found = [value.strip() for value in values.split(",") if value.strip()]
    if not equals or not name.strip() or not found or len(set(found)) < len(found):
        raise UsageError(f"--over takes NAME=VALUE,VALUE with different values, such as seed=0,1,2, not “{words}”.")
    return name.strip(), found


def _name(chosen: Mapping[str, str]) -> str:
    return re.sub(r"[^A-Za-z0-9._@=,-]+", "-", ",".join(f"{name}={value}" for name, value in chosen.items()))


def _write(request: Request, rows: Sequence[Row]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(request.folder / TABLE, text.getvalue())
