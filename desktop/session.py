"""What is open, without Qt: up to two recordings, which of them is active, and whether their time axes are linked."""

from __future__ import annotations

from psygnal import Signal

from desktop.pane import PaneState

MOST_PANES = 2


class Session:
    panes_changed = Signal()
    active_changed = Signal(object)  # PaneState or None
    linked_changed = Signal(bool)

    def __init__(self) -> None:
        self.panes: list[PaneState] = []
        self.active: PaneState | None = None
        self.linked = True
        self._spreading = False

    def pane_to_replace(self, beside: bool) -> PaneState | None:
        """The pane that has to go when another recording opens."""
        if self.panes and (not beside or len(self.panes) >= MOST_PANES):
            return self.active or self.panes[0]
        return None

    def open(self, pane: PaneState, beside: bool = False) -> None:
        """Show a recording in place of the active one, or beside it."""
        gone = self.pane_to_replace(beside)
        if gone is None:
            self.panes.append(pane)
        else:
            self.panes[self.panes.index(gone)] = pane
        pane.view_changed.connect(lambda start, end: self._spread_view(pane, start, end))
        self.panes_changed.emit()
        self.activate(pane)

    def close(self, pane: PaneState) -> None:
        self.panes.remove(pane)
        self.panes_changed.emit()
        if self.active is pane:
            self.activate(self.panes[0] if self.panes else None)

    def activate(self, pane: PaneState | None) -> None:
        if pane is not self.active:
            self.active = pane
            self.active_changed.emit(pane)

    def set_linked(self, linked: bool) -> None:
        if linked != self.linked:
            self.linked = linked
            self.linked_changed.emit(linked)

    def _spread_view(self, source: PaneState, start: float, end: float) -> None:
        if not self.linked or self._spreading:
            return
        self._spreading = True
        try:
            for pane in self.panes:
                if pane is not source:
                    pane.show(start, end)
        finally:
            self._spreading = False
