"""What is under the mouse, in words: time, frequency and level in a quiet corner of the plot."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop.theme import colours
from desktop.views.ticks import clock, decibel_text, frequency_text

PAD_PX = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """None stands for what is not known here."""

    time_s: float | None
    hz: float | None
    db: float | None


def reading_text(reading: Reading, duration_s: float) -> str:
    """Time, frequency and level, as far as they are known."""
    parts = []
    if reading.time_s is not None:
        parts.append(clock(reading.time_s, 3, hours=duration_s >= 3600))
    if reading.hz is not None:
        parts.append(frequency_text(reading.hz, precise=True))
    if reading.db is not None:
        parts.append(f"{decibel_text(reading.db, 1)} dB")
    return "   ".join(parts)


def paint_reading(painter: QPainter, plot: QRect, reading: Reading, duration_s: float) -> None:
    """In the upper right corner, on a ground on which it can be read whatever the picture is."""
    text = reading_text(reading, duration_s)
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(text) + 2 * PAD_PX
    box = QRectF(plot.right() - width - 4, plot.top() + 4, width, metrics.height() + 4)
    ground = QColor(colours().surface)
    ground.setAlpha(215)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(colours().text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_note(painter: QPainter, plot: QRect, text: str) -> None:
    """In the upper left corner, as much as there is room for beside the reading."""
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(plot.width() * 0.6, 40.0))
    box = QRectF(plot.left() + 4, plot.top() + 4, metrics.horizontalAdvance(shown) + 2 * PAD_PX, metrics.height() + 4)
    ground = QColor(colours().surface)
    ground.setAlpha(215)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(colours().text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
