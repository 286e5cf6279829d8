"""The events of a pane as rows, filtered and sorted with NumPy, so that a hundred thousand stay fluid."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap

from core.domain import Event, Verdict
from core.errors import UsageError
from desktop.event_cells import COLUMNS, NAMES
from desktop.event_columns import VERDICTS, EventColumns, Names, columns_of
from desktop.event_filter import EventFilter
from desktop.event_wording import event_lines, verdict_text
from desktop.pane import PaneState
from desktop.theme import Colours, colours
from desktop.views.lane_painting import verdict_lines

Index = QModelIndex | QPersistentModelIndex
_MOVED_AT_MOST = 50  # rows that are taken out or put in one by one; more of them count as a new table
_FOLLOWED = 200  # indexes that views hold on to while rows are put in another order
_MARK_PX = 14
_SHOWN, _TYPED, _ALIGN, _TIP, _INK, _FONT, _ICON = (
    int(role) for role in (
        Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.DecorationRole,
    )
)
_ROLES = frozenset((_SHOWN, _TYPED, _ALIGN, _TIP, _INK, _FONT, _ICON))
_LABEL_ROLES = frozenset((_FONT, _ICON))  # only the label is struck through and has a mark before it
_NUMBER_ALIGNMENT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemNeverHasChildren
)
_MARKS = {Verdict.OPEN: "○", Verdict.VERIFIED: "✓", Verdict.REJECTED: "✕"}


class EventModel(QAbstractTableModel):
    """`ids` are the numbers of the events shown, from the top."""

    refused = Signal(str)  # why a text was not taken

    def __init__(self, pane: PaneState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self.filter = EventFilter()
        self.verdict: Verdict | None = None
        self._pane = pane
        self._sorted_by = NAMES.index("onset"), Qt.SortOrder.AscendingOrder
        self.refresh()

    # ---- rows -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Bring the rows in step with events, filter and order; move single rows where only these changed."""
        wanted = self._wanted_ids()
        if np.array_equal(wanted, self.ids):
            self._say_changed()
            return
        gone = np.flatnonzero(~np.isin(self.ids, wanted))
        came = np.flatnonzero(~np.isin(wanted, self.ids))
        if len(gone) + len(came) <= _MOVED_AT_MOST and np.array_equal(
            np.delete(self.ids, gone), np.delete(wanted, came)
        ):
            self._move_rows(gone, came, wanted)
        elif len(wanted) == len(self.ids) and not len(gone):
            self._reorder(wanted)
        else:
            self.beginResetModel()
            self.ids = wanted
            self.endResetModel()

    def row_of(self, number: int) -> int | None:
        rows = np.flatnonzero(self.ids == number)
        return int(rows[0]) if len(rows) else None

    def counts(self) -> tuple[int, int, int]:
        """Shown, all, and how many of the shown are verified."""
        columns = columns_of(self._pane)
        shown = columns.verdict[columns.rows_of(self.ids)]
        return len(self.ids), len(columns), int(np.count_nonzero(shown == VERDICTS.index(Verdict.VERIFIED)))

    def _move_rows(self, gone: NDArray[np.int64], came: NDArray[np.int64], wanted: NDArray[np.int64]) -> None:
        for row in gone[::-1].tolist():
            self.beginRemoveRows(QModelIndex(), row, row)
            self.ids = np.delete(self.ids, row)
            self.endRemoveRows()
        for row in came.tolist():
            self.beginInsertRows(QModelIndex(), row, row)
            self.ids = np.insert(self.ids, row, wanted[row])
            self.endInsertRows()
        self._say_changed()

    def _say_changed(self) -> None:
        if len(self.ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(COLUMNS) - 1))

    def _reorder(self, wanted: NDArray[np.int64]) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        numbers = [int(self.ids[index.row()]) for index in old]
        self.ids = wanted
        rows = {number: self.row_of(number) for number in set(numbers[:_FOLLOWED])}
        new = [self._index_at(rows.get(n), index.column()) for n, index in zip(numbers, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _index_at(self, row: int | None, column: int) -> QModelIndex:
        return QModelIndex() if row is None else self.index(row, column)

    def _wanted_ids(self) -> NDArray[np.int64]:
        columns = columns_of(self._pane)
        mask = self.filter.mask(columns)
        if self.verdict is not None:
            mask &= columns.verdict == VERDICTS.index(self.verdict)
        order = columns.order()
        order = order[mask[order]]
        column, direction = self._sorted_by
        key = _sort_key(columns, NAMES[column])[order]
        missing = np.isnan(key)
        key = -key if direction == Qt.SortOrder.DescendingOrder else key
        return columns.ids[order[np.lexsort((key, missing))]]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = max(column, 0), order
        self.refresh()

    # ---- cells ------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def event_of(self, index: Index) -> Event | None:
        """The event of a row; None in the moment between an edit and the refresh."""
        return self._pane.annotations.events.get(int(self.ids[index.row()]))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # A cell is asked for seven roles each time it is painted: say no to the most of them first.
        column = COLUMNS[index.column()] if index.isValid() else None
        if column is None or role not in _ROLES or (role in _LABEL_ROLES and column.name != "label"):
            return None
        if role == _ALIGN:
            return _NUMBER_ALIGNMENT if column.is_number else None
        event = self.event_of(index)
        if event is None:
            return None
        if role == _SHOWN:
            return _verdict_cell(event) if column.name == "verdict" else column.show(event)
        if role == _TYPED:
            return column.show(event)
        if role == _INK:
            return _verdict_colour(event.verdict, column.name)
        if role == _ICON:
            return _verdict_mark(event.verdict, colours())
        if role == _FONT:
            return _struck_font() if event.verdict is Verdict.REJECTED else None
        return "\n".join(event_lines(event))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        event = self.event_of(index) if role == Qt.ItemDataRole.EditRole else None
        column = COLUMNS[index.column()]
        if event is None or str(value) == column.show(event):
            return False
        try:
            column.edit(self._pane, int(self.ids[index.row()]), str(value))
        except UsageError as error:
            self.refused.emit(QCoreApplication.translate("labelling", str(error)))
            return False
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        return QCoreApplication.translate("EventTable", COLUMNS[section].title)


def _sort_key(columns: EventColumns, name: str) -> NDArray[np.float64]:
    """A number for each row that orders a column; NaN, which goes last, where the cell is empty."""
    if name == "label":
        return _rank(columns.labels)[columns.label] if len(columns) else np.zeros(0)
    if name == "lane":
        return _rank(columns.lanes)[columns.lane] if len(columns) else np.zeros(0)
    numbers: dict[str, NDArray[Any]] = {
        "onset": columns.onset_s, "offset": columns.offset_s, "duration": columns.offset_s - columns.onset_s,
        "low": columns.low_hz, "high": columns.high_hz, "score": columns.score, "verdict": columns.verdict,
    }
    return numbers[name].astype(np.float64)


def _rank(names: Names) -> NDArray[np.float64]:
    order = sorted(range(len(names.texts)), key=lambda i: (names.texts[i].casefold(), names.texts[i]))
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order))
    return rank


@lru_cache(maxsize=16)
def _verdict_mark(verdict: Verdict, tone: Colours) -> QIcon:
    """The verdict again beside the label: its own column may be out of sight."""
    shown = {Verdict.OPEN: tone.muted, Verdict.VERIFIED: tone.good, Verdict.REJECTED: tone.bad}
    icon = QIcon()
    icon.addPixmap(_drawn_mark(verdict, QColor(shown[verdict])))
    icon.addPixmap(_drawn_mark(verdict, QColor(Qt.GlobalColor.white)), QIcon.Mode.Selected)
    return icon


def _drawn_mark(verdict: Verdict, colour: QColor) -> QPixmap:
    mark = QPixmap(2 * _MARK_PX, 2 * _MARK_PX)
    mark.setDevicePixelRatio(2)
    mark.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 2))
    middle = _MARK_PX / 2
    if verdict is Verdict.OPEN:
        painter.drawEllipse(QPointF(middle, middle), 3.5, 3.5)
    else:
        painter.drawLines(verdict_lines(verdict, middle - 4, middle))
    painter.end()
    return mark


def _verdict_cell(event: Event) -> str:
    return f"{_MARKS[event.verdict]} {verdict_text(event.verdict)}"


@lru_cache(maxsize=1)
def _struck_font() -> QFont:
    font = QFont()
    font.setStrikeOut(True)
    return font


def _verdict_colour(verdict: Verdict, column: str) -> QColor | None:
    if verdict is Verdict.OPEN:
        return None
    tone = colours()
    if column == "verdict":
        return QColor(tone.good if verdict is Verdict.VERIFIED else tone.bad)
    return QColor(tone.muted) if verdict is Verdict.REJECTED else None
