"""A panel of controls that the wheel scrolls wherever the mouse is: else a slider on the way would be turned.

A control that has the keys still follows the wheel, as it was taken in hand.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QScrollArea, QSlider, QWidget

TURNED = (QSlider, QComboBox, QAbstractSpinBox)


class SideScroll(QScrollArea):
    """Holds one panel, in the whole width."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click beside the controls leaves the keys to the views
        self.setFrameShape(QScrollArea.Shape.NoFrame)

    def setWidget(self, panel: QWidget) -> None:
        super().setWidget(panel)  # deletes the old one
        for kind in TURNED:
            for part in panel.findChildren(kind):
                if part.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                    part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt lets the area watch its bars as well, and those must turn.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, TURNED) and not watched.hasFocus():
            event.ignore()  # so that it goes on to whoever scrolls
            return True
        return super().eventFilter(watched, event)
