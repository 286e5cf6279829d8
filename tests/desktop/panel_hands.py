"""A recording with detections and labels, made without a model, for the panels."""

from pathlib import Path
from typing import Any

import numpy as np

from core.domain import Event, Scores, TimeGrid
from core.models.card import Card
from core.models.registry import Entry
from desktop.detections import Run
from desktop.main_window import MainWindow
from desktop.pane import PaneState

CLASSES = ("dog", "siren", "rain")


def opened(qtbot: Any, window: MainWindow, path: Path) -> PaneState:
    window.documents.open([str(path)])
    qtbot.waitUntil(lambda: window.session.active is not None and not window.jobs.running, timeout=10_000)
    pane = window.session.active
    assert pane is not None
    return pane


def entry(name: str = "double", classes: tuple[str, ...] = CLASSES) -> Entry:
    card = Card(id=name, title=name.title(), task="events", architecture="crnn", classes=classes, parameters=1,
                licence="MIT")
    return Entry(card, Path("/nowhere"), embedded=False)


def detected(pane: PaneState) -> Run:
    """Scores in frames of 0.5 s: the dog is sure where it is, the siren is as high where there is none."""
    values = np.full((8, 3), 0.1, np.float32)
    values[2:4, 0] = 0.9
    values[6:8, 0] = 0.4
    values[0:2, 1], values[4:6, 1] = 0.6, 0.6
    scores = Scores(TimeGrid(0.0, 0.5, 8), CLASSES, values, values.max(axis=0), 4.0, "double")
    return pane.detections.add(entry(), scores)


def labelled(pane: PaneState) -> None:
    pane.add_event("Add", Event("dog", 1.0, 2.0))
    pane.add_event("Add", Event("siren", 0.0, 1.0))
