"""The bar beside the spectrogram that says which colour is how many decibels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from core.tiles.colour import lut
from core.tiles.spec import SpectrogramStyle
from desktop.theme import colours
from desktop.views.pens import hairline
from desktop.views.ticks import decibel_text, multiples, round_step

GAP_PX = 8
WIDTH_PX = 10
LABEL_EVERY_PX = 28


def paint_colour_bar(painter: QPainter, plot: QRect, style: SpectrogramStyle, ratio: float) -> None:
    """Right of the plot: the colours from floor to ceiling with ticks, and the unit on top."""
    bar = QRectF(plot.right() + 1 + GAP_PX, plot.top(), WIDTH_PX, plot.height())
    shades = np.ascontiguousarray(lut(style.colour_map)[::-1, None])
    painter.drawImage(bar, QImage(shades.data, 1, 256, 4, QImage.Format.Format_RGB32).copy())
    painter.setPen(hairline(colours().border, ratio))
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(hairline(colours().muted, ratio))
    painter.drawText(
        QPointF(bar.right() + 5, bar.top() + metrics.ascent()), QCoreApplication.translate("ColourBar", "dB")
    )
    span = style.ceiling_db - style.floor_db
    step = round_step(max(span * LABEL_EVERY_PX / max(bar.height(), 1.0), 1.0))
    for number in multiples(step, style.floor_db, style.ceiling_db):
        y = bar.top() + (style.ceiling_db - number * step) / span * bar.height()
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 3, y))
        baseline = min(max(y + metrics.capHeight() / 2, bar.top() + metrics.ascent()), bar.bottom() - 1)
        if baseline - metrics.ascent() > bar.top() + metrics.height() - 4:
            painter.drawText(QPointF(bar.right() + 5, baseline), decibel_text(number * step))
