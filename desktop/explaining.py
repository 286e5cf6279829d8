"""What the explaining panels ask of a model, on the thread of a job: without Qt, one question at a time."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain import Event
from core.errors import UsageError
from core.progress import Progress
from desktop.class_names import plain_name

if TYPE_CHECKING:
    from core.explain.band_activation import BandActivation, Kind
    from core.explain.saliency import Saliency
    from core.explain.stretch import Stretch
    from core.models.detector import Detector
    from core.models.registry import Entry

SUREST = 12  # classes of a stretch
EVENTS_A_CLASS = 4  # the surest ones; more would take long and change little
LOCK_WAIT_S = 0.05


class Explainer:
    """Keeps the last network, so that a second question needs no second start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entry: Entry | None = None
        self._network: Detector | None = None

    def saliency(self, entry: Entry, path: Path, track: int, wish: tuple[float, float], whole_s: float,
                 label: str | None, progress: Progress) -> Saliency:
        from core.explain.saliency import saliency

        with self._model(entry, progress) as network:
            stretch = _read(network, path, track, wish, whole_s)
            progress.step(1.0, 2.0)
            return saliency(network, stretch, None if label is None else entry.card.classes.index(label))

    def bands_of_stretch(self, entry: Entry, path: Path, track: int, wish: tuple[float, float], whole_s: float,
                         by: Kind, progress: Progress) -> BandActivation:
        """Of the classes that the model is surest of there."""
        import torch

        from core.explain.band_activation import band_activation
        from core.explain.feature_plane import sound_of, untouched

        with self._model(entry, progress) as network:
            stretch = _read(network, path, track, wish, whole_s)
            with untouched(network), torch.no_grad():
                clip = network(network.features(sound_of(network, stretch.samples))).weak[0]
            labels = clip.argsort(descending=True)[:SUREST].tolist()
            return band_activation(network, stretch, labels, progress=progress, by=by)

    def bands_of_events(self, entry: Entry, path: Path, track: int, events: Sequence[Event], whole_s: float,
                        by: Kind, progress: Progress) -> BandActivation:
        """The mean over the surest events of each class."""
        from core.explain.band_activation import band_activation, mean_activation

        chosen = surest(events, entry.card.classes)
        if not chosen:
            raise UsageError("None of these events is of a class of this model: choose others, or another model.")
        parts = []
        with self._model(entry, progress) as network:
            for done, (label, event) in enumerate(chosen):
                progress.step(done, len(chosen), event.label)
                stretch = _read(network, path, track, _around(event, network.window_s), whole_s)
                spans = {label: [(event.onset_s, event.offset_s)]}
                parts.append(band_activation(network, stretch, [label], spans, by=by))
        return mean_activation(parts)

    @contextmanager
    def _model(self, entry: Entry, progress: Progress) -> Iterator[Detector]:
        """An earlier question that was given up may still be at its last step."""
        while not self._lock.acquire(timeout=LOCK_WAIT_S):
            progress.step(0.0)
        try:
            if self._network is None or self._entry != entry:
                from core.models.registry import load

                self._network, self._entry = load(entry), entry
            progress.step(0.0)
            yield self._network
        finally:
            self._lock.release()


def surest(events: Sequence[Event], classes: Sequence[str]) -> list[tuple[int, Event]]:
    """Of each class the events with the highest scores, by the class's number; labels without one in order of time."""
    numbers: Mapping[str, int] = {plain_name(name): number for number, name in enumerate(classes)}
    of_class: dict[int, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: (-(event.score or 0.0), event.onset_s)):
        number = numbers.get(plain_name(event.label))
        if number is not None and len(of_class[number]) < EVENTS_A_CLASS:
            of_class[number].append(event)
    return [(number, event) for number in sorted(of_class) for event in of_class[number]]


def _read(network: Detector, path: Path, track: int, wish: tuple[float, float], whole_s: float) -> Stretch:
    from core.explain.stretch import place, read_stretch

    return read_stretch(path, track, network.rate_hz, *place(*wish, network.window_s, whole_s))


def _around(event: Event, window_s: float) -> tuple[float, float]:
    """As much as the model is used to hear at once; a long event from its begin."""
    spare_s = max(window_s - event.duration_s, 0.0) / 2
    return event.onset_s - spare_s, min(event.offset_s, event.onset_s + window_s) + spare_s
