"""A map of evidence over a spectrogram: colours where the evidence is, a line around what the mask keeps."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.features.scale import FrequencyScale
from core.listen.projection import projected, straight
from core.locate.painting import palette
from desktop.explanations import Place, Shown
from desktop.pane import PaneState
from desktop.views.spectrogram import SpectrogramView

ROWS, MOST_COLUMNS = 256, 1200
KEEPS = 0.5  # the line runs where so much of a cell is kept
CONTOUR, EDGE = QColor("#5ae6ff"), QColor(0, 0, 0, 190)
Plane = NDArray[np.float32]


class EvidenceLayer(QObject):
    """Follows the explanations of a pane and lies over one of its spectrograms."""

    def __init__(self, view: SpectrogramView, pane: PaneState, place: Place) -> None:
        super().__init__(view)
        self._view, self._pane, self._place = view, pane, place
        self._picture: pg.ImageItem | None = None
        self._line: _Outline | None = None
        self._drawn: tuple[Any, ...] | None = None
        self._outlined: tuple[Any, ...] | None = None
        view.follow_signal(pane.explanations.changed, self._follow)
        view.follow_signal(pane.style_changed, lambda _: self._follow())
        self._follow()

    def _follow(self) -> None:
        shown, drawing = self._pane.explanations.shown.get(self._place), self._pane.explanations.drawing
        self._view.set_note(shown.title if shown is not None else "")
        if shown is None or not drawing.visible:
            self._clear()
            return
        scale = self._pane.style.scale
        if self._drawn != (shown.heat_map, scale, drawing.opacity, drawing.colours):
            self._drawn = (shown.heat_map, scale, drawing.opacity, drawing.colours)
            self._draw(shown, scale)
        wanted = (shown.masked.mask, scale) if drawing.contour else None
        if self._outlined is None or wanted is None or any(
                one is not other for one, other in zip(self._outlined, wanted, strict=True)):
            self._outlined = wanted
            self._outline(shown, scale)

    def _clear(self) -> None:
        for item in (self._picture, self._line):
            if item is not None:
                self._view.remove_overlay(item)
        self._picture = self._line = self._drawn = self._outlined = None

    def _draw(self, shown: Shown, scale: str) -> None:
        values = np.clip(on_screen(projected(shown.heat_map, shown.splitter.geometry), shown, scale), 0.0, 1.0)
        colours = palette(self._pane.explanations.drawing.colours)[np.rint(values * 255).astype(np.intp)]
        alpha = np.rint(values * (255 * self._pane.explanations.drawing.opacity)).astype(np.uint8)
        if self._picture is None:
            self._picture = pg.ImageItem(axisOrder="row-major")
            self._view.add_overlay(self._picture)
        self._picture.setImage(np.concatenate([colours, alpha[..., None]], axis=2))
        self._picture.setRect(area_of(shown, scale))

    def _outline(self, shown: Shown, scale: str) -> None:
        if self._line is not None:
            self._view.remove_overlay(self._line)
            self._line = None
        if self._outlined is not None:
            self._line = _Outline(outline_of(on_screen(shown.masked.mask, shown, scale), area_of(shown, scale)))
            self._view.add_overlay(self._line)


class _Outline(pg.GraphicsObject):  # type: ignore[misc]
    """A line of one width at any zoom."""

    def __init__(self, path: QPainterPath) -> None:
        super().__init__()
        self._path = path

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect()

    def paint(self, painter: QPainter, *_: object) -> None:
        for colour, width in ((EDGE, 3.0), (CONTOUR, 1.4)):
            pen = QPen(colour, width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPath(self._path)


def on_screen(cells: Plane, shown: Shown, scale: str) -> Plane:
    """(frames, bins) -> (rows, columns): rows are even on the scale of the axis, from low to high."""
    geometry = shown.splitter.geometry
    cells = cells[: geometry.inside]
    if len(cells) > MOST_COLUMNS:
        picked = np.linspace(0, len(cells) - 1, MOST_COLUMNS).round().astype(np.intp)
        cells = cells[picked]
    axis = FrequencyScale(scale)  # type: ignore[arg-type]
    low, high = _ends(shown, scale)
    centres = low + (np.arange(ROWS) + 0.5) / ROWS * (high - low)
    hz = np.asarray(axis.inverse(centres), np.float64)
    return np.ascontiguousarray(straight(cells, geometry.frequencies_hz, hz, 1).T)


def area_of(shown: Shown, scale: str) -> QRectF:
    """In seconds and positions of the scale: frames are centred on their moments."""
    geometry = shown.splitter.geometry
    half_s = geometry.hop / geometry.rate_hz / 2
    low, high = _ends(shown, scale)
    start_s, end_s = geometry.start_s - half_s, float(geometry.times_s[geometry.inside - 1]) + half_s
    return QRectF(start_s, low, end_s - start_s, high - low)


def outline_of(kept: Plane, area: QRectF) -> QPainterPath:
    """Around the cells of which more than half is kept."""
    path = QPainterPath()
    rows, columns = kept.shape
    large = cv2.resize(kept, (columns * 2, rows * 2), interpolation=cv2.INTER_LINEAR)
    lines, _ = cv2.findContours((large >= KEEPS).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for line in lines:
        points = [QPointF(area.left() + (x + 0.5) / (2 * columns) * area.width(),
                          area.top() + (y + 0.5) / (2 * rows) * area.height()) for x, y in line[:, 0]]
        if len(points) > 2:
            path.moveTo(points[0])
            for point in points[1:]:
                path.lineTo(point)
            path.closeSubpath()
    return path


def _ends(shown: Shown, scale: str) -> tuple[float, float]:
    axis, nyquist = FrequencyScale(scale), shown.splitter.geometry.rate_hz / 2  # type: ignore[arg-type]
    return float(axis.forward(0.0)), float(axis.forward(nyquist))
