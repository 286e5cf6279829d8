"""What the model says of the original, of what is kept and of what is removed, beside the buttons that play them.

Beside them stand masks of equal area by chance and by loudness: an explanation is worth what it has over those.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from desktop.explanations import Shown
from desktop.playback import KEPT, ORIGINAL, REMOVED, Playback
from desktop.theme import colours

ROWS = (ORIGINAL, KEPT, REMOVED)
COLUMNS = ("map", "random", "energy")


class HearingTable(QWidget):
    def __init__(self, playback: Playback) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        heads = (self.tr("Score"), self.tr("By chance"), self.tr("Loudest"))
        tips = (self.tr("The model's score of the class"), self.tr("With random patches of equal area"),
                self.tr("With the loudest places of equal area"))
        for column, (text, tip) in enumerate(zip(heads, tips, strict=True), start=1):
            head = QLabel(text)
            head.setToolTip(tip)
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight)
        texts = {ORIGINAL: self.tr("1  Original"), KEPT: self.tr("2  Kept"), REMOVED: self.tr("3  Removed")}
        self.buttons: dict[str, QToolButton] = {}
        self.cells: dict[tuple[str, str], QLabel] = {}
        for row, which in enumerate(ROWS, start=1):
            button = QToolButton()
            button.setText(texts[which])
            button.setCheckable(True)
            button.setMinimumWidth(96)
            button.clicked.connect(lambda _=False, name=which: playback.hear(name))
            self.buttons[which] = button
            grid.addWidget(button, row, 0)
            for column, name in enumerate(COLUMNS, start=1):
                if which == ORIGINAL and name != "map":
                    continue
                self.cells[which, name] = QLabel()
                grid.addWidget(self.cells[which, name], row, column, Qt.AlignmentFlag.AlignRight)
        self.figures = QLabel()
        self.figures.setWordWrap(True)
        self.figures.setToolTip(self.tr("AI: 100 if what is kept scores higher than the whole. AD: how much of the "
                                        "score is lost, in percent. FF: how far the score falls without what is kept."))
        grid.addWidget(self.figures, len(ROWS) + 1, 0, 1, 4)
        grid.setColumnStretch(0, 1)
        self._show_hearing(playback.hearing)
        playback.hearing_changed.connect(self._show_hearing)

    def _show_hearing(self, which: str) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name == which)

    def show_scores(self, shown: Shown) -> None:
        """What is out of date is grey until it is known anew."""
        tone = colours().text if shown.is_scored else colours().muted
        for (which, name), cell in self.cells.items():
            one = shown.scores.get(name)
            value = None if one is None else getattr(one, which)
            cell.setText("…" if value is None else f"{value:.3f}")
            cell.setStyleSheet(f"color: {tone};")
        own = shown.scores.get("map")
        self.figures.setStyleSheet(f"color: {colours().muted};")
        self.figures.setText("" if own is None else self.tr("AI {:.0f} · AD {:.1f} · FF {:.3f}").format(
            own.increase, own.drop, round(own.faithfulness, 3) + 0.0).replace("-", "−"))
