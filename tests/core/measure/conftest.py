"""Random references and estimates that resemble them: some hits, some shifted, some missing, some invented."""

from __future__ import annotations

import numpy as np
import pytest

from core.domain import Event

CLASSES = ("bell", "dog", "rain", "siren")
FILES, LENGTH_S = 25, 10.0
Listed = dict[str, list[Event]]


@pytest.fixture
def case() -> tuple[Listed, Listed]:
    random = np.random.default_rng(5)
    references: Listed = {}
    estimates: Listed = {}
    for i in range(FILES):
        name = f"{i}.wav"
        references[name], estimates[name] = [], []
        for label in CLASSES:
            end = 0.0
            while i % 6 and (end := end + random.uniform(0.3, 6)) < LENGTH_S - 0.5:  # every sixth has no events
                event = Event(label, end, min(end + random.uniform(0.2, 3), LENGTH_S))
                references[name].append(event)
                if random.random() < 0.75:
                    shift = random.normal(0, 0.15, 2)
                    estimates[name].append(Event(random.choice(CLASSES) if random.random() < 0.2 else label,
                                                 max(event.onset_s + shift[0], 0),
                                                 max(event.offset_s + shift[1], event.onset_s + 0.3)))
                end = event.offset_s + 0.1
        if random.random() < 0.7:
            estimates[name].append(Event("dog", 1.5, 2.25))
    return references, {name: _apart(events) for name, events in estimates.items()}


def _apart(events: list[Event]) -> list[Event]:
    """Without overlap within a class, which the peers do not take."""
    kept: list[Event] = []
    for event in sorted(events, key=lambda one: one.onset_s):
        if all(event.label != one.label or event.onset_s > one.offset_s for one in kept):
            kept.append(event)
    return kept
