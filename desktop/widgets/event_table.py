"""The table of events: filtered, sorted, edited in its cells, judged by keys, in step with what is picked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.domain import Selection, Verdict
from desktop import event_filter, labelling, reviewing
from desktop.event_cells import NAMES
from desktop.event_wording import verdict_text
from desktop.pane import PaneState
from desktop.theme import colours
from desktop.widgets.event_model import EventModel

AT_ONCE_UP_TO = 5000  # with more events the rows follow a drag a little later
LATER_MS = 60
ROW_PX = 24
_WIDTHS_PX = {"label": 140, "lane": 80, "onset": 84, "offset": 84, "duration": 92, "verdict": 92}
_OTHER_WIDTH_PX = 72


class EventTable(QWidget):
    play_requested = Signal(float, float, object)  # start, end, (low_hz, high_hz) or None
    export_requested = Signal(object)  # frozenset of event numbers, to be written as sound files
    said = Signal(str)  # a sentence for the status line

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pane = pane
        self.model = EventModel(pane, self)
        self.model.refused.connect(self.said)
        self.view = _Rows(self)
        self.filter_line = self._make_filter_line()
        self.verdict_box = self._make_verdict_box()
        self.counts = QLabel()
        self._timer = QTimer(self, singleShot=True, interval=LATER_MS)
        self._timer.timeout.connect(self.refresh)
        self._following = False
        self._lay_out()
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._pick_selected())
        self._connections: list[tuple[Any, Callable[..., None]]] = []
        self._follow(pane.annotations_changed, lambda _: self._events_changed())
        self._follow(pane.picked_changed, lambda _: self._show_picked(scroll=True))
        self.retranslate()
        self.refresh()

    def close_view(self) -> None:
        """Stop following the pane. Safe to call twice."""
        self._timer.stop()
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections.clear()

    def why_empty(self) -> str:
        """What to say where there are no rows."""
        if not self.pane.annotations.events:
            return self.tr("No events yet.")
        return self.tr("No event fits the filter (of {}).").format(len(self.pane.annotations.events))

    def focus_filter(self) -> None:
        self.filter_line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_line.selectAll()

    def shown_ids(self) -> list[int]:
        """The numbers of the events in the table, from the top."""
        ids: list[int] = self.model.ids.tolist()
        return ids

    # ---- parts ------------------------------------------------------------------------------------------

    def _make_filter_line(self) -> QLineEdit:
        line = QLineEdit()
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._filter)
        return line

    def _make_verdict_box(self) -> QComboBox:
        box = QComboBox()
        for verdict in (None, *Verdict):
            box.addItem("", verdict)
        box.currentIndexChanged.connect(lambda _: self._choose_verdict(box.currentData()))
        return box

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Events"))
        self.view.setAccessibleName(self.tr("Table of events"))
        self.filter_line.setPlaceholderText(self.tr("Filter: dog score>0.5"))
        self.filter_line.setAccessibleName(self.tr("Filter events"))
        self.filter_line.setToolTip(self.tr(
            "Words are looked for in label and lane.\n"
            "label:dog  lane:birds  verdict:open\n"
            "score>0.5  onset>=1:30  duration<2  low>500  high<8000\n"
            "-word leaves out what has it; \"two words\" belong together."
        ))
        self.verdict_box.setAccessibleName(self.tr("Show by verdict"))
        self.verdict_box.setItemText(0, self.tr("All verdicts"))
        for place, verdict in enumerate(Verdict, 1):
            self.verdict_box.setItemText(place, verdict_text(verdict))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.refresh()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.filter_line, 1)
        top.addWidget(self.verdict_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addWidget(self.counts)
        self.setFocusProxy(self.view)

    def _follow(self, signal: Any, slot: Callable[..., None]) -> None:
        signal.connect(slot)
        self._connections.append((signal, slot))

    # ---- keeping in step --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Bring rows, counts and selection in step with the pane."""
        self._timer.stop()
        self._following = True
        self.model.refresh()
        self._following = False
        self._show_picked(scroll=False)
        shown, count, verified = self.model.counts()
        self.counts.setText(self.tr("{} of {} · {} verified").format(shown, count, verified))

    def _events_changed(self) -> None:
        if len(self.pane.annotations.events) <= AT_ONCE_UP_TO:
            self.refresh()
        elif not self._timer.isActive():
            self._timer.start()

    def _filter(self, text: str) -> None:
        self.model.filter = event_filter.parse(text)
        problem = self.model.filter.problem
        if problem:
            self.said.emit(self.tr("The filter does not understand “{}”: see its tool tip.").format(problem))
        self.refresh()

    def _choose_verdict(self, verdict: Verdict | None) -> None:
        self.model.verdict = Verdict(verdict) if verdict is not None else None
        self.refresh()

    def _pick_selected(self) -> None:
        if self._following:
            return
        ids = self.model.ids
        chosen = self.view.selectionModel().selection()
        ranges = [ids[chosen.at(i).top() : chosen.at(i).bottom() + 1] for i in range(chosen.count())]
        picked = np.concatenate(ranges).tolist() if ranges else []
        self._following = True
        if len(picked) == 1:
            reviewing.go_to(self.pane, picked[0])  # or S would play what was selected before
        else:
            self.pane.pick(picked)
        self._following = False

    def _show_picked(self, scroll: bool) -> None:
        """Select the rows of what is picked, in as few stretches as there are."""
        if self._following:
            return
        rows = np.flatnonzero(np.isin(self.model.ids, np.fromiter(self.pane.picked, np.int64)))
        chosen = QItemSelection()
        for part in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            if len(part):
                last = self.model.index(int(part[-1]), len(NAMES) - 1)
                chosen.select(self.model.index(int(part[0]), 0), last)
        self._following = True
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        if scroll and len(rows):
            self.view.go_to_row(int(rows[0]))
        self._following = False

    # ---- what one can do --------------------------------------------------------------------------------

    def accept(self) -> None:
        reviewing.verify_and_next(self.pane, self.shown_ids())

    def reject(self) -> None:
        reviewing.reject_and_next(self.pane, self.shown_ids())

    def go_to(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Show the event of a row in the views, with the cursor at its onset."""
        if index.isValid() and self.model.event_of(index) is not None:
            reviewing.go_to(self.pane, int(self.model.ids[index.row()]))

    def play_current(self) -> None:
        index = self.view.currentIndex()
        event = self.model.event_of(index) if index.isValid() else None
        if event is not None:
            band = Selection(event.onset_s, event.offset_s, event.low_hz, event.high_hz).band
            self.play_requested.emit(event.onset_s, event.offset_s, band)

    def menu(self) -> QMenu:
        pane, picked = self.pane, self.pane.picked
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Go to it"), lambda: self.go_to(self.view.currentIndex()))
        menu.addAction(self.tr("Play"), self.play_current)
        menu.addAction(self.tr("Edit the cell"), lambda: self.view.edit(self.view.currentIndex()))
        menu.addSeparator()
        menu.addAction(self.tr("Verify"), lambda: reviewing.verify(pane, picked))
        menu.addAction(self.tr("Reject"), lambda: reviewing.reject(pane, picked))
        menu.addAction(self.tr("Take the verdict back"), lambda: reviewing.reopen(pane, picked))
        menu.addSeparator()
        menu.addAction(self.tr("Export sound…"), lambda: self.export_requested.emit(picked))
        menu.addAction(self.tr("Delete"), lambda: labelling.delete(pane, picked))
        for action in menu.actions():
            action.setEnabled(bool(picked))
        return menu


class _Rows(QTableView):
    """Enter accepts and goes on, Delete rejects and goes on, Space plays, F2 and a double click edit, Ctrl+Enter
    goes there."""

    def __init__(self, table: EventTable) -> None:
        super().__init__()
        self._table = table
        self.setModel(table.model)
        self.setItemDelegate(_Cells(self, table.pane))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.sortByColumn(NAMES.index("onset"), Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.horizontalHeader().setSectionsMovable(True)
        self.horizontalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.horizontalHeader().customContextMenuRequested.connect(self._choose_columns)
        self.horizontalHeader().setStretchLastSection(True)
        for place, name in enumerate(NAMES):
            self.setColumnWidth(place, _WIDTHS_PX.get(name, _OTHER_WIDTH_PX))
        header = self.horizontalHeader()  # both times are seen beside the label, however narrow the dock
        header.moveSection(header.visualIndex(NAMES.index("lane")), header.visualIndex(NAMES.index("offset")))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not len(self._table.model.ids):
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().muted))
            room = self.viewport().rect().adjusted(12, 12, -12, -12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self._table.why_empty())

    def go_to_row(self, row: int) -> None:
        """Make a row the current one, in the column where the hand is, without changing the selection."""
        column = max(self.currentIndex().column(), 0)
        index = self.model().index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    def _choose_columns(self, at: QPoint) -> None:
        """Which columns are shown; the label always is."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in range(1, len(NAMES)):
            action = menu.addAction(str(self.model().headerData(place, Qt.Orientation.Horizontal)))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.toggled.connect(lambda on, place=place: self.setColumnHidden(place, not on))
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def event(self, event: QEvent) -> bool:
        action = self._action(event) if isinstance(event, QKeyEvent) else None
        if action is not None and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._action(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()
            event.accept()

    def _action(self, event: QKeyEvent) -> Callable[[], object] | None:
        if self.state() == QAbstractItemView.State.EditingState:
            return None  # the key that ends the typing comes here too
        key, keys = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if keys == Qt.KeyboardModifier.ControlModifier:
                return lambda: self._table.go_to(self.currentIndex())
            return self._table.accept if not keys else None
        if keys:
            return None
        if key == Qt.Key.Key_Delete:
            return self._table.reject
        return self._table.play_current if key == Qt.Key.Key_Space else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center() or QPoint())
        self._table.menu().popup(at)


class _Cells(QStyledItemDelegate):
    """Editors: known names are offered for label and lane, the three verdicts in a list."""

    def __init__(self, parent: QWidget, pane: PaneState) -> None:
        super().__init__(parent)
        self._pane = pane

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        name = NAMES[index.column()]
        if name == "verdict":
            box = QComboBox(parent)
            for verdict in Verdict:
                box.addItem(verdict_text(verdict), verdict.value)
            box.activated.connect(lambda _: self._commit(box))
            editor: QWidget = box
        else:
            line = QLineEdit(parent)
            line.setCompleter(self._completer(name, line))
            editor = line
        title = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(title))
        return editor

    def _completer(self, name: str, line: QLineEdit) -> QCompleter:
        labels = self._pane.annotations
        known = labels.labels() if name == "label" else list(labels.lanes) if name == "lane" else []
        completer = QCompleter(known, line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        return completer

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def _commit(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)
