"""Explanations of one recording or of a whole folder: each in a folder of its own. One bad file stops no other."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.detect.record import media_sha256, versions
from core.detect.recordings import found as recordings_in
from core.detect.recordings import named
from core.detect.runner import weights_hash
from core.errors import AuralensError, UsageError
from core.listen import folder as together
from core.listen.explainer import Explainer
from core.listen.part import Part
from core.listen.results import check_free, read_facts, write
from core.models.registry import Entry

if TYPE_CHECKING:
    from core.detect.runner import DeviceName
    from core.listen.wish import Wish
    from core.progress import Progress

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """Several recordings, or a folder, give a folder each; one recording goes into `folder` itself."""

    inputs: tuple[Path, ...]
    folder: Path
    wish: Wish
    device: DeviceName = "auto"
    resume: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one recording; `error` is the sentence where nothing did. Kept ones were there already."""

    path: Path
    folder: Path
    facts: Facts | None = None
    kept: bool = False
    error: str = ""


def carry_out(order: Order, entry: Entry, progress: Progress, told: Callable[[Done], None]
              ) -> tuple[list[Done], Facts | None]:
    """`told` hears of each recording once it is done. Gives back the means too, where there are several."""
    paths = recordings_in(order.inputs)
    several = len(paths) > 1 or any(given.is_dir() for given in order.inputs)
    places = [order.folder]
    if several:
        places = [order.folder / one.labels for one in named(paths, "", None, together.NAMES)]
    for place in places:
        check_free(place, paths, order.overwrite)
    explainer = Explainer(entry, order.wish, order.device)
    done = []
    for number, (path, place) in enumerate(zip(paths, places, strict=True)):
        done.append(_one(order, explainer, path, place, Part(progress, number, number + 1, len(paths), path.name)))
        told(done[-1])
    if not several:
        return done, None
    return done, _write_together(order, done, explainer.network.rate_hz / 2)


def _one(order: Order, explainer: Explainer, path: Path, place: Path, progress: Progress) -> Done:
    progress.step(0.0, 1.0)
    try:
        facts = _facts(order, explainer, path, place)
        earlier = read_facts(place) if order.resume else None
        if earlier is not None and all(earlier.get(key) == facts[key] for key in ("settings", "sha256")):
            return Done(path, place, earlier, kept=True)
        return Done(path, place, write(place, explainer.explain(path, progress), facts))
    except AuralensError as error:
        return Done(path, place, error=str(error))


def _facts(order: Order, explainer: Explainer, path: Path, place: Path) -> Facts:
    wish, entry, second = order.wish, explainer.entry, explainer.second
    words = ["auralens", "explain", str(path), "--model", entry.card.id]
    for name, value in (("--label", wish.label), ("--start", wish.start_s), ("--end", wish.end_s)):
        words += [] if value is None else [name, f"{value:.6f}" if isinstance(value, float) else value]
    return {
        "made_by": versions(), "file": str(path),
        "sha256": {"media": media_sha256(path), "weights": weights_hash(entry),
                   "second_weights": weights_hash(second.entry) if second else None},
        "model": {"id": entry.card.id, "title": entry.card.title, "licence": entry.card.licence},
        "second_model": second.entry.card.id if second else None,
        "settings": wish.facts(),
        "command": shlex.join([*words, *wish.words(), "-o", str(place)])}


def _write_together(order: Order, done: Sequence[Done], top_hz: float) -> Facts:
    try:
        order.folder.mkdir(parents=True, exist_ok=True)
        return together.write_folder(order.folder, [(one.path, one.folder, one.facts or one.error) for one in done],
                                     top_hz)
    except OSError as error:
        raise UsageError(f"“{order.folder}” cannot be written to ({error.strerror or error}); name another folder."
                         ) from error
