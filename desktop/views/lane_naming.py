"""Typing names over the lanes: which editor is open, over what, and what happens with the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from shiboken6 import isValid

from core.errors import UsageError
from desktop import labelling
from desktop.views.canvas import LEFT_MARGIN_PX
from desktop.views.lane_editor import NameEditor
from desktop.views.lane_layout import Grouping

if TYPE_CHECKING:
    from desktop.views.lanes import LabelLanes


class LaneNaming:
    def __init__(self, view: LabelLanes) -> None:
        self._view = view
        self._pane = view.pane
        self.editor: NameEditor | None = None
        self._area: Callable[[], QRectF | None] = lambda: None

    def edit_events(self, ids: list[int], drag: labelling.Drag | None = None) -> None:
        """Ask for the label of events, over the first of them. In a drag it is part of the drag's step."""
        if not self._view.isVisible():
            return
        self._view.show_event(ids[0])
        text = self._pane.annotations.events[ids[0]].label
        known = self._pane.annotations.labels()
        title = QCoreApplication.translate("LabelLanes", "Label")
        editor = self._open(text, known, title, lambda: self._view.map().bar_of(ids[0]))
        editor.accepted.connect(lambda label: self._relabel(ids, label, drag))

    def edit_lane(self, lane: str) -> None:
        if self._view.grouping is not Grouping.LANE:
            return
        self._view.show_row(lane)
        area = lambda: self._view.map().name_of_row(lane)  # noqa: E731 - it is asked again when the view has moved
        editor = self._open(lane, [], QCoreApplication.translate("LabelLanes", "Name of the lane"), area)
        editor.accepted.connect(lambda name: self._try(labelling.rename_lane, lane, name))

    def add_lane(self) -> None:
        lanes = self._pane.annotations.lanes
        count = len(lanes) + 1
        while (name := QCoreApplication.translate("LabelLanes", "Lane {}").format(count)) in lanes:
            count += 1
        labelling.new_lane(self._pane, name)
        self.edit_lane(name)

    def follow(self) -> None:
        """Keep the editor over its event when the view has moved."""
        if self.editor is not None and isValid(self.editor):
            area = self._area()
            if area is None:
                self.editor.close_editor(keep=False)
            else:
                self.editor.stand_over(area, self._room())

    def close(self) -> None:
        if self.editor is not None and isValid(self.editor):
            self.editor.close_editor(keep=False)

    def _open(self, text: str, known: list[str], name: str, area: Callable[[], QRectF | None]) -> NameEditor:
        if self.editor is not None and isValid(self.editor):
            self.editor.close_editor(keep=True)
        editor = NameEditor(self._view, text, known, name)
        self.editor, self._area = editor, area
        editor.stand_over(area() or QRectF(self._room()), self._room())
        editor.begin()
        editor.closed.connect(lambda: self._closed(editor))
        return editor

    def _closed(self, editor: NameEditor) -> None:
        if self.editor is editor:
            self.editor = None
        if editor.hasFocus():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _room(self) -> QRect:
        """Where an editor may stand: the plot and the names left of it."""
        return self._view.plot_rect().adjusted(-LEFT_MARGIN_PX, 0, 0, 0)

    def _relabel(self, ids: list[int], label: str, drag: labelling.Drag | None) -> None:
        if drag is None or label.strip():  # a new event whose name was emptied keeps the one it was given
            self._try(labelling.relabel, ids, label, drag)

    def _try(self, edit: Callable[..., None], *words: object) -> None:
        try:
            edit(self._pane, *words)
        except UsageError as error:
            self._view.said.emit(QCoreApplication.translate("labelling", str(error)))
