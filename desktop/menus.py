"""The menu bar, made from the table of commands; two of its menus are filled when they are opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from desktop import keys

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from desktop.main_window import MainWindow

# A line is drawn after these.
LAST_OF_THEIR_KIND = frozenset((
    "open_sample_video", "save_as", "export_figure", "close", "redo", "loop", "band_removed", "normal_speed", "to_end",
    "back_view", "page_forward", "link_axes", "make_label", "previous_event", "reopen", "merge", "stretch_end_right",
    "stop_detecting", "previous_detection", "detections_to_labels", "export_scores", "train",
    "stop_explaining", "stop_locating",
))
LETTERS = {keys.EXPLAIN: "x", keys.LOCATE: "o"}  # E and L are taken


class Menus(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._groups: dict[str, QMenu] = {}
        for group in keys.GROUPS:
            self._groups[group] = self._fill(window.menuBar().addMenu(""), group)
        self.retranslate()

    def retranslate(self) -> None:
        for group, menu in self._groups.items():
            menu.setTitle(_with_mnemonic(group))
        self._recent.setTitle(self.tr("Recent"))
        self._views.setTitle(self.tr("Parts of the window"))

    def _fill(self, menu: QMenu, group: str) -> QMenu:
        for command in keys.COMMANDS:
            if command.group != group:
                continue
            menu.addAction(self._window.command_actions[command.id])
            if command.id == "open_beside":
                self._recent = menu.addMenu("")
                self._recent.aboutToShow.connect(self._fill_recent)
            if command.id == "link_axes":
                self._views = menu.addMenu("")
                self._views.aboutToShow.connect(self._fill_views)
            if command.id in LAST_OF_THEIR_KIND:
                menu.addSeparator()
        return menu

    def _fill_recent(self) -> None:
        window, menu = self._window, self._recent
        menu.clear()
        for path in window.settings.recent:
            menu.addAction(path.replace("&", "&&")).triggered.connect(partial(window.documents.open, [path]))
        menu.addSeparator()
        menu.addAction(self.tr("Forget them"), window.forget_recent).setEnabled(bool(window.settings.recent))

    def _fill_views(self) -> None:
        window, view = self._window, self._window.active_view()
        self._views.clear()
        for dock in [*(view.docks.values() if view else ()), *window.side.docks.values()]:
            self._views.addAction(dock.toggleViewAction())


def _with_mnemonic(group: str) -> str:
    """Alt and a letter of the English name open the menu in every language: the initial, where no other has it."""
    told, letter = QCoreApplication.translate(keys.CONTEXT, group), LETTERS.get(group, group[0])
    place = group.index(letter)
    return f"{told[:place]}&{told[place:]}" if told == group else f"{told}(&{letter.upper()})"
