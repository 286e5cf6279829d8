"""The line in which a label or a lane's name is typed, right where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

NARROWEST_PX = 140
_KEPT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class NameEditor(QLineEdit):
    """Enter, Tab or a click elsewhere keep the text, Esc drops it. Known names are offered while typing."""

    accepted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget, text: str, known: list[str], name: str) -> None:
        super().__init__(text, parent)
        self._open = True
        self.setAccessibleName(name)
        self.setToolTip(name)
        completer = QCompleter(known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def stand_over(self, area: QRectF, inside: QRect) -> None:
        """Cover `area`, wide enough to type in, within `inside`."""
        seen = area.intersected(QRectF(inside)).toAlignedRect()
        seen = area.toAlignedRect() if seen.isEmpty() else seen
        width = min(max(seen.width(), NARROWEST_PX), inside.width())
        height = max(seen.height() + 4, self.sizeHint().height())
        left = min(max(seen.left(), inside.left()), inside.right() - width)
        lowest = max(inside.bottom() - height, inside.top())
        top = min(max(seen.center().y() - height // 2, inside.top()), lowest)
        self.setGeometry(left, top, width, height)

    def begin(self) -> None:
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        # A window's shortcuts on these keys must not take them from the typing hand.
        if isinstance(event, QKeyEvent) and event.key() in _KEPT:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_editor(keep=False)
        elif event.key() in _KEPT:
            self.close_editor(keep=True)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        elsewhere = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in elsewhere:
            self.close_editor(keep=True)

    def close_editor(self, keep: bool) -> None:
        if not self._open:
            return
        self._open = False
        text = self.text()
        self.closed.emit()
        self.hide()
        self.deleteLater()
        if keep:
            self.accepted.emit(text)
