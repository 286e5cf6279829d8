"""How often a model names the scene that a recording is of: accuracy, what is taken for what, and intervals over files.

The files that a draw takes twice count twice, so that every figure and its interval are one matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.measure.bootstrap import DRAWS, Interval, interval
from core.measure.counts import Numbers, Statistic

TITLES = {"accuracy": "accuracy", "macro_accuracy": "accuracy, mean of the scenes"}


@dataclass(frozen=True, slots=True, eq=False)
class SceneEvaluation:
    """`confusion` (true, said) counts files; columns are `classes` and then whatever else the model said."""

    model: str
    files: tuple[str, ...]
    classes: tuple[str, ...]
    columns: tuple[str, ...]
    truth: NDArray[np.int64]  # (files,) of `classes`
    said: NDArray[np.int64]  # (files,) of `columns`
    figures: dict[str, Interval]
    by_class: dict[str, dict[str, Interval]]  # recall and precision
    confusion: NDArray[np.int64]


def evaluate_scenes(model: str, files: Sequence[str], truth: Sequence[str], said: Sequence[str], draws: int = DRAWS,
                    seed: int = 0) -> SceneEvaluation:
    """`truth` and `said` are a label for each file."""
    classes = tuple(sorted(set(truth)))
    columns = (*classes, *sorted(set(said) - set(classes)))
    true_ids = np.array([classes.index(label) for label in truth], np.int64)
    said_ids = np.array([columns.index(label) for label in said], np.int64)
    confusion = np.zeros((len(classes), len(columns)), np.int64)
    np.add.at(confusion, (true_ids, said_ids), 1)
    right = true_ids == said_ids
    of_class = np.eye(len(columns))

    def ranged(statistic: Statistic) -> Interval:
        return interval(statistic, len(files), draws, seed)

    recalls = {name: _ratio(right * of_class[true_ids, i], of_class[true_ids, i]) for i, name in enumerate(classes)}
    precisions = {name: _ratio(right * of_class[said_ids, i], of_class[said_ids, i]) for i, name in enumerate(classes)}
    figures = {"accuracy": ranged(_ratio(right.astype(float), np.ones(len(files)))),
               "macro_accuracy": ranged(_mean(list(recalls.values())))}
    by_class = {name: {"recall": ranged(recalls[name]), "precision": ranged(precisions[name])} for name in classes}
    return SceneEvaluation(model, tuple(files), classes, columns, true_ids, said_ids, figures, by_class, confusion)


def _ratio(above: Numbers, below: Numbers) -> Statistic:
    """Of two sums over the files of each draw; not defined where nothing was drawn that counts."""

    def statistic(drawn: Numbers) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Numbers = (drawn @ above) / (drawn @ below)
        return found

    return statistic


def _mean(parts: Sequence[Statistic]) -> Statistic:
    """Of those that are defined in a draw: a rare scene may be drawn never."""

    def statistic(drawn: Numbers) -> Numbers:
        values = np.stack([part(drawn) for part in parts])
        known = np.isfinite(values)
        mean: Numbers = np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0)
        return mean

    return statistic
