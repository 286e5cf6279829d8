"""Keeps the playhead in view while it moves: by pages, or by holding it in the middle."""

from __future__ import annotations

from typing import Literal

from desktop.pane import PaneState

FollowMode = Literal["off", "page", "centre"]
PAGE_LEAD = 0.05  # how far into the new page the playhead stands, as a share of it


class Follower:
    """One per pane. A person who scrolls away is left alone until the playhead comes into view again."""

    def __init__(self, pane: PaneState, mode: FollowMode = "page") -> None:
        self.pane = pane
        self.mode = mode
        self._was_s = pane.position_s
        pane.played.connect(self._played)
        pane.sought.connect(self._sought)

    def close(self) -> None:
        self.pane.played.disconnect(self._played)
        self.pane.sought.disconnect(self._sought)

    def _played(self, position_s: float) -> None:
        """The player has moved on. Only a playhead that was in view is followed."""
        before, self._was_s = self._was_s, position_s
        start, end = self.pane.view
        if self.mode == "off" or not start <= before <= end:
            return
        length = end - start
        if self.mode == "centre":
            self.pane.show(position_s - length / 2, position_s + length / 2)
        elif not start <= position_s <= end:
            first = position_s - PAGE_LEAD * length
            self.pane.show(first, first + length)

    def _sought(self, position_s: float) -> None:
        """Somebody has set the cursor: it must be seen."""
        self._was_s = position_s
        start, end = self.pane.view
        if self.mode != "off" and not start <= position_s <= end:
            self.pane.show(position_s - (end - start) / 2, position_s + (end - start) / 2)
