"""A model that is none: a card, scores made by hand, and the simplest way from scores to events."""

from pathlib import Path

import numpy as np

from core.detect.decode import Decoding
from core.domain import Event, Scores, TimeGrid
from core.models.card import Card
from core.models.registry import Entry

STEP_S = 0.1
CLASSES = ("dog", "siren", "rain")


def entry(name: str = "one", classes: tuple[str, ...] = CLASSES, **decoding: object) -> Entry:
    card = Card(id=name, title=f"Model {name}", task="events", architecture="none", classes=classes, parameters=1,
                licence="MIT", decoding=decoding)
    return Entry(card, Path("none"), embedded=True)


def scores(stretches: dict[str, list[tuple[float, float, float]]], seconds: float = 4.0,
           classes: tuple[str, ...] = CLASSES) -> Scores:
    """Scores that are 0.05 but for stretches (start_s, end_s, score) of each class."""
    frames = round(seconds / STEP_S)
    values = np.full((frames, len(classes)), 0.05, np.float32)
    for label, parts in stretches.items():
        for start_s, end_s, score in parts:
            values[round(start_s / STEP_S):round(end_s / STEP_S), classes.index(label)] = score
    return Scores(TimeGrid(0.0, STEP_S, frames), classes, values, values.max(0), seconds)


def decode_plainly(found: Scores, decoding: Decoding, lane: str = "") -> list[Event]:
    events = []
    for label in found.classes:
        if decoding.classes is not None and label not in decoding.classes:
            continue
        column = found.of(label)
        above = np.concatenate([[False], column > decoding.thresholds.get(label, decoding.threshold), [False]])
        edges = np.flatnonzero(np.diff(above.astype(int)))
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            events.append(Event(label, round(first * STEP_S, 6), round(end * STEP_S, 6),
                                score=float(column[first:end].max()), lane=lane))
    return sorted(events, key=lambda event: (event.onset_s, event.offset_s, event.label))
