"""Measures of whole clips: which classes are said to occur (precision, recall, F1), and how they rank (mAP)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event, Scores
from core.measure.counts import Counts, Numbers, Statistic, check_files, nan_mean, ratio


@dataclass(frozen=True, slots=True, eq=False)
class ClipScores:
    """(files, classes): the score of each clip, and whether the class is in it."""

    files: tuple[str, ...]
    classes: tuple[str, ...]
    scores: Numbers
    truth: NDArray[np.bool_]


def tags_of(events: Mapping[str, Sequence[Event]]) -> dict[str, frozenset[str]]:
    """The classes of each file, from its events."""
    return {name: frozenset(event.label for event in listed) for name, listed in events.items()}


def clip_scores(references: Mapping[str, Collection[str]], scores: Mapping[str, Scores],
                classes: Sequence[str] | None = None) -> ClipScores:
    """Classes a model does not know score 0; so does a file without scores."""
    files = check_files(references, scores)
    known = [label for one in scores.values() for label in one.classes]
    names = tuple(classes) if classes is not None else tuple(
        sorted({*known, *(tag for tags in references.values() for tag in tags)}))
    number = {name: i for i, name in enumerate(names)}
    values = np.zeros((len(files), len(names)))
    truth = np.zeros(values.shape, dtype=bool)
    for i, name in enumerate(files):
        truth[i, [number[tag] for tag in references[name] if tag in number]] = True
        if name in scores:
            at = [(number[label], j) for j, label in enumerate(scores[name].classes) if label in number]
            values[i, [a for a, _ in at]] = scores[name].clip[[j for _, j in at]]
    return ClipScores(files, names, values, truth)


def tag_counts(clips: ClipScores, threshold: float = 0.5, thresholds: Mapping[str, float] | None = None) -> Counts:
    """A class is said to be in a clip when its score is above the threshold, as in `decode`."""
    limits = np.array([(thresholds or {}).get(name, threshold) for name in clips.classes]
                      ).astype(np.float32)  # as the scores are
    said = clips.scores > limits
    return Counts(clips.files, clips.classes, (said & clips.truth).astype(np.int64),
                  (said & ~clips.truth).astype(np.int64), (~said & clips.truth).astype(np.int64))


def mean_average_precision(clips: ClipScores) -> Statistic:
    """Over the classes that occur."""
    def of(weights: Numbers) -> Numbers:
        by_class = [_average_precision(clips.scores[:, c], clips.truth[:, c], weights)
                    for c in range(len(clips.classes))]
        return nan_mean(np.array([*by_class, np.full(len(weights), np.nan)]).T)

    return of


def average_precisions(clips: ClipScores) -> dict[str, float]:
    """Of each class; NaN where it never occurs."""
    once = np.ones((1, len(clips.files)))
    return {name: float(_average_precision(clips.scores[:, c], clips.truth[:, c], once)[0])
            for c, name in enumerate(clips.classes)}


def _average_precision(scores: Numbers, truth: NDArray[np.bool_], weights: Numbers) -> Numbers:
    """(draws,): the sum of precision × gained recall over falling thresholds, clips of equal score taken together."""
    if not truth.any():
        return np.full(len(weights), np.nan)
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    taken = weights[:, order]
    found = np.cumsum(taken * truth[order], axis=1)[:, last]
    said = np.cumsum(taken, axis=1)[:, last]
    gained = np.diff(found, axis=1, prepend=0.0)
    precision = np.divide(found, said, out=np.zeros(found.shape), where=said > 0)
    return ratio((precision * gained).sum(axis=1), found[:, -1])
