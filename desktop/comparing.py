"""What of the detections is true, false or missed by the labels of the pane, without Qt.

Kept class by class until its events or labels change: a threshold that is pulled touches one class of fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.annotations import Annotations
from core.domain import Event, Verdict
from desktop.class_names import plain_name
from desktop.detections import Run
from desktop.pane import PaneState

NOTHING = ""  # as a reference: compare with nothing
_CUT_S = 1e-6
Times = tuple[NDArray[np.float64], NDArray[np.float64]]  # onsets and offsets
_NOBODY: tuple[Event, ...] = ()


@dataclass(frozen=True, eq=False)
class ClassMatch:
    """Of one class, by onset: the events of the run and of the reference, and which of them have a partner."""

    said: tuple[Event, ...]
    there: tuple[Event, ...]
    hits: NDArray[np.bool_]
    found: NDArray[np.bool_]

    @cached_property
    def said_s(self) -> Times:
        return _times(self.said)

    @cached_property
    def there_s(self) -> Times:
        return _times(self.there)


@dataclass(frozen=True, eq=False)
class Comparison:
    """All classes in which there is anything. `has_reference` False: there is nothing to compare with."""

    classes: Mapping[str, ClassMatch]
    has_reference: bool

    @cached_property
    def reference(self) -> tuple[Event, ...]:
        return tuple(event for match in self.classes.values() for event in match.there)

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """True, false, missed."""
        matches = self.classes.values()
        hits = sum(int(match.hits.sum()) for match in matches)
        return (hits, sum(len(match.said) for match in matches) - hits,
                sum(len(match.there) for match in matches) - hits)


@dataclass(frozen=True, slots=True)
class Marks:
    """Figures of one run against the reference; NaN where nothing defines them. `error_rate` is that of segments."""

    f1: float
    precision: float
    recall: float
    segment_f1: float
    error_rate: float


@dataclass(eq=False)
class _Kept:
    """What was last compared for one pane."""

    annotations: Annotations | None = None
    chosen: tuple[object, ...] = ()
    reference: tuple[Event, ...] = _NOBODY
    runs: dict[int, tuple[tuple[object, ...], Comparison]] | None = None


_kept: WeakKeyDictionary[PaneState, _Kept] = WeakKeyDictionary()


def reference_of(pane: PaneState) -> tuple[Event, ...]:
    """The labels to compare with: of the chosen lane, or of all lanes but those made of detections."""
    kept = _kept.setdefault(pane, _Kept())
    titles = frozenset(run.title for run in pane.detections.runs)
    lane = pane.detections.reference
    if kept.annotations is not pane.annotations or kept.chosen != (lane, titles):
        events = tuple(event for event in pane.annotations.events.values() if _counts(event, lane, titles))
        if events != kept.reference:
            kept.reference = events
        kept.annotations, kept.chosen = pane.annotations, (lane, titles)
    return kept.reference


def comparison_of(pane: PaneState, run: Run) -> Comparison:
    """The same object as long as nothing has changed."""
    reference = reference_of(pane)
    kept = _kept[pane]
    key = (run.events, reference, run.scores, pane.detections.collar_s)
    kept.runs = {} if kept.runs is None else kept.runs
    last = kept.runs.get(run.key)
    if last is not None and all(a is b or (isinstance(a, float) and a == b) for a, b in zip(last[0], key, strict=True)):
        return last[1]
    before = last[1] if last is not None and last[0][3] == key[3] else None
    made = _compared(run, reference, pane.detections.collar_s, before)
    kept.runs[run.key] = key, made
    return made


def marks_of(comparison: Comparison, run: Run) -> Marks:
    """Event-based figures as they are drawn, and those of segments of one second."""
    from core.measure.counts import micro_f1
    from core.measure.segments import error_rate, segment_counts

    start_s = run.scores.grid.start_s
    there, said = ({"": _shifted(events, -start_s)} for events in (comparison.reference, run.events))
    segments = segment_counts(there, said, {"": run.scores.duration_s})
    once = np.ones((1, 1))
    hits, false, missed = comparison.counts
    return Marks(_share(2 * hits, 2 * hits + false + missed), _share(hits, hits + false),
                 _share(hits, hits + missed), float(micro_f1(segments.counts)(once)[0]),
                 float(error_rate(segments)(once)[0]))


def _compared(run: Run, reference: Iterable[Event], collar_s: float, before: Comparison | None) -> Comparison:
    start_s = run.scores.grid.start_s
    end_s = start_s + run.scores.duration_s
    within = [event for event in reference if event.onset_s < end_s - _CUT_S and event.offset_s > start_s + _CUT_S]
    said, there = _by_class(run.events), _by_class(_as_named(within, run.scores.classes))
    known = before.classes if before is not None else {}
    classes = {}
    for label in said.keys() | there.keys():
        sides, last = (said.get(label, _NOBODY), there.get(label, _NOBODY)), known.get(label)
        kept = last is not None and (last.said, last.there) == sides
        classes[label] = last if kept and last is not None else _matched(*sides, collar_s)
    return Comparison(classes, bool(reference))


def _as_named(events: Iterable[Event], classes: Iterable[str]) -> list[Event]:
    """“Dog” is what the model calls “dog”."""
    names = {plain_name(label): label for label in classes}
    called: dict[str, str] = {}
    renamed = []
    for event in events:
        name = called.get(event.label)
        if name is None:
            name = called[event.label] = names.get(plain_name(event.label), event.label)
        renamed.append(event if name == event.label else replace(event, label=name))
    return renamed


def _matched(said: tuple[Event, ...], there: tuple[Event, ...], collar_s: float) -> ClassMatch:
    from core.measure.events import match_events

    hits, found = np.zeros(len(said), np.bool_), np.zeros(len(there), np.bool_)
    if said and there:
        for right, left in match_events(there, said, collar_s).pairs:
            found[right] = hits[left] = True
    return ClassMatch(said, there, hits, found)


def _by_class(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    listed: dict[str, list[Event]] = {}
    for event in events:
        listed.setdefault(event.label, []).append(event)
    return {label: tuple(sorted(some, key=lambda event: (event.onset_s, event.offset_s)))
            for label, some in listed.items()}


def _counts(event: Event, lane: str | None, titles: frozenset[str]) -> bool:
    if event.verdict is Verdict.REJECTED:
        return False
    return event.lane not in titles if lane is None else event.lane == lane


def _shifted(events: Sequence[Event], by_s: float) -> Sequence[Event]:
    if not by_s:
        return events
    return [replace(event, onset_s=event.onset_s + by_s, offset_s=event.offset_s + by_s) for event in events]


def _times(events: Sequence[Event]) -> Times:
    return np.array([event.onset_s for event in events]), np.array([event.offset_s for event in events])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
