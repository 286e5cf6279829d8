"""What is in the whole clip: its classes by score, as bars. A click goes to the lane of a class."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.class_names import spoken
from desktop.detections import Run
from desktop.theme import colours

ROW_PX, NAME_PX, NUMBER_PX, PAD_PX = 19, 112, 34, 6
SHOWN = 8


class ClipTags(QWidget):
    """The surest classes of the active run; of the chosen one the name is bold."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, float]] = []
        self._colour = QColor()
        self._chosen: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Classes of the whole clip"))

    def show_run(self, run: Run | None, colour: QColor, chosen: str | None) -> None:
        scores = sorted(zip(run.scores.classes, run.scores.clip.tolist(), strict=True),
                        key=lambda pair: -pair[1]) if run is not None else []
        self.tags, self._colour, self._chosen = scores[:SHOWN], colour, chosen
        self.setAccessibleDescription(", ".join(f"{spoken(label)} {score:.2f}" for label, score in self.tags))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, len(self.tags) * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tone = QPainter(self), colours()
        font = painter.font()
        for place, (label, score) in enumerate(self.tags):
            top = place * ROW_PX
            font.setBold(label == self._chosen)
            painter.setFont(font)
            name = QFontMetricsF(font).elidedText(spoken(label), Qt.TextElideMode.ElideRight, NAME_PX)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(QColor(tone.text))
            painter.drawText(QRectF(0, top, NAME_PX, ROW_PX), Qt.AlignmentFlag.AlignRight | middle, name)
            room = QRectF(NAME_PX + PAD_PX, top + 4, self.width() - NAME_PX - NUMBER_PX - 2 * PAD_PX, ROW_PX - 8)
            painter.fillRect(room, QColor(tone.grid))
            painter.fillRect(QRectF(room.topLeft(), QPointF(room.left() + room.width() * min(max(score, 0), 1),
                                                            room.bottom())), self._colour)
            painter.drawText(QRectF(self.width() - NUMBER_PX, top, NUMBER_PX, ROW_PX),
                             Qt.AlignmentFlag.AlignRight | middle, f"{score:.2f}")
        if self.hasFocus():
            painter.setPen(QColor(tone.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        label = self._label_at(event.position().y())
        if label is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if way is None or not self.tags:
            super().keyPressEvent(event)
            return
        labels = [label for label, _ in self.tags]
        place = labels.index(self._chosen) + way if self._chosen in labels else 0
        self.chosen.emit(labels[min(max(place, 0), len(labels) - 1)])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), spoken(self._label_at(event.pos().y()) or ""), self)
            return True
        return super().event(event)

    def _label_at(self, y: float) -> str | None:
        place = int(y // ROW_PX)
        return self.tags[place][0] if 0 <= place < len(self.tags) else None
