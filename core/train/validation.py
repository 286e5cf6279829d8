"""How good a network is on examples that it does not learn from: losses, tags of clips, segments and events."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
import torch

from core.detect.decode import Decoding, decode
from core.domain import Event, Scores, TimeGrid
from core.measure.counts import figures
from core.measure.events import event_counts
from core.measure.segments import error_rate, segment_counts
from core.measure.tagging import clip_scores, mean_average_precision, tag_counts
from core.models.detector import Detector
from core.train.example import Example, TargetGrid, collate
from core.train.losses import bce

TOGETHER = 16
SMALLER_IS_BETTER = ("loss", "segment_er")


def validate(network: Detector, examples: Sequence[Example], grid: TargetGrid,
             references: Mapping[str, Sequence[Event]] | None) -> dict[str, float]:
    """`references` None where no onsets are known: then there are figures of clips only."""
    scores: dict[str, Scores] = {}
    losses: list[tuple[float, int]] = []
    device = next(network.parameters()).device
    trained = network.training
    network.eval()
    for first in range(0, len(examples), TOGETHER):
        batch = collate(examples[first : first + TOGETHER])
        batch = type(batch)(*(values.to(device) for values in batch))
        with torch.no_grad():
            output = network(batch.with_features(network))
            loss = bce(output.weak, batch.weak)
            if references is not None:
                loss = loss + bce(output.strong, batch.strong, batch.valid[..., None])
        losses.append((float(loss), len(batch.kind)))
        lengths = (batch.valid.sum(1) * grid.frame_s).tolist()
        for row, length_s in enumerate(lengths):
            scores[str(first + row)] = _scores(output.strong[row], output.weak[row], grid, min(length_s, grid.window_s))
    network.train(trained)
    found = {"loss": sum(loss * count for loss, count in losses) / sum(count for _, count in losses)}
    found |= _clip_figures(examples, scores, grid)
    if references is not None:
        found |= _event_figures(references, scores, grid)
    if references is None and all(float(example.weak.sum()) == 1.0 for example in examples):
        found["accuracy"] = _accuracy(examples, scores)
    found["sum"] = found["clip_map"] + found.get("segment_f1", 0.0)
    return {name: 0.0 if math.isnan(value) else value for name, value in found.items()}


def _accuracy(examples: Sequence[Example], scores: Mapping[str, Scores]) -> float:
    """Of the class that is likeliest, as the mean over the classes that there are."""
    right: dict[int, list[bool]] = {}
    for number, example in enumerate(examples):
        label = int(example.weak.argmax())
        right.setdefault(label, []).append(int(scores[str(number)].clip.argmax()) == label)
    return float(np.mean([np.mean(some) for some in right.values()]))


def better(name: str, one: float, other: float) -> bool:
    return one < other if name in SMALLER_IS_BETTER else one > other


def references_of(examples: Sequence[Example], grid: TargetGrid) -> dict[str, list[Event]]:
    """The events as the targets have them, exact to a frame."""
    return {str(number): _events(example, grid) for number, example in enumerate(examples)}


def _events(example: Example, grid: TargetGrid) -> list[Event]:
    events = []
    for column, label in enumerate(grid.classes):
        place = 0
        for on, run in groupby(example.strong[:, column].tolist()):
            length = len(list(run))
            if on:
                events.append(Event(label, place * grid.frame_s, (place + length) * grid.frame_s))
            place += length
    return events


def _scores(strong: torch.Tensor, weak: torch.Tensor, grid: TargetGrid, length_s: float) -> Scores:
    return Scores(TimeGrid(0.0, grid.frame_s, len(strong)), grid.classes, np.asarray(strong.float().cpu()),
                  np.asarray(weak.float().cpu()), length_s)


def _clip_figures(examples: Sequence[Example], scores: Mapping[str, Scores], grid: TargetGrid) -> dict[str, float]:
    tags = {str(number): [grid.classes[column] for column in torch.nonzero(example.weak)[:, 0].tolist()]
            for number, example in enumerate(examples)}
    clips = clip_scores(tags, scores, grid.classes)
    ranked = mean_average_precision(clips)(np.ones((1, len(examples))))
    return {"clip_map": float(ranked[0]), "clip_f1": figures(tag_counts(clips)).micro.f1}


def _event_figures(references: Mapping[str, Sequence[Event]], scores: Mapping[str, Scores], grid: TargetGrid
                   ) -> dict[str, float]:
    estimates = {name: decode(one, Decoding()) for name, one in scores.items()}
    segments = segment_counts(references, estimates, {name: one.duration_s for name, one in scores.items()},
                              grid.classes)
    rate = error_rate(segments)(np.ones((1, len(scores))))
    return {"segment_f1": figures(segments.counts).micro.f1, "segment_er": float(rate[0]),
            "event_f1": figures(event_counts(references, estimates, grid.classes)).macro_f1}
