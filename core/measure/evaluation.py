"""All measures of one model on one set of recordings, each with its interval and in a form that can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.detect.decode import Decoding, decode, postprocessed
from core.domain import Event, Scores
from core.measure import bootstrap, psds, tagging
from core.measure.bootstrap import Interval
from core.measure.counts import Counts, Statistic, figures, macro_f1, micro_f1, ratio
from core.measure.events import event_counts
from core.measure.intersection import intersections
from core.measure.operating import OperatingCurves, operating_curves
from core.measure.segments import class_error_rates, error_rate, segment_counts
from core.progress import Progress, Silent

TITLES: Mapping[str, str] = {  # every figure, in the order in which it is shown
    "psds1": "PSDS1", "psds1_no_penalty": "PSDS1, α_ST 0", "psds2": "PSDS2", "psds2_no_penalty": "PSDS2, α_ST 0",
    "event_f1_macro": "Event F1, macro", "event_f1_micro": "Event F1, micro",
    "intersection_f1_macro": "Intersection F1, macro",
    "segment_f1_macro": "Segment F1, macro", "segment_f1_micro": "Segment F1, micro",
    "segment_error_rate": "Segment ER",
    "clip_map": "Clip mAP", "clip_f1_macro": "Clip F1, macro", "clip_f1_micro": "Clip F1, micro",
    "clip_precision_micro": "Clip precision, micro", "clip_recall_micro": "Clip recall, micro",
}
SMALLER_IS_BETTER = frozenset({"segment_error_rate"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is drawn for the intervals, and the threshold of tags."""

    draws: int = bootstrap.DRAWS
    psds_draws: int = psds.DRAWS
    seed: int = 0
    tag_threshold: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """`statistics` are what `differences` draws again; `crossed` counts false estimates of a row on a column."""

    model: str
    files: tuple[str, ...]
    classes: tuple[str, ...]
    figures: Mapping[str, Interval]
    by_class: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, Mapping[str, int]]
    curves: OperatingCurves
    crossed: NDArray[np.int64]
    statistics: Mapping[str, Statistic]


def evaluate(model: str, references: Mapping[str, Sequence[Event]], scores: Mapping[str, Scores], decoding: Decoding,
             classes: Sequence[str], settings: Settings = Settings(), progress: Progress | None = None) -> Evaluation:
    """Every file of the references must have scores. Events and scores of other classes do not count."""
    stepped, names = progress or Silent(), tuple(classes)
    known = {name: [e for e in listed if e.label in names] for name, listed in references.items()}
    durations = {name: one.grid.start_s + one.duration_s for name, one in scores.items()}
    stepped.step(0, 5, "Decoding")
    estimates = {name: decode(one, decoding) for name, one in scores.items()}
    ready = {name: postprocessed(one, decoding) for name, one in scores.items()}
    stepped.step(1, 5, "Counting")
    events, areas = event_counts(known, estimates, names), intersections(known, estimates, names)
    segments = segment_counts(known, estimates, durations, names)
    clips = tagging.clip_scores(tagging.tags_of(known), scores, names)
    tags = tagging.tag_counts(clips, settings.tag_threshold)
    stepped.step(2, 5, "PSDS")
    sweeps = [(psds.sweep(known, ready, durations, one.criteria, crossing=bool(one.alpha_ct)), one)
              for one in (psds.PSDS1, psds.PSDS2)]
    statistics: dict[str, Statistic] = {
        "event_f1_macro": macro_f1(events), "event_f1_micro": micro_f1(events),
        "intersection_f1_macro": macro_f1(areas.counts), "segment_f1_macro": macro_f1(segments.counts),
        "segment_f1_micro": micro_f1(segments.counts), "segment_error_rate": error_rate(segments),
        "clip_map": tagging.mean_average_precision(clips), "clip_f1_macro": macro_f1(tags),
        "clip_f1_micro": micro_f1(tags), "clip_precision_micro": _share(tags, tags.false),
        "clip_recall_micro": _share(tags, tags.missed),
    }
    exact = _psds_values(sweeps, statistics)
    stepped.step(3, 5, "Intervals")
    made = {name: _interval(name, statistics[name], len(known), settings) for name in TITLES}
    made |= {name: _around(made[name], value) for name, value in exact.items()}
    stepped.step(4, 5, "Curves")
    return Evaluation(
        model, tuple(known), names, made,
        _by_class(names, events, segments_error=class_error_rates(segments), segments=segments.counts,
                  areas=areas.counts, tags=tags, precisions=tagging.average_precisions(clips),
                  psds1=psds.psds(sweeps[0][0], psds.PSDS1).classes),
        {kind: _totals(counts) for kind, counts in (("events", events), ("intersections", areas.counts),
                                                    ("segments", segments.counts), ("clips", tags))},
        operating_curves(known, ready, names), areas.crossed, statistics)


def differences(one: Evaluation, other: Evaluation, settings: Settings = Settings()) -> dict[str, Interval]:
    """one − other on the same files, in the order of the figures."""
    if one.files != other.files:
        raise ValueError("only evaluations of the same files can be compared")
    return {name: bootstrap.difference(one.statistics[name], other.statistics[name], len(one.files),
                                       _draws(name, settings), settings.seed) for name in TITLES}


def _psds_values(sweeps: Sequence[tuple[psds.Sweep, psds.Weighing]], statistics: dict[str, Statistic]
                 ) -> dict[str, float]:
    """The exact figures; those that are drawn are added to the statistics."""
    exact = {}
    for name, (made, weighing) in zip(("psds1", "psds2"), sweeps, strict=True):
        for ending, chosen in (("", weighing), ("_no_penalty", replace(weighing, alpha_st=0.0))):
            exact[name + ending] = psds.psds(made, chosen).value
            statistics[name + ending] = psds.psds_statistic(made, chosen)
    return exact


def _interval(name: str, statistic: Statistic, n_files: int, settings: Settings) -> Interval:
    return bootstrap.interval(statistic, n_files, _draws(name, settings), settings.seed)


def _around(drawn: Interval, value: float) -> Interval:
    """Draws round the axis of false alarms to cells; the figure itself is exact."""
    shift = value - drawn.value
    return Interval(value, max(drawn.low + shift, 0.0), min(drawn.high + shift, 1.0))


def _draws(name: str, settings: Settings) -> int:
    return settings.psds_draws if name.startswith("psds") else settings.draws


def _share(counts: Counts, rest: NDArray[np.int64]) -> Statistic:
    """What is found, of that and the rest."""
    def of(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        found, others = (weights @ array.sum(axis=1).astype(np.float64) for array in (counts.found, rest))
        return ratio(found, found + others)

    return of


def _by_class(names: Sequence[str], events: Counts, segments: Counts, areas: Counts, tags: Counts,
              segments_error: Mapping[str, float], precisions: Mapping[str, float], psds1: Mapping[str, float]
              ) -> dict[str, dict[str, float]]:
    parts = {"event": figures(events).classes, "segment": figures(segments).classes,
             "intersection": figures(areas).classes, "clip": figures(tags).classes}
    rows: dict[str, dict[str, float]] = {}
    for name in names:
        of = {kind: found[name] for kind, found in parts.items()}
        rows[name] = {
            "references": of["event"].found + of["event"].missed, "event_found": of["event"].found,
            "event_false": of["event"].false, "event_missed": of["event"].missed,
            **{f"{kind}_{what}": getattr(one, what) for kind, one in of.items()
               for what in ("f1", "precision", "recall")},
            "segment_error_rate": segments_error[name], "clip_average_precision": precisions[name],
            "psds1": psds1.get(name, float("nan")),
        }
    return rows


def _totals(counts: Counts) -> dict[str, int]:
    return {what: int(getattr(counts, what).sum()) for what in ("found", "false", "missed")}
