"""The menus of the right mouse button over the lanes: for events, for a lane, and for an empty stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop import labelling, reviewing
from desktop.keys import by_id
from desktop.views.lane_layout import Grouping

if TYPE_CHECKING:
    from desktop.views.lanes import LabelLanes


class LaneMenu(QMenu):
    """A menu over the lanes. It opens without holding up the program and goes when it is closed."""

    def __init__(self, view: LabelLanes) -> None:
        super().__init__(view)
        self._view = view
        self._pane = view.pane
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def for_event(self, number: int) -> LaneMenu:
        """For the picked events; playing and zooming are for the one under the mouse."""
        view, pane, picked = self._view, self._pane, self._pane.picked
        self.addAction(self.tr("Play"), lambda: view.play_event(number))
        self.addAction(self.tr("Zoom to it"), lambda: view.zoom_to(number))
        self.addSeparator()
        self.addAction(_keyed(self.tr("Relabel…"), "relabel"), view.edit_picked)
        self._add_lanes()
        self._add_cutting(number)
        self.addSeparator()
        self.addAction(_keyed(self.tr("Verify"), "verify"), lambda: reviewing.verify(pane, picked))
        self.addAction(_keyed(self.tr("Reject"), "reject"), lambda: reviewing.reject(pane, picked))
        self.addAction(_keyed(self.tr("Take the verdict back"), "reopen"), lambda: reviewing.reopen(pane, picked))
        self.addSeparator()
        self.addAction(self.tr("Export sound…"), lambda: view.export_requested.emit(picked))
        self.addAction(_keyed(self.tr("Delete"), "delete_events"), lambda: labelling.delete(pane, picked))
        return self

    def for_lane(self, lane: str) -> LaneMenu:
        view = self._view
        if view.grouping is Grouping.LANE:
            self.addAction(self.tr("Rename lane…"), lambda: view.naming.edit_lane(lane))
            self.addAction(self.tr("Add lane…"), view.naming.add_lane)
            delete = self.addAction(self.tr("Delete lane and its labels"))
            delete.triggered.connect(lambda: labelling.delete_lane(self._pane, lane))
            self.addSeparator()
        self.addAction(self.tr("Pick all in this row"), lambda: view.pick_row(lane))
        self._add_display()
        return self

    def for_empty_stretch(self) -> LaneMenu:
        view = self._view
        self.addAction(_keyed(self.tr("Make a label here"), "make_label"), view.make_label)
        if view.grouping is Grouping.LANE:
            self.addAction(self.tr("Add lane…"), view.naming.add_lane)
        self.addAction(_keyed(self.tr("Pick all"), "select_all"), lambda: reviewing.pick_all(self._pane))
        self._add_display()
        return self

    def _add_lanes(self) -> None:
        menu = self.addMenu(self.tr("Move to lane"))
        pane = self._pane
        for lane in pane.annotations.lanes:
            action = menu.addAction(lane.replace("&", "&&"))
            action.triggered.connect(lambda _on, lane=lane: labelling.to_lane(pane, pane.picked, lane))

    def _add_cutting(self, number: int) -> None:
        pane, picked = self._pane, self._pane.picked
        event = pane.annotations.events[number]
        self.addAction(_keyed(self.tr("Duplicate"), "duplicate"), lambda: labelling.duplicate(pane, picked))
        split = self.addAction(
            _keyed(self.tr("Split at the cursor"), "split"), lambda: labelling.split(pane, picked, pane.position_s)
        )
        split.setEnabled(event.onset_s < pane.position_s < event.offset_s)
        merge = self.addAction(_keyed(self.tr("Merge the picked"), "merge"), lambda: labelling.merge(pane, picked))
        merge.setEnabled(len(picked) > 1)

    def _add_display(self) -> None:
        view = self._view
        self.addSeparator()
        texts = {Grouping.LANE: self.tr("One row per lane"), Grouping.LABEL: self.tr("One row per label")}
        for grouping, text in texts.items():
            action = self._checkable(text, view.grouping is grouping)
            action.triggered.connect(lambda _on, grouping=grouping: view.set_grouping(grouping))
        self.addSeparator()
        snap = self._checkable(self.tr("Snap to edges (hold Alt to let go)"), view.snapping)
        snap.toggled.connect(view.set_snapping)

    def _checkable(self, text: str, checked: bool) -> QAction:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        return action


def _keyed(text: str, command_id: str) -> str:
    """The text with the key that does the same, as menus show it."""
    return f"{text}\t{QKeySequence(by_id(command_id).keys[0]).toString(QKeySequence.SequenceFormat.NativeText)}"
