"""Measures models on recordings of scenes and writes what came of it: figures, a table of scenes, a report."""

from __future__ import annotations

import csv
import io
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.detect.infer import Running
from core.detect.runner import weights_hash
from core.domain import Scores
from core.errors import DataError, UsageError
from core.files import write_text
from core.measure.bootstrap import DRAWS, LEVEL, Interval, difference
from core.measure.counts import Numbers
from core.measure.event_run import FIGURES, LIBRARIES, REPORT, SCORES, TABLE, as_json, version_of
from core.measure.scene_references import SceneReferences
from core.measure.scene_report import scene_report
from core.measure.scenes import SceneEvaluation, evaluate_scenes
from core.measure.scoring import score_files
from core.models.registry import Entry
from core.progress import Progress


@dataclass(frozen=True, slots=True)
class SceneRequest:
    folder: Path
    output: Path
    entries: tuple[Entry, ...]
    split: str = "auto"
    running: Running = field(default_factory=Running)
    draws: int = DRAWS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SceneOutcome:
    """`metrics` is what the file holds; `skipped` names each file that was left out and why."""

    metrics: dict[str, Any]
    evaluations: tuple[SceneEvaluation, ...]
    skipped: tuple[tuple[str, str], ...]
    fresh: int


def measure_scenes(request: SceneRequest, references: SceneReferences, progress: Progress) -> SceneOutcome:
    """Raises `AuralensError`. Every model is measured on the same files: those that all of them could hear."""
    scored, broken, fresh = [], dict[str, str](), 0
    for entry in request.entries:
        _check_classes(entry, references)
        found = score_files(entry, references.paths, request.output / SCORES / entry.card.id, request.running, progress)
        scored.append(found.scores)
        broken |= found.broken
        fresh += found.fresh
    files = [name for name in references.paths if name not in broken]
    if not files:
        raise DataError(f"none of the {len(broken)} recordings can be read; the first: {next(iter(broken.values()))}")
    truth = [references.labels[name] for name in files]
    evaluations = tuple(evaluate_scenes(entry.card.id, files, truth, [_said(scores[name]) for name in files],
                                        request.draws, request.seed)
                        for entry, scores in zip(request.entries, scored, strict=True))
    skipped = (*references.skipped, *broken.items())
    metrics = _metrics(request, evaluations, skipped, sum(scored[0][name].duration_s for name in files) / 3600)
    _write(request.output, metrics, evaluations, scene_report(_facts(metrics), evaluations, skipped))
    return SceneOutcome(metrics, evaluations, skipped, fresh)


def _check_classes(entry: Entry, references: SceneReferences) -> None:
    """Raises `DataError`: a model of other scenes would be wrong about each of these, which says nothing."""
    if not set(entry.card.classes) & set(references.classes):
        raise DataError(f"“{entry.card.id}” knows none of the scenes of the data ({', '.join(references.classes[:5])} "
                        "…): choose a model that was trained on such ones.")


def _said(scores: Scores) -> str:
    return scores.classes[int(np.argmax(scores.clip))]


def _against(one: SceneEvaluation, first: SceneEvaluation, request: SceneRequest) -> Interval:
    def share(found: SceneEvaluation) -> Numbers:
        right: Numbers = (found.truth == found.said) / len(found.files)
        return right

    return difference(lambda drawn: drawn @ share(one), lambda drawn: drawn @ share(first), len(one.files),
                      request.draws, request.seed)


def _metrics(request: SceneRequest, evaluations: Sequence[SceneEvaluation], skipped: Sequence[tuple[str, str]],
             hours: float) -> dict[str, Any]:
    first = evaluations[0]
    return {
        "data": {"folder": str(request.folder), "split": request.split, "files": len(first.files), "hours": hours,
                 "scenes": list(first.classes),
                 "skipped": [{"file": name, "reason": why} for name, why in skipped]},
        "settings": {"draws": request.draws, "seed": request.seed, "interval": LEVEL},
        "versions": {"python": platform.python_version(), **{name: version_of(name) for name in LIBRARIES}},
        "models": [{
            "id": entry.card.id, "title": entry.card.title, "sha256": weights_hash(entry),
            "parameters": entry.card.parameters,
            "unknown_scenes": [name for name in one.classes if name not in entry.card.classes],
            "figures": {name: asdict(each) for name, each in one.figures.items()},
            "scenes": {name: {figure: asdict(each) for figure, each in figures.items()}
                       for name, figures in one.by_class.items()},
            "confusion": {"said": list(one.columns), "files": {name: row.tolist() for name, row in
                                                               zip(one.classes, one.confusion, strict=True)}},
        } for entry, one in zip(request.entries, evaluations, strict=True)],
        "differences": [{"model": one.model, "minus": first.model, "accuracy": asdict(_against(one, first, request))}
                        for one in evaluations[1:]],
    }


def _facts(metrics: Mapping[str, Any]) -> dict[str, str]:
    data, versions = metrics["data"], metrics["versions"]
    facts = {"Data": f"{data['files']} recordings ({data['hours']:.2f} h) of {len(data['scenes'])} scenes; "
                     f"{len(data['skipped'])} left out"}
    for model in metrics["models"]:
        unknown = f"; does not know {', '.join(model['unknown_scenes'])}" if model["unknown_scenes"] else ""
        facts[model["id"]] = (f"{model['title']}, {model['parameters']:,} weights (sha256 {model['sha256'][:12]}…)"
                              f"{unknown}")
    facts["Made by"] = ", ".join(f"{name} {version}" for name, version in versions.items())
    return facts


def _write(folder: Path, metrics: dict[str, Any], evaluations: Sequence[SceneEvaluation], page: str) -> None:
    try:
        write_text(folder / FIGURES, as_json(metrics) + "\n")
        write_text(folder / TABLE, _table(evaluations))
        write_text(folder / REPORT, page)
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); choose another place with -o."
                         ) from error


def _table(evaluations: Sequence[SceneEvaluation]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["model", "scene", "files", "recall", "precision"])
    for one in evaluations:
        for name, row in zip(one.classes, one.confusion, strict=True):
            figures = [one.by_class[name][figure].value for figure in ("recall", "precision")]
            writer.writerow([one.model, name, int(row.sum()),
                             *("" if np.isnan(value) else round(value, 6) for value in figures)])
    return text.getvalue()
