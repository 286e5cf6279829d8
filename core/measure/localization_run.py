"""Measures locators on a folder of pictures with sounds and writes what came of it: figures, items, a report."""

from __future__ import annotations

import csv
import io
import math
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from core.detect.runner import weights_hash
from core.errors import DataError, ModelError, UsageError
from core.files import write_text
from core.locate.engine import LocatorEngine, Running
from core.measure.bootstrap import LEVEL, Interval
from core.measure.event_run import FIGURES, LIBRARIES, REPORT, as_json, version_of
from core.measure.localization_evaluation import (
    LocalizationEvaluation,
    LocalizationSettings,
    differences_of,
    evaluate_maps,
)
from core.measure.localization_maps import CONTROLS, broken_in, map_items
from core.measure.localization_report import localization_report
from core.models.registry import Entry
from core.progress import Progress
from core.train.data.audio_visual import PAIRED_BY_CLASS, AudioVisual, Item, Split
from core.train.data.mosaics import mosaics

ITEMS = "items.csv"
SplitChoice = Literal["auto", "train", "validation", "test", "all"]


@dataclass(frozen=True, slots=True)
class LocalizationRequest:
    """`mosaics`: how many pairs of pictures are set side by side, where pairs are made by class."""

    folder: Path
    output: Path
    entries: tuple[Entry, ...]
    split: SplitChoice = "auto"
    mosaics: int = 400
    controls: tuple[str, ...] = CONTROLS
    running: Running = field(default_factory=Running)
    settings: LocalizationSettings = field(default_factory=LocalizationSettings)


@dataclass(frozen=True, slots=True)
class LocalizationOutcome:
    """`metrics` is what the file holds; `skipped` names each item that was left out and why."""

    metrics: dict[str, Any]
    evaluations: tuple[LocalizationEvaluation, ...]
    skipped: tuple[tuple[str, str], ...]


def measure_localization(request: LocalizationRequest, data: AudioVisual, progress: Progress) -> LocalizationOutcome:
    """Raises `AuralensError`. Every model is measured on the same items: those that all of them could see and hear."""
    for entry in request.entries:
        if entry.card.task != "localization":
            raise ModelError(f"“{entry.card.id}” finds no places in pictures; `auralens models list` shows which do.")
    items = chosen_items(data, request)
    engines = [LocatorEngine(entry, request.running) for entry in request.entries]
    all_maps = map_items(engines, items, request.controls, progress, request.running.batch)
    broken = broken_in(all_maps)
    left = [item for item in items if item.id not in broken]
    if not left:
        raise DataError(f"none of the {len(items)} pictures with sounds can be read; the first: "
                        f"{next(iter(broken.values()))}")
    evaluations = []
    for number, (maps, engine) in enumerate(zip(all_maps, engines, strict=True)):
        progress.step(number, len(all_maps), f"{maps.model}: figures")
        evaluations.append(evaluate_maps(maps, left, request.settings, engine.threshold))
    against = [differences_of(one, evaluations[0], request.settings) for one in evaluations[1:]]
    skipped = (*data.skipped, *broken.items())
    metrics = _metrics(request, data, left, evaluations, against, skipped)
    page = localization_report(_facts(metrics), evaluations, against, skipped)
    _write(request.output, metrics, evaluations, page)
    return LocalizationOutcome(metrics, tuple(evaluations), skipped)


def chosen_items(data: AudioVisual, request: LocalizationRequest) -> list[Item]:
    """Single pictures with boxes, pairs of which nothing sounds, and mosaics. Raises `DataError`."""
    split = _split(data, request.split)
    mine = data.items if split is None else data.of(split)
    singles = [item for item in mine if item.boxes or not item.sounding]
    pairs = mosaics(data, split, request.mosaics, request.settings.seed) if data.by_class and split else ()
    if not singles and not pairs:
        raise DataError(f"“{request.folder}” has no picture with a box in its {split or 'whole'} part, so nothing can "
                        "be measured: choose another part with --split, or add the columns x0, y0, x1, y1.")
    return [*singles, *pairs]


def _split(data: AudioVisual, wanted: SplitChoice) -> Split | None:
    if wanted == "all":
        return None
    if wanted != "auto":
        return wanted
    there = {item.split for item in data.items}
    return "test" if "test" in there else "validation" if "validation" in there else None


def _metrics(request: LocalizationRequest, data: AudioVisual, items: Sequence[Item],
             evaluations: Sequence[LocalizationEvaluation], against: Sequence[Mapping[str, Interval]],
             skipped: Sequence[tuple[str, str]]) -> dict[str, Any]:
    models = [{"id": entry.card.id, "title": entry.card.title, "sha256": weights_hash(entry),
               "parameters": entry.card.parameters,
               "figures": {name: asdict(each) for name, each in one.figures.items()}, "views": one.views,
               "negatives": one.negatives, "labels": one.by_label}
              for entry, one in zip(request.entries, evaluations, strict=True)]
    return {
        "data": {"folder": str(request.folder), "layout": data.layout, "split": request.split,
                 "pairing": PAIRED_BY_CLASS if data.by_class else "recorded together",
                 "singles": sum(item.beside is None and item.sounding for item in items),
                 "off_screen": sum(not item.sounding for item in items),
                 "mosaics": sum(item.beside is not None for item in items),
                 "labels": dict(sorted(Counter(item.label for item in items if item.label).items())),
                 "mended": list(data.mended),
                 "skipped": [{"item": name, "reason": why} for name, why in skipped]},
        "settings": {**asdict(request.settings), "controls": list(request.controls), "interval": LEVEL},
        "versions": {"python": platform.python_version(), **{name: version_of(name) for name in LIBRARIES}},
        "models": models,
        "differences": [{"model": one.model, "minus": evaluations[0].model,
                         "figures": {name: asdict(each) for name, each in found.items()}}
                        for one, found in zip(evaluations[1:], against, strict=True)],
    }


def _facts(metrics: Mapping[str, Any]) -> dict[str, str]:
    data, settings = metrics["data"], metrics["settings"]
    rule = (f"the upper {1 - settings['level']:.0%} of each map is predicted" if settings["mode"] == "relative" else
            f"what is above {settings['level']:g} is predicted")
    facts = {"Pairs": data["pairing"],
             "Data": f"{data['singles']} pictures with boxes, {data['mosaics']} mosaics, {data['off_screen']} pairs "
                     f"that do not sound; {len(data['skipped'])} left out",
             "CIoU": f"{rule}; the share of the sound's map in the fused one is {settings['alpha']:g}"}
    if data["mended"]:
        facts["Mended"] = " ".join(data["mended"])
    for model in metrics["models"]:
        facts[model["id"]] = f"{model['title']}, {model['parameters']:,} weights (sha256 {model['sha256'][:12]}…)"
    facts["Made by"] = ", ".join(f"{name} {version}" for name, version in metrics["versions"].items())
    return facts


def _write(folder: Path, metrics: dict[str, Any], evaluations: Sequence[LocalizationEvaluation], page: str) -> None:
    try:
        write_text(folder / FIGURES, as_json(metrics) + "\n")
        write_text(folder / ITEMS, _table(evaluations))
        write_text(folder / REPORT, page)
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); choose another place with -o."
                         ) from error


def _table(evaluations: Sequence[LocalizationEvaluation]) -> str:
    text = io.StringIO()
    rows = [row for one in evaluations for row in one.rows]
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return "" if math.isnan(value) else round(value, 6)
    return value
