"""What the window shows while nothing is open: how to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

MOST_RECENT = 6
COLUMN_PX = 520
LINK_PX = 34


class Welcome(QWidget):
    chosen = Signal(str)

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        outer.addWidget(scroll)
        page = QWidget()
        scroll.setWidget(page)
        centred = QVBoxLayout(page)
        centred.addStretch(2)
        column = QWidget()
        column.setFixedWidth(COLUMN_PX)
        centred.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        centred.addStretch(3)
        box = QVBoxLayout(column)
        title = QLabel(self.tr("Drop a sound or a video here"))
        title.setStyleSheet("font-size: 20px; font-weight: 600;")
        hint = QLabel(self.tr("wav, flac, mp3, ogg, opus, m4a, aiff, mp4, mkv, webm, mov, avi and more. Two files open "
                              "side by side."))
        hint.setWordWrap(True)
        box.addWidget(title)
        box.addWidget(hint)
        box.addSpacing(12)
        for action_id in ("open", "open_sample", "open_sample_video"):
            action = actions[action_id]
            told = action.shortcut().toString() or self.tr("made by the program itself, with its true labels")
            button = _link(action.text(), told)
            button.clicked.connect(action.trigger)
            box.addWidget(button)
            if action_id == "open":
                self.setFocusProxy(button)
        self._recent_title = QLabel(self.tr("Recent"))
        self._recent_title.setStyleSheet("font-weight: 600; margin-top: 12px;")
        box.addWidget(self._recent_title)
        self._recent = QVBoxLayout()
        self._links: list[QPushButton] = []
        box.addLayout(self._recent)

    def show_recent(self, paths: list[str]) -> None:
        for old in self._links:
            old.deleteLater()
        self._links = []
        for name in paths[:MOST_RECENT]:
            link = _link(Path(name).name, str(Path(name).parent))
            link.clicked.connect(lambda _=False, path=name: self.chosen.emit(path))
            self._recent.addWidget(link)
            self._links.append(link)
        self._recent_title.setVisible(bool(paths))


class _Link(QPushButton):
    """Enter opens it as Space does; Qt presses buttons by Enter in dialogs only."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def _link(title: str, told: str) -> QPushButton:
    """A wide button: what it opens at the left, where that is (or its key) at the right, in a quieter voice."""
    button = _Link()
    button.setAccessibleName(f"{title}, {told}")
    button.setMinimumHeight(LINK_PX)
    row = QHBoxLayout(button)
    row.setContentsMargins(12, 0, 12, 0)
    name, where = QLabel(title), QLabel(told)
    where.setEnabled(False)
    where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    for label in (name, where):
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row.addWidget(name)
    row.addWidget(where, 1)
    button.setToolTip(told)
    return button
