"""Measures models on a folder of recordings and writes what came of it: figures, a table of classes, a report.

The command line and the window call the same function.
"""

from __future__ import annotations

import csv
import io
import json
import math
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from core.detect.decode import Decoding
from core.detect.infer import Running
from core.detect.runner import weights_hash
from core.domain import Scores
from core.errors import DataError, UsageError
from core.files import write_text
from core.measure.bootstrap import LEVEL, Interval
from core.measure.evaluation import Evaluation, Settings, differences, evaluate
from core.measure.label_map import LabelMap, chosen, mapped
from core.measure.operating import best_thresholds
from core.measure.reference_data import References, known_classes
from core.measure.report import report
from core.measure.scoring import score_files
from core.models.card import Card
from core.models.registry import Entry
from core.progress import Progress

FIGURES, TABLE, REPORT, SCORES = "metrics.json", "classes.csv", "report.html", "scores"
LIBRARIES = ("auralens", "numpy", "torch", "onnxruntime")
Decode = Callable[[Card], Decoding]


@dataclass(frozen=True, slots=True)
class Request:
    """`decoding` says how scores of a model become events; `all_classes` makes what the data does not name false."""

    folder: Path
    output: Path
    entries: tuple[Entry, ...]
    decoding: Decode
    split: str = "auto"
    label_map: LabelMap | None = None
    all_classes: bool = False
    running: Running = field(default_factory=Running)
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`metrics` is what the file holds; `skipped` names each file that was left out and why."""

    metrics: dict[str, Any]
    evaluations: tuple[Evaluation, ...]
    skipped: tuple[tuple[str, str], ...]
    fresh: int


def measure_events(request: Request, references: References, progress: Progress) -> Outcome:
    """Raises `AuralensError`. Every model is measured on the same files: those that all of them could hear."""
    by_model, broken, fresh = [], dict[str, str](), 0
    for entry in request.entries:
        folder = request.output / SCORES / entry.card.id
        scored = score_files(entry, references.paths, folder, request.running, progress)
        by_model.append(scored.scores)
        broken |= scored.broken
        fresh += scored.fresh
    skipped = (*references.skipped, *broken.items())
    files = [name for name in references.paths if name not in broken]
    if not files:
        raise DataError(f"none of the {len(broken)} recordings can be read; the first: {next(iter(broken.values()))}")
    classes = _classes(request, references, by_model)
    evaluations, used = [], []
    for entry, scores in zip(request.entries, by_model, strict=True):
        fitting = {name: chosen(_named(scores[name], request, classes), classes) for name in files}
        decoding = request.decoding(entry.card)
        evaluations.append(evaluate(entry.card.id, {name: references.events[name] for name in files}, fitting, decoding,
                                    classes, request.settings, progress))
        used.append(({name: decoding.threshold_of(name) for name in classes}, fitting[files[0]].classes))
    against = [differences(one, evaluations[0], request.settings) for one in evaluations[1:]]
    hours = sum(by_model[0][name].duration_s for name in files) / 3600
    metrics = _metrics(request, references, evaluations, against, skipped, hours, [known for _, known in used])
    _write(request.output, metrics, evaluations, report(_facts(metrics), evaluations, against,
                                                        [limits for limits, _ in used], skipped))
    return Outcome(metrics, tuple(evaluations), skipped, fresh)


def _classes(request: Request, references: References, by_model: Sequence[Mapping[str, Scores]]) -> tuple[str, ...]:
    named = known_classes(references)
    if not request.all_classes:
        return named
    theirs = [_named(next(iter(scores.values())), request, named).classes for scores in by_model]
    return tuple(sorted({*named, *(label for known in theirs for label in known)}))


def _named(scores: Scores, request: Request, classes: Sequence[str]) -> Scores:
    """In the words of the data: through the label map where the model speaks those of the map. Raises `DataError`."""
    ours = set(scores.classes)
    if request.label_map and not ours & set(classes):
        return mapped(scores, request.label_map)
    if request.label_map and all(part in ours for parts in request.label_map.values() for part in parts):
        return mapped(scores, request.label_map)
    if not ours & set(classes):
        raise DataError(f"“{scores.model}” knows none of the classes of the data ({', '.join(classes[:5])} …): "
                        "say with --label-map which of its classes are meant.")
    return scores


def _metrics(request: Request, references: References, evaluations: Sequence[Evaluation],
             against: Sequence[Mapping[str, Interval]], skipped: Sequence[tuple[str, str]], hours: float,
             known: Sequence[Sequence[str]]) -> dict[str, Any]:
    first, settings = evaluations[0], request.settings
    models = []
    for entry, one, theirs in zip(request.entries, evaluations, known, strict=True):
        models.append({
            "id": entry.card.id, "title": entry.card.title, "sha256": weights_hash(entry),
            "parameters": entry.card.parameters, "decoding": _plain(asdict(request.decoding(entry.card))),
            "unknown_classes": [name for name in one.classes if name not in theirs],
            "figures": {name: asdict(interval) for name, interval in one.figures.items()}, "counts": one.counts,
            "best_thresholds": best_thresholds(one.curves), "classes": one.by_class,
        })
    return {
        "data": {"folder": str(request.folder), "layout": references.layout, "split": request.split,
                 "files": len(first.files), "hours": hours, "classes": list(first.classes),
                 "events": sum(len(references.events[name]) for name in first.files),
                 "skipped": [{"file": name, "reason": why} for name, why in skipped]},
        "settings": {**asdict(settings), "interval": LEVEL, "all_classes": request.all_classes,
                     "label_map": None if request.label_map is None else
                     {name: list(parts) for name, parts in request.label_map.items()}},
        "versions": {"python": platform.python_version(), **{name: version_of(name) for name in LIBRARIES}},
        "models": models,
        "differences": [{"model": one.model, "minus": first.model,
                         "figures": {name: asdict(interval) for name, interval in each.items()}}
                        for one, each in zip(evaluations[1:], against, strict=True)],
    }


def _facts(metrics: Mapping[str, Any]) -> dict[str, str]:
    """What stands above the figures."""
    data, versions = metrics["data"], metrics["versions"]
    facts = {"Data": f"{data['files']} recordings ({data['hours']:.2f} h) with {data['events']} events of "
                     f"{len(data['classes'])} classes; {len(data['skipped'])} left out"}
    for model in metrics["models"]:
        unknown = f"; does not know {', '.join(model['unknown_classes'])}" if model["unknown_classes"] else ""
        facts[model["id"]] = (f"{model['title']}, {model['parameters']:,} weights (sha256 {model['sha256'][:12]}…)"
                              f"{unknown}; decoding: {_in_words(model['decoding'])}")
    facts["Made by"] = ", ".join(f"{name} {version}" for name, version in versions.items())
    return facts


def _in_words(decoding: Mapping[str, Any]) -> str:
    """The settings that are in force: those of the other method are not."""
    others: tuple[str, ...] = ("step_filter_s", "merge_abs", "merge_rel")
    if decoding["method"] == "csebb":
        others = ("low_ratio", "median_s", "medians_s", "borders")
    parts = []
    for name, value in decoding.items():
        if name in others or value is None or value == {}:
            continue
        if isinstance(value, Mapping):
            value = f"({', '.join(f'{label} {each:g}' for label, each in value.items())})"
        parts.append(f"{name} {', '.join(value) if isinstance(value, list) else value}")
    return ", ".join(parts)


def _write(folder: Path, metrics: dict[str, Any], evaluations: Sequence[Evaluation], page: str) -> None:
    try:
        write_text(folder / FIGURES, as_json(metrics) + "\n")
        write_text(folder / TABLE, _table(evaluations))
        write_text(folder / REPORT, page)
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); choose another place with -o."
                         ) from error


def as_json(metrics: dict[str, Any]) -> str:
    """What is not defined is null: NaN is no JSON."""
    return json.dumps(_plain(metrics), indent=1, ensure_ascii=False, allow_nan=False)


def _table(evaluations: Sequence[Evaluation]) -> str:
    text = io.StringIO()
    rows = [{"model": one.model, "class": name, **{column: "" if math.isnan(value) else round(value, 6)
                                                   for column, value in columns.items()}}
            for one in evaluations for name, columns in one.by_class.items()]
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["model", "class"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def version_of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a frozen program without its metadata
        return "unknown"
