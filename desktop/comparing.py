"""What of the detections is true, false or missed by the labels of the pane, without Qt.

Kept until events or labels change, so that painting asks as often as it likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from core.domain import Event, Verdict
from desktop.detections import Run
from desktop.pane import PaneState

NOTHING = ""  # as a reference: compare with nothing
_CUT_S = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """`hits` has a place for each event of the run, `found` for each of the reference's."""

    reference: tuple[Event, ...]
    hits: tuple[bool, ...]
    found: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Figures of one run against the reference; NaN where nothing defines them. `error_rate` is that of segments."""

    f1: float
    precision: float
    recall: float
    segment_f1: float
    error_rate: float


_Key = tuple[object, ...]
_kept: WeakKeyDictionary[PaneState, dict[int, tuple[_Key, Comparison | None]]] = WeakKeyDictionary()
_references: WeakKeyDictionary[PaneState, tuple[_Key, tuple[Event, ...]]] = WeakKeyDictionary()


def reference_of(pane: PaneState) -> tuple[Event, ...]:
    """The labels to compare with: of the chosen lane, or of all lanes but those made of detections."""
    found = pane.detections
    titles = frozenset(run.title for run in found.runs)
    key = (pane.annotations, found.reference, titles)
    before = _references.get(pane)
    if before is not None and _same(before[0], key):
        return before[1]
    events = tuple(event for event in pane.annotations.events.values() if _counts(event, found.reference, titles))
    _references[pane] = key, events
    return events


def comparison_of(pane: PaneState, run: Run) -> Comparison | None:
    """None: there is nothing to compare with."""
    found = pane.detections
    events = reference_of(pane)
    key = (run.events, events, run.scores, found.collar_s)
    kept = _kept.setdefault(pane, {})
    before = kept.get(run.key)
    if before is not None and _same(before[0], key):
        return before[1]
    made = _compared(run, events, found.collar_s) if events else None
    kept[run.key] = key, made
    return made


def marks_of(comparison: Comparison, run: Run) -> Marks:
    """Event-based figures as they are drawn, and those of segments of one second."""
    import numpy as np

    from core.measure.counts import micro_f1
    from core.measure.segments import error_rate, segment_counts

    start_s = run.scores.grid.start_s
    there, said = ({"": _shifted(events, -start_s)} for events in (comparison.reference, run.events))
    segments = segment_counts(there, said, {"": run.scores.duration_s})
    once = np.ones((1, 1))
    hits, false, missed = sum(comparison.hits), comparison.hits.count(False), comparison.found.count(False)
    return Marks(_share(2 * hits, 2 * hits + false + missed), _share(hits, hits + false),
                 _share(hits, hits + missed), float(micro_f1(segments.counts)(once)[0]),
                 float(error_rate(segments)(once)[0]))


def _compared(run: Run, events: Sequence[Event], collar_s: float) -> Comparison:
    from core.measure.events import match_events

    start_s = run.scores.grid.start_s
    end_s = start_s + run.scores.duration_s
    names = {_plain(label): label for label in run.scores.classes}
    reference = tuple(replace(event, label=names.get(_plain(event.label), event.label)) for event in events
                      if event.onset_s < end_s - _CUT_S and event.offset_s > start_s + _CUT_S)
    matching = match_events(reference, run.events, collar_s)
    hits, found = [False] * len(run.events), [False] * len(reference)
    for there, said in matching.pairs:
        found[there] = hits[said] = True
    return Comparison(reference, tuple(hits), tuple(found))


def _counts(event: Event, lane: str | None, titles: frozenset[str]) -> bool:
    if event.verdict is Verdict.REJECTED:
        return False
    return event.lane not in titles if lane is None else event.lane == lane


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").replace("-", " ").casefold().split())


def _shifted(events: Sequence[Event], by_s: float) -> Sequence[Event]:
    if not by_s:
        return events
    return [replace(event, onset_s=event.onset_s + by_s, offset_s=event.offset_s + by_s) for event in events]


def _same(before: _Key, now: _Key) -> bool:
    return len(before) == len(now) and all(a is b or (isinstance(a, str | float | frozenset) and a == b)
                                           for a, b in zip(before, now, strict=True))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
