"""From scores to events without asking the model again: all settings are values that sliders may move.

A class sounds where its score is above its threshold; hysteresis, filters and lengths say where it begins and ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.detect.curves import Curves, Preparation, Spans, means, prepared
from core.detect.store import ScoreStore, release
from core.domain import DEFAULT_LANE, Event, Scores
from core.errors import ModelError

Method = Literal["threshold", "csebb"]
METHODS: tuple[Method, ...] = ("threshold", "csebb")
Borders = Literal["filtered", "raw"]
BORDERS: tuple[Borders, ...] = ("filtered", "raw")
BLOCK_BYTES = 32 * 2**20  # of scores that are prepared at once
TINY_S = 1e-9  # lengths on the grid are sums of steps: what is as long as asked for must not fail by rounding
TINY_FRAMES = 1e-6
PLACES = 9  # of seconds: files should say 3.28, not the 3.2800000000000002 that 41 steps of 0.08 s make


@dataclass(frozen=True, slots=True)
class Decoding:
    """Settings for all classes; the mappings override them for single classes. Times are seconds.

    Gaps shorter than `min_gap_s` are closed first; then events shorter than `min_length_s` are dropped.
    """

    method: Method = "threshold"
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)
    low_ratio: float = 1.0  # hysteresis: an event goes on while the score is above threshold * low_ratio
    median_s: float = 0.0
    medians_s: Mapping[str, float] = field(default_factory=dict)
    borders: Borders = "filtered"  # "raw": medians say which events there are, the score beneath where they end
    min_length_s: float = 0.0
    min_gap_s: float = 0.0
    weak_threshold: float = 0.0  # weak masking: a class whose clip score is below this has no events
    step_filter_s: float = 0.48  # cSEBB
    merge_abs: float = 0.15
    merge_rel: float = 1.5
    classes: frozenset[str] | None = None  # only these

    def threshold_of(self, label: str) -> float:
        return self.thresholds.get(label, self.threshold)

    def median_of(self, label: str, step_s: float) -> int:
        """Frames of the median filter: the odd number nearest to its length, the greater of two."""
        return 2 * int(max(self.medians_s.get(label, self.median_s), 0.0) / step_s / 2 + TINY_FRAMES) + 1


def decoding_of(settings: Mapping[str, Any]) -> Decoding:
    """The decoding that a model card asks for. Raises `ModelError`."""
    known = {one.name for one in fields(Decoding)}
    unknown = sorted(set(settings) - known)
    if unknown:
        raise ModelError(f"the card's decoding has no setting “{unknown[0]}”; there are: {', '.join(sorted(known))}.")
    if settings.get("method", "threshold") not in METHODS:
        raise ModelError(f"the card's decoding has no method “{settings['method']}”; there are: {', '.join(METHODS)}.")
    if settings.get("borders", "filtered") not in BORDERS:
        raise ModelError(f"the card's decoding has no borders “{settings['borders']}”; there are: "
                         f"{', '.join(BORDERS)}.")
    values = dict(settings)
    if values.get("classes") is not None:
        values["classes"] = frozenset(values["classes"])
    return Decoding(**values)


def changed(decoding: Decoding, **settings: Any) -> Decoding:
    """With these settings; one that is for all classes takes the place of those of single classes."""
    if "threshold" in settings:
        settings.setdefault("thresholds", {})
    if "median_s" in settings:
        settings.setdefault("medians_s", {})
    return replace(decoding, **settings)


def decode(scores: Scores, decoding: Decoding, lane: str = "") -> list[Event]:
    """The events, sorted by onset; each has its score: the mean over its frames."""
    found = decoded(scores, decoding)
    order = np.lexsort((found.ends, found.starts))
    grid, end_s = scores.grid, scores.grid.start_s + scores.duration_s
    onsets_s = (grid.start_s + found.starts * grid.step_s).round(PLACES)[order].tolist()
    offsets_s = np.minimum((grid.start_s + found.ends * grid.step_s).round(PLACES), end_s)[order].tolist()
    rows, marks = found.rows[order].tolist(), found.scores[order].tolist()
    return [Event(scores.classes[row], onset_s, offset_s, None, None, mark, lane=lane or DEFAULT_LANE)
            for row, onset_s, offset_s, mark in zip(rows, onsets_s, offsets_s, marks, strict=True)
            if offset_s > onset_s]


def decoded(scores: Scores, decoding: Decoding) -> Spans:
    """The events as frames, `rows` being columns of the scores: what views draw without making events."""
    parts: list[Spans] = []
    for how, curves in _blocks(scores, decoding):
        labels = [scores.classes[column] for column in how.columns]
        limits = np.array([decoding.threshold_of(label) for label in labels], np.float32)
        spans = _accepted(curves, limits, decoding)
        spans = _sized(spans, curves.values, decoding, scores.grid.step_s)
        parts.append(spans._replace(rows=np.asarray(how.columns, np.intp)[spans.rows]))
    if not parts:
        nothing = np.zeros(0, np.intp)
        return Spans(nothing, nothing, nothing, np.zeros(0))
    return Spans(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def postprocessed(scores: Scores, decoding: Decoding) -> Scores:
    """Scores that any threshold turns into the events of this decoding, as measures over all thresholds need them.

    Medians, borders, weak masking and boxes are in them; hysteresis and lengths depend on a threshold and are not.
    """
    made = ScoreStore(scores.grid.count, len(scores.classes))
    for how, curves in _blocks(scores, decoding):
        painted = curves.values if curves.boxes is None else _painted(curves.boxes, curves.values.shape)
        for column, curve in zip(how.columns, painted, strict=True):
            made.write_class(column, curve)
    return replace(scores, values=made.values())


def _painted(boxes: Spans, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Within each box its score, elsewhere nothing."""
    made = np.zeros(shape, np.float32)
    for row, start, end, mark in zip(*(column.tolist() for column in boxes), strict=True):
        made[row, start:end] = mark
    return made


def _blocks(scores: Scores, decoding: Decoding) -> Iterator[tuple[Preparation, Curves]]:
    """The classes that may have events, as many at a time as memory is given to them."""
    columns = [column for column, label in enumerate(scores.classes)
               if (decoding.classes is None or label in decoding.classes)
               and not scores.clip[column] < decoding.weak_threshold]
    if not scores.grid.count:
        return
    at_once = max(1, BLOCK_BYTES // (4 * scores.grid.count))
    for first in range(0, len(columns), at_once):
        how = _preparation(scores, decoding, columns[first: first + at_once])
        yield how, prepared(scores.values, how)
        release(scores.values)


def _preparation(scores: Scores, decoding: Decoding, columns: list[int]) -> Preparation:
    step_s = scores.grid.step_s
    if decoding.method == "csebb":
        half_frames = max(decoding.step_filter_s / 2 / step_s, 1.0)
        return Preparation(tuple(columns), (), half_frames, decoding.merge_abs, decoding.merge_rel)
    medians = tuple(decoding.median_of(scores.classes[c], step_s) for c in columns)
    return Preparation(tuple(columns), medians, sharp=decoding.borders == "raw")


def _accepted(curves: Curves, limits: NDArray[np.float32], decoding: Decoding) -> Spans:
    if curves.boxes is not None:
        return curves.boxes.where(curves.boxes.scores > limits[curves.boxes.rows])
    if decoding.low_ratio >= 1.0:
        return _above(curves.values, limits)
    spans = _above(curves.values, (limits * np.float32(max(decoding.low_ratio, 0.0))).astype(np.float32))
    return spans.where(_tops(curves.values, spans) > limits[spans.rows]) if len(spans.rows) else spans


def _above(values: NDArray[np.float32], limits: NDArray[np.float32]) -> Spans:
    """Runs of frames above the limit of their row; scores are taken later."""
    classes, frames = values.shape
    mask = np.zeros((classes, frames + 1), np.bool_)  # the last column parts a row from the next
    np.greater(values, limits[:, None], out=mask[:, :frames])
    flat = mask.reshape(-1)
    turns = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if flat.size and flat[0]:
        turns = np.append(0, turns)
    rows, starts = np.divmod(turns[::2], frames + 1)
    ends = turns[1::2] - rows * (frames + 1)
    return Spans(rows, starts, ends, np.zeros(len(rows)))


def _tops(values: NDArray[np.float32], spans: Spans) -> NDArray[np.float32]:
    frames = values.shape[1]
    borders = np.stack([spans.rows * frames + spans.starts, spans.rows * frames + spans.ends], axis=1).ravel()
    tops: NDArray[np.float32] = np.maximum.reduceat(values.reshape(-1)[: borders[-1]], borders[:-1])[::2]
    return tops


def _sized(spans: Spans, values: NDArray[np.float32], decoding: Decoding, step_s: float) -> Spans:
    """Close short gaps, drop short events, and say the mean score of what is left."""
    rows, starts, ends, _ = spans
    if decoding.min_gap_s > 0 and len(rows) > 1:
        gaps_s = (starts[1:] - ends[:-1]) * step_s
        parted = (rows[1:] != rows[:-1]) | ~(gaps_s < decoding.min_gap_s - TINY_S)
        first, last = np.append(True, parted), np.append(parted, True)
        rows, starts, ends = rows[first], starts[first], ends[last]
    kept = (ends - starts) * step_s >= decoding.min_length_s - TINY_S
    rows, starts, ends = rows[kept], starts[kept], ends[kept]
    return Spans(rows, starts, ends, means(values, rows, starts, ends))
