"""A slim title for docks: it says the view's name, drags it, floats it and closes it, in as little room as it can.

The buttons show while the pointer is on the title; the View menu does the same by keys.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.theme import colours

THICKNESS_PX = 18
BUTTON_PX = 16


class DockTitle(QWidget):
    def __init__(self, dock: QDockWidget, vertical: bool = False) -> None:
        super().__init__(dock)
        self._dock = dock
        self._vertical = vertical
        features = QDockWidget.DockWidgetFeature
        every = features.DockWidgetMovable | features.DockWidgetFloatable | features.DockWidgetClosable
        dock.setFeatures(every | features.DockWidgetVerticalTitleBar if vertical else every)
        box = QVBoxLayout(self) if vertical else QHBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        self._close = self._button("✕", dock.close)
        self._float = self._button("❐", lambda: dock.setFloating(not dock.isFloating()))
        if vertical:
            box.addWidget(self._close)
            box.addWidget(self._float)
            box.addStretch(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        else:
            box.addStretch(1)
            box.addWidget(self._float)
            box.addWidget(self._close)
        self.retranslate()
        dock.windowTitleChanged.connect(self.retranslate)
        self._show_buttons(False)

    def retranslate(self) -> None:
        title = self._dock.windowTitle()
        self.setAccessibleName(title)
        tips = {self._close: self.tr("Close this view; the View menu brings it back"),
                self._float: self.tr("Float or dock this view")}
        for button, tip in tips.items():
            button.setToolTip(tip)
            button.setAccessibleName(f"{tip} ({title})")
        self.update()

    def _button(self, text: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAutoRaise(True)
        button.setFixedSize(BUTTON_PX, BUTTON_PX)
        button.setStyleSheet("QToolButton { border: none; font-size: 10px; padding: 0; }")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_buttons(True)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_buttons(False)

    def _show_buttons(self, shown: bool) -> None:
        for button in (self._close, self._float):
            button.setVisible(shown or not self._vertical)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(THICKNESS_PX, 40) if self._vertical else QSize(80, THICKNESS_PX + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(THICKNESS_PX, 20) if self._vertical else QSize(60, THICKNESS_PX + 4)

    def changeEvent(self, event: QEvent) -> None:
        self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = colours()
        painter.fillRect(self.rect(), QColor(tone.surface))
        font = self.font()
        font.setPointSizeF(max(font.pointSizeF() - 1.5, 7.0))
        painter.setFont(font)
        painter.setPen(QColor(tone.muted))
        title = self._dock.windowTitle()
        buttons_px = 0 if self._close.isHidden() else 2 * BUTTON_PX + 6
        if not self._vertical:
            room = self.rect().adjusted(8, 0, -buttons_px, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
            return
        room_px = self.height() - buttons_px
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room_px - 4)
        painter.translate(0, self.height())
        painter.rotate(-90)
        painter.drawText(QRect(4, 0, room_px - 4, self.width()), Qt.AlignmentFlag.AlignCenter, shown)
