"""Pens for axes and grids: lines as thick as each other on every screen."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPen


def hairline(colour: str, ratio: float) -> QPen:
    """About a logical pixel, but a whole number of device pixels: at 150 % half of all lines would be thicker."""
    return QPen(QColor(colour), max(1, int(ratio)) / ratio)
