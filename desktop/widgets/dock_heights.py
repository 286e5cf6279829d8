"""Keeps the shares of docks that stand one below the other: Qt squashes all of them alike when there is little room,
and does not give back what it took."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow


class DockHeights(QObject):
    """The shares are the person's: they change when a separator is let go, not when the window is resized."""

    def __init__(self, stack: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
        super().__init__(stack)
        self._stack, self._docks = stack, docks
        self._wished_px: dict[str, int] = {}
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)  # after Qt has laid out the new size
        self._timer.timeout.connect(self._apply)
        stack.installEventFilter(self)

    def wish(self, heights_px: Mapping[str, int]) -> None:
        self._wished_px = dict(heights_px)
        self._timer.start()

    def learn(self, then: Callable[[], None]) -> None:
        """Take over the heights of a layout that was just restored, as soon as they stand; then docks may be hidden."""
        self._wished_px.clear()
        self._then = then
        self._timer.start()

    def welcome(self, name: str, height_px: int, like: str = "") -> None:
        """A dock has come: share out the height anew, that of the others as it was. It may be to stand beside one that
        it is `like`."""
        if like in self._wished_px:
            self._wished_px[name] = self._wished_px[like]
        self._wished_px.setdefault(name, height_px)
        self._timer.start()

    def keep(self) -> None:
        """What stands now is what is wanted."""
        self._wished_px |= {name: dock.height() for name, dock in self._docks.items() if self._is_in_stack(dock)}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.keep()  # only separators leave their mouse events to the stack itself
        elif event.type() == QEvent.Type.Resize:
            self._timer.start()
        return False

    def _apply(self) -> None:
        if not self._wished_px:
            return self._take_over() if self._stack.isVisible() else None
        shown = [name for name, dock in self._docks.items() if self._is_in_stack(dock) and name in self._wished_px]
        if len(shown) < 2 or not self._one_column(shown):
            return
        room_px = sum(self._docks[name].height() for name in shown)
        wished_px = [self._wished_px[name] for name in shown]
        shares_px = shared_out(wished_px, room_px)
        self._stack.resizeDocks([self._docks[name] for name in shown], shares_px, Qt.Orientation.Vertical)

    def _take_over(self) -> None:
        self.keep()
        then, self._then = self._then, None
        if then is not None:
            then()
            self._timer.start()

    def _is_in_stack(self, dock: QDockWidget) -> bool:
        return not dock.isHidden() and not dock.isFloating() and not self._stack.tabifiedDockWidgets(dock)

    def _one_column(self, names: list[str]) -> bool:
        return len({(self._docks[name].x(), self._docks[name].width()) for name in names}) == 1


def shared_out(wished_px: list[int], room_px: int) -> list[int]:
    """The largest, or all that are as large, take up what is too much, and give up to half of themselves; what still
    lacks, all lack alike."""
    most_px = max(wished_px)
    largest = [place for place, px in enumerate(wished_px) if px == most_px]
    heights_px, over_px = list(wished_px), room_px - sum(wished_px)
    for number, place in enumerate(largest):
        share_px = over_px // len(largest) + (number < over_px % len(largest))
        heights_px[place] = max(most_px + share_px, most_px // 2)
    whole_px = sum(heights_px)
    return heights_px if whole_px <= room_px else [max(1, round(px * room_px / whole_px)) for px in heights_px]
