"""What models have found in one recording, without Qt: runs with their scores, settings and events.

Settings are values that sliders move; the events follow at once where decoding is quick, else whoever hears
`stale` decodes in the background and puts the events back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from psygnal import Signal

from core.domain import Event, Scores
from desktop.class_names import plain_name

if TYPE_CHECKING:
    from core.detect.decode import Decoding
    from core.models.registry import Entry
    from core.project import ModelRun
    from desktop.score_curves import ScoreCurves

QUICK_S = 0.010  # what may be decoded between two frames of the window
VALUE_S = 5e-9  # how long decoding takes for each score, until it was measured
_OF_ONE_CLASS = frozenset(("thresholds", "medians_s"))


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One model on one recording. `events` are those of `decoded`, which is `decoding` unless they are late."""

    key: int
    entry: Entry
    scores: Scores
    decoding: Decoding
    curves: ScoreCurves
    events: tuple[Event, ...] = ()
    decoded: Decoding | None = None
    visible: bool = True
    heard_s: tuple[float, float | None] = (0.0, None)  # the stretch that was asked for; None: to the end

    @property
    def title(self) -> str:
        return self.entry.card.title

    @property
    def is_late(self) -> bool:
        return self.decoded is not self.decoding


class Detections:
    """The runs of a pane, which of them is active, and what of them is looked at. Lives on the main thread."""

    changed = Signal()  # anything below
    stale = Signal(int)  # the key of a run whose events do not fit its settings, as decoding takes long

    def __init__(self) -> None:
        self.runs: tuple[Run, ...] = ()
        self.chosen_class: str | None = None  # whose threshold the sliders move; None: of all
        self.shows_all = False  # lanes of classes in which nothing happens, too
        self.reference: str | None = None  # the lane of labels to compare with; None: all, "": nothing
        self.collar_s = 0.2  # how far the onset of a true event may be off
        self.picked: tuple[int, Event] | None = None  # the key of a run, and one of its events
        self.remembered: tuple[ModelRun, ...] = ()  # of a project; they come back where their scores were kept
        self._active: int | None = None
        self._next_key = 1
        self._cost_s: dict[tuple[int, bool], float] = {}  # of the last decode of a run, of all classes or of some

    # ---- runs -------------------------------------------------------------------------------------------------

    @property
    def active(self) -> Run | None:
        """The run whose settings are moved: the one that was chosen or came last."""
        return self.run(self._active)

    @property
    def visible(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.visible)

    def run(self, key: int | None) -> Run | None:
        return next((run for run in self.runs if run.key == key), None)

    def add(self, entry: Entry, scores: Scores, decoding: Decoding | None = None,
            events: Iterable[Event] | None = None, curves: ScoreCurves | None = None,
            heard_s: tuple[float, float | None] = (0.0, None)) -> Run:
        """Take a model's scores; they replace earlier ones of the same model.

        `events` and `curves` are given where a job has made them already.
        """
        from desktop.score_curves import ScoreCurves

        before = next((run for run in self.runs if run.entry.card.id == entry.card.id), None)
        chosen = decoding or (before.decoding if before else own_decoding(entry))
        run = Run(before.key if before else self._next_key, entry, scores, chosen,
                  curves or ScoreCurves(scores), heard_s=heard_s)
        if before is None:
            self._next_key += 1
            self.runs = (*self.runs, run)
        else:
            self._put(run)
        self._active = run.key
        for whole in (True, False):
            self._cost_s.pop((run.key, whole), None)
        if events is None:
            self._decode(run)
        else:
            self._put(replace(run, events=tuple(events), decoded=chosen))
        self.changed.emit()
        found = self.run(run.key)
        assert found is not None
        return found

    def remove(self, key: int) -> None:
        left = tuple(run for run in self.runs if run.key != key)
        if len(left) == len(self.runs):
            return
        self.runs = left
        if self._active == key:
            self._active = left[-1].key if left else None
        if self.picked is not None and self.picked[0] == key:
            self.picked = None
        self.changed.emit()

    def activate(self, key: int) -> None:
        run = self.run(key)
        if key != self._active and run is not None:
            self._active = key
            self.chosen_class = name_in(run, self.chosen_class)
            self.changed.emit()

    def show(self, key: int, visible: bool) -> None:
        run = self.run(key)
        if run is not None and run.visible != visible:
            self._put(replace(run, visible=visible))
            self.changed.emit()

    # ---- settings ---------------------------------------------------------------------------------------------

    def set_decoding(self, key: int, decoding: Decoding) -> None:
        run = self.run(key)
        if run is None or run.decoding == decoding:
            return
        late = replace(run, decoding=decoding)
        self._put(late)
        if self._expected_s(late) <= QUICK_S:
            self._decode(late)
        else:
            self.stale.emit(key)
        self.changed.emit()

    def set_threshold(self, key: int, threshold: float, label: str | None = None) -> None:
        """Of one class, or of all: then classes with one of their own lose it."""
        run = self.run(key)
        if run is None:
            return
        if label is None:
            self.set_decoding(key, replace(run.decoding, threshold=threshold, thresholds={}))
        else:
            own = {**run.decoding.thresholds, label: threshold}
            self.set_decoding(key, replace(run.decoding, thresholds=own))

    def reset(self, key: int) -> None:
        """Back to what serves the model best by its card."""
        run = self.run(key)
        if run is not None:
            self.set_decoding(key, own_decoding(run.entry))

    def put_events(self, key: int, decoding: Decoding, events: Iterable[Event], cost_s: float = 0.0) -> bool:
        """Events that were decoded elsewhere. False: the settings have moved on meanwhile, so they are dropped."""
        run = self.run(key)
        if run is None or run.decoding is not decoding:
            return False
        self._cost_s[key, _is_whole(run)] = cost_s
        self._put(replace(run, events=tuple(events), decoded=decoding))
        self.changed.emit()
        return True

    # ---- what is looked at ------------------------------------------------------------------------------------

    def choose_class(self, label: str | None) -> None:
        self._set("chosen_class", label)

    def set_shows_all(self, on: bool) -> None:
        self._set("shows_all", on)

    def set_reference(self, lane: str | None) -> None:
        self._set("reference", lane)

    def set_collar(self, collar_s: float) -> None:
        self._set("collar_s", collar_s)

    def pick(self, key: int, event: Event) -> None:
        self._set("picked", (key, event))

    def _set(self, name: str, value: object) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _put(self, changed: Run) -> None:
        self.runs = tuple(changed if run.key == changed.key else run for run in self.runs)

    def _expected_s(self, run: Run) -> float:
        whole = _is_whole(run)
        values = run.scores.values.size if whole else run.scores.grid.count
        return self._cost_s.get((run.key, whole), values * VALUE_S)

    def _decode(self, run: Run) -> None:
        began = time.perf_counter()
        events = decoded(run)
        self._cost_s[run.key, _is_whole(run)] = time.perf_counter() - began
        self._put(replace(run, events=events, decoded=run.decoding))


def to_remember(found: Detections) -> tuple[ModelRun, ...]:
    """What a project keeps: the runs that are there, and those that are still to come back."""
    from core.project import ModelRun

    there = {run.entry.card.id for run in found.runs}
    return (*(ModelRun(run.entry.card.id, run.decoding, run.visible, *run.heard_s) for run in found.runs),
            *(run for run in found.remembered if run.model not in there))


def name_in(run: Run, label: str | None) -> str | None:
    """What a run calls a class that may come from another one; the same name where it has no such class."""
    if label is None or label in run.scores.classes:
        return label
    return next((own for own in run.scores.classes if plain_name(own) == plain_name(label)), label)


def _is_whole(run: Run) -> bool:
    return touched_classes(run.decoded, run.decoding) is None


def decoded(run: Run) -> tuple[Event, ...]:
    """The events of a run by its settings. Only the classes whose settings have changed are decoded again."""
    from core.detect.decode import decode

    touched = touched_classes(run.decoded, run.decoding)
    if touched is None:
        return tuple(decode(run.scores, run.decoding, run.title))
    among = touched if run.decoding.classes is None else touched & run.decoding.classes
    fresh = decode(run.scores, replace(run.decoding, classes=frozenset(among)), run.title) if among else []
    kept = [event for event in run.events if event.label not in touched]
    return tuple(sorted([*kept, *fresh], key=lambda event: (event.onset_s, event.offset_s, event.label)))


def touched_classes(before: Decoding | None, after: Decoding) -> frozenset[str] | None:
    """The classes whose own settings differ; None where anything of all classes differs."""
    if before is None:
        return None
    touched: set[str] = set()
    for name in (field.name for field in fields(after)):
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if name not in _OF_ONE_CLASS:
            return None
        touched |= {label for label in old.keys() | new.keys() if old.get(label) != new.get(label)}
    return frozenset(touched)


def own_decoding(entry: Entry) -> Decoding:
    """What the card says serves the model best. Raises `ModelError`."""
    from core.detect.decode import decoding_of

    return decoding_of(entry.card.decoding)
