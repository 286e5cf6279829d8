"""The selection that came from an event stays with it: moved or stretched, it is what S plays next."""

from __future__ import annotations

from core.annotations import Annotations
from core.domain import Event, Selection
from desktop.pane import PaneState


class SelectedEvent:
    """One per pane. A selection that the hand has drawn elsewhere is left alone."""

    def __init__(self, pane: PaneState) -> None:
        self._pane = pane
        self._before = pane.annotations
        pane.annotations_changed.connect(self._follow)

    def close(self) -> None:
        self._pane.annotations_changed.disconnect(self._follow)

    def _follow(self, after: Annotations) -> None:
        before, self._before = self._before, after
        pane = self._pane
        if pane.selection is None or len(pane.picked) != 1:
            return
        (number,) = pane.picked
        old, new = before.events.get(number), after.events.get(number)
        if old is not None and new is not None and pane.selection == range_of(old):
            pane.select(range_of(new))


def range_of(event: Event) -> Selection:
    return Selection(event.onset_s, event.offset_s, event.low_hz, event.high_hz)
