"""Moving the threshold of a class by its line in the lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from desktop.detections import Run

if TYPE_CHECKING:
    from desktop.views.detections import DetectionLanes

GRAB_PX = 3.5
LOWEST, HIGHEST = 0.01, 0.99


class ThresholdDrag:
    """Sets the threshold of one class of one run; with Shift of all its classes."""

    scrolls = False

    def __init__(self, view: DetectionLanes, point: QPointF, label: str, run: Run) -> None:
        self._view, self._label, self._key, self._before = view, label, run.key, run.decoding
        self._found = view.pane.detections
        band = view.band_of(label)
        self._off_px = point.y() - band.y_of(run.decoding.threshold_of(label)) if band is not None else 0.0
        self._found.choose_class(label)  # its lane stays, however high the threshold gets

    def move(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        band = self._view.band_of(self._label)
        if band is not None:
            score = round(min(max(band.score_at(point.y() - self._off_px), LOWEST), HIGHEST), 2)
            of_all = bool(keys & Qt.KeyboardModifier.ShiftModifier)
            self._found.set_threshold(self._key, score, None if of_all else self._label)

    def finish(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        """What it was moved to stays."""

    def cancel(self) -> None:
        self._found.set_decoding(self._key, self._before)
