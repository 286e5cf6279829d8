"""What changes, and at which score, while a threshold falls: the events that begin to be, grow, and become one.

Each frame, when its score is passed, makes one event of the runs to its left and right; so all events that any
threshold can give are three per frame, and measures over all thresholds need no threshold to be tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event, Scores
from core.measure.intersection import Criteria

DECIMALS = 6  # of seconds, to which lengths are compared
_AT_ONCE = 2**19  # frames × classes that are looked at together

Places = NDArray[np.int64]
Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """One class of one file: how the counts change when the threshold falls below each score, highest first."""

    scores: NDArray[np.float32]
    found: NDArray[np.int32]
    false: NDArray[np.int32]
    crossed: dict[int, NDArray[np.int32]]  # by the place of the other class; those that occur in the file


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """(frames, classes): borders of the event that a frame makes, and by the frame itself of the two it joins."""

    first: Places
    end: Places


def steps_of_file(scores: Scores, events: Sequence[Event], classes: Sequence[str], criteria: Criteria,
                  crossing: bool) -> list[Steps]:
    """For each class. Classes that the model does not know have no events at any threshold."""
    edges_s, frames = _edges(scores)
    spans = [merged([(e.onset_s, e.offset_s) for e in events if e.label == name]) for name in classes]
    column = {name: i for i, name in enumerate(scores.classes)}
    made: list[Steps | None] = [None] * len(classes)
    known = [i for i, name in enumerate(classes) if name in column]
    width = max(1, _AT_ONCE // max(frames, 1))
    for start in range(0, len(known), width):
        part = known[start : start + width]
        values = scores.values[:frames, [column[classes[i]] for i in part]]
        for i, steps in zip(part, _steps(values, edges_s, part, spans, criteria, crossing), strict=True):
            made[i] = steps
    return [_NOTHING if steps is None else steps for steps in made]


def merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans of one class that touch or overlap are one event: no threshold could tell them apart."""
    whole: list[tuple[float, float]] = []
    for onset, offset in sorted(spans):
        if whole and onset <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(whole[-1][1], offset)
        elif offset > onset:
            whole.append((onset, offset))
    return whole


def _edges(scores: Scores) -> tuple[Seconds, int]:
    """The borders of the frames; the last frame ends with the recording."""
    grid = scores.grid
    edges_s = grid.start_s + np.arange(grid.count + 1) * grid.step_s
    end_s = grid.start_s + scores.duration_s
    frames = int(np.searchsorted(edges_s[:-1], end_s - 1e-9))
    return np.minimum(edges_s[: frames + 1], end_s), frames


def _steps(values: NDArray[np.float32], edges_s: Seconds, labels: Sequence[int],
           spans: Sequence[Sequence[tuple[float, float]]], criteria: Criteria, crossing: bool) -> list[Steps]:
    runs = _runs(values)
    middle = np.arange(len(values))[:, None] + np.zeros_like(runs.first)
    borders = ((runs.first, runs.end), (runs.first, middle), (middle + 1, runs.end))  # the new one, and what it joins
    covers = {i: _covered(edges_s, span) for i, span in enumerate(spans) if span}
    own = np.stack([covers.get(label, np.zeros_like(edges_s)) for label in labels], axis=1)
    columns = np.arange(len(labels))[None, :]
    length = [edges_s[end] - edges_s[first] for first, end in borders]
    there = [end > first for first, end in borders]
    hit = [is_there & (_round(own[end, columns] - own[first, columns]) >= _round(criteria.dtc * long_s))
           for is_there, long_s, (first, end) in zip(there, length, borders, strict=True)]
    false = [is_there & ~is_hit for is_there, is_hit in zip(there, hit, strict=True)]
    crossed = {i: _change([wrong & (_round(cover[end] - cover[first]) >= _round(criteria.cttc * long_s))
                           for wrong, long_s, (first, end) in zip(false, length, borders, strict=True)])
               for i, cover in covers.items()} if crossing else {}
    falses = _change(false)
    made = []
    for k, label in enumerate(labels):
        order = np.argsort(-values[:, k], kind="stable")
        gained = np.zeros(len(values), dtype=np.int32)
        for span in spans[label]:
            cover = _covered(edges_s, [span])
            parts = [is_hit[:, k] * (cover[end[:, k]] - cover[first[:, k]])
                     for is_hit, (first, end) in zip(hit, borders, strict=True)]
            total = np.cumsum((parts[0] - parts[1] - parts[2])[order])
            found = _round(total) >= _round(np.array(criteria.gtc * (span[1] - span[0])))
            hits = found.astype(np.int32)
            gained += hits - np.append(np.int32(0), hits[:-1])
        others = {i: change[order, k] for i, change in crossed.items() if i != label}
        made.append(_thinned(values[order, k], gained, falses[order, k], others))
    return made


def _thinned(scores: NDArray[np.float32], found: NDArray[np.int32], false: NDArray[np.int32],
             crossed: dict[int, NDArray[np.int32]]) -> Steps:
    """Without the frames that change nothing."""
    kept = (found != 0) | (false != 0)
    for change in crossed.values():
        kept |= change != 0
    return Steps(scores[kept], found[kept], false[kept],
                 {i: change[kept] for i, change in crossed.items() if change.any()})


def _change(of: Sequence[NDArray[np.bool_]]) -> NDArray[np.int32]:
    new, left, right = (part.astype(np.int32) for part in of)
    return new - left - right


def _covered(edges_s: Seconds, spans: Sequence[tuple[float, float]]) -> Seconds:
    """How much of the spans lies before each border."""
    total = np.zeros_like(edges_s)
    for onset, offset in spans:
        total += np.clip(edges_s - onset, 0.0, offset - onset)
    return total


def _round(values: Seconds) -> Seconds:
    return np.round(values, DECIMALS)


def _runs(values: NDArray[np.float32]) -> _Runs:
    """The longest run around each frame that is nowhere lower; of equal frames the left ones came first."""
    frames = len(values)
    left = _reach(values, np.greater_equal)
    right = _reach(values[::-1], np.greater)[::-1]
    place = np.arange(frames)[:, None]
    return _Runs(place - left, place + right + 1)


def _reach(values: NDArray[np.float32], above: np.ufunc) -> Places:
    """How many frames before each are all above it: by the lowest of 1, 2, 4 … frames, the widest first."""
    frames, columns = values.shape
    lowest = [values]
    while 2 ** len(lowest) <= frames:
        half = 2 ** (len(lowest) - 1)
        wider = lowest[-1].copy()
        wider[half:] = np.minimum(wider[half:], lowest[-1][:-half])
        wider[: 2 * half - 1] = -np.inf  # would begin before the first frame
        lowest.append(wider)
    last = np.arange(frames)[:, None] + np.zeros((1, columns), dtype=np.int64) - 1
    start = last.copy()
    for level in reversed(range(len(lowest))):
        seen = np.take_along_axis(lowest[level], np.maximum(last, 0), axis=0)
        last -= (2**level) * ((last >= 0) & above(seen, values))
    return start - last


_NOTHING = Steps(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), {})
