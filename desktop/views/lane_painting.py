"""How lanes look: bars with their label inside, the verdict told by shape as well as colour, and columns of
colour where events are too thin to be told apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from core.domain import Event, Verdict
from desktop.event_columns import VERDICTS
from desktop.theme import colours, is_dark, label_colour
from desktop.views.axis import TimeAxis
from desktop.views.lane_layout import Lane

SUBROW_PX = 21
LANE_GAP_PX = 6
BAR_FROM_PX = 4.0  # narrower events become part of a column of colour
TEXT_FROM_PX = 26.0
MARK_FROM_PX = 18.0
_MARK_PX = 8.0
_PAD_LEFT_PX, _PAD_RIGHT_PX = 5.0, 2.0
_PADS_PX = _PAD_LEFT_PX + _PAD_RIGHT_PX
_HANDLE_PX, _HANDLE_HEIGHT_PX = 4.0, 10.0
_FRAMED_AT_MOST = 100  # picked thin events in one lane
_RGB = 0xFFFFFF
_REJECTED = VERDICTS.index(Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class LaneBand:
    """A lane and where it stands on the screen."""

    lane: Lane
    top: float

    @property
    def height(self) -> float:
        return self.lane.depth * SUBROW_PX + LANE_GAP_PX

    def bar_top(self, subrow: int) -> float:
        return self.top + LANE_GAP_PX / 2 + subrow * SUBROW_PX + 1

    def subrow_at(self, y: float) -> int:
        return int((y - self.top - LANE_GAP_PX / 2) // SUBROW_PX)


def bar_rect(band: LaneBand, place: int, axis: TimeAxis) -> QRectF:
    """The bar of one event: whole device pixels, never narrower than two."""
    lane = band.lane
    top = band.bar_top(int(lane.subrow[place]))
    return _rect(axis, float(lane.onset_s[place]), float(lane.offset_s[place]), top)


def _rect(axis: TimeAxis, onset_s: float, offset_s: float, top: float) -> QRectF:
    least, most = -64.0, axis.width_px + 64.0  # far outside, coordinates would overflow the painter
    left = round(min(max(onset_s * axis.pixels_per_s - axis.first_px, least), most))
    right = round(min(max(offset_s * axis.pixels_per_s - axis.first_px, least), most))
    width = max(right - left, 2) / axis.ratio
    return QRectF(axis.left + left / axis.ratio, top, width, SUBROW_PX - 2)


class BarPainter:
    """Paints the bars of one set of events; made anew for each picture."""

    def __init__(
        self, painter: QPainter, axis: TimeAxis, labels: list[str], events: Mapping[int, Event],
        picked: Collection[int],
    ) -> None:
        self._painter = painter
        self._all_picked = 0 < len(picked) == len(events)
        self._picked = np.fromiter(() if self._all_picked else picked, np.int64)
        self._label_rgb = np.array([label_colour(text).rgb() & _RGB for text in labels], np.uint32)
        self._axis = axis
        self._labels = labels
        self._events = events
        self._font = painter.font()
        self._struck = QFont(self._font)
        self._struck.setStrikeOut(True)

    def paint(self, band: LaneBand) -> None:
        lane, axis = band.lane, self._axis
        places = lane.touching(axis.start_s, axis.end_s)
        width_px = (lane.offset_s[places] - lane.onset_s[places]) * axis.pixels_per_s
        is_thin = width_px < BAR_FROM_PX * axis.ratio
        thin, wide = places[is_thin], places[~is_thin]
        is_rejected = lane.verdict[thin] == _REJECTED
        self._paint_columns(band, thin[~is_rejected], self._label_rgb, (0.0, 1.0))
        self._paint_columns(band, thin[is_rejected], self._label_rgb, (2 / 3, 1.0))
        self._paint_bars(band, wide)
        if self._all_picked or len(self._picked):
            self._paint_picked(band, self._picked_of(lane, wide), self._picked_of(lane, thin))

    def _picked_of(self, lane: Lane, places: NDArray[np.int64]) -> NDArray[np.int64]:
        if self._all_picked:
            return places
        return places[np.isin(lane.ids[places], self._picked)]

    def _paint_columns(
        self, band: LaneBand, places: NDArray[np.int64], label_rgb: NDArray[np.uint32],
        *shares: tuple[float, float],
    ) -> None:
        """Thin events: one strip of pixels for each sub-row, painted over shares of its height."""
        if not len(places):
            return
        height, width = SUBROW_PX - 2, self._axis.width_px / self._axis.ratio
        strips = column_strips(band.lane, places, self._axis, label_rgb)
        for subrow in np.flatnonzero(np.bincount(band.lane.subrow[places])).tolist():
            strip = np.ascontiguousarray(strips[subrow])
            image = QImage(strip.data, len(strip), 1, 4 * len(strip), QImage.Format.Format_ARGB32)
            for top, bottom in shares:
                y = band.bar_top(subrow) + top * height
                self._painter.drawImage(QRectF(self._axis.left, y, width, (bottom - top) * height), image)

    def _paint_bars(self, band: LaneBand, places: NDArray[np.int64]) -> None:
        """Bars too narrow for a text go to the painter by the hundred, the others one by one."""
        lane = band.lane
        batches: dict[tuple[int, int], list[QRectF]] = {}
        lettered: list[tuple[int, QRectF]] = []
        columns = (lane.onset_s, lane.offset_s, lane.subrow, lane.label, lane.verdict)
        onset, offset, subrow, label, verdict = (column[places].tolist() for column in columns)
        for i, place in enumerate(places.tolist()):
            rect = _rect(self._axis, onset[i], offset[i], band.bar_top(subrow[i]))
            batches.setdefault((label[i], verdict[i]), []).append(rect)
            if rect.width() >= MARK_FROM_PX:
                lettered.append((place, rect))
        dark = is_dark()
        for (code, judged), rects in batches.items():
            pen, brush = _bar_style(self._labels[code], VERDICTS[judged], dark)
            self._painter.setPen(pen)
            self._painter.setBrush(brush)
            self._painter.drawRects([rect.adjusted(0.5, 0.5, -0.5, -0.5) for rect in rects])
        for place, rect in lettered:
            self._paint_lettering(self._events[int(lane.ids[place])], rect)

    def _paint_lettering(self, event: Event, rect: QRectF) -> None:
        ink = self._ink(event)
        left, right = max(rect.left(), self._axis.left), min(rect.right(), self._axis.right)
        area = QRectF(left + _PAD_LEFT_PX, rect.top(), right - left - _PADS_PX, rect.height())
        self._painter.setPen(QPen(ink, 1.6))
        if event.verdict is not Verdict.OPEN:
            self._painter.drawLines(verdict_lines(event.verdict, area.left(), area.center().y()))
            area.setLeft(area.left() + _MARK_PX + 3)
        if area.width() < TEXT_FROM_PX - _PADS_PX:
            return
        font = self._struck if event.verdict is Verdict.REJECTED else self._font
        self._painter.setFont(font)
        text, end = _elided(font.toString(), event.label, int(area.width()))
        metrics = _metrics(font.toString())
        if event.verdict is Verdict.REJECTED:  # hatching behind letters makes them hard to read
            ground = QColor(colours().background)
            ground.setAlpha(200)
            behind = QRectF(area.left() - 2, area.top() + 2, end + 4, area.height() - 4)
            self._painter.fillRect(behind, ground)
        baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
        self._painter.drawText(QPointF(area.left(), baseline), text)
        if event.score is not None and text == event.label:
            self._paint_score(f"{event.score:.2f}", area, area.left() + end, baseline, ink)
        self._painter.setFont(self._font)

    def _paint_score(self, text: str, area: QRectF, from_x: float, baseline: float, ink: QColor) -> None:
        if from_x + 8 + _metrics(self._font.toString()).horizontalAdvance(text) > area.right():
            return
        faint = QColor(ink)
        faint.setAlpha(170)
        self._painter.setFont(self._font)
        self._painter.setPen(faint)
        self._painter.drawText(QPointF(from_x + 8, baseline), text)

    def _paint_picked(
        self, band: LaneBand, wide: NDArray[np.int64], thin: NDArray[np.int64]
    ) -> None:
        """A thick border and handles; many thin ones together have a line above and one below."""
        edge = QColor(colours().text)
        if len(thin) > _FRAMED_AT_MOST:
            rgb = np.full(len(self._labels), edge.rgb() & _RGB, np.uint32)
            self._paint_columns(band, thin, rgb, (0.0, 0.15), (0.85, 1.0))
            thin = thin[:0]
        rects = [bar_rect(band, place, self._axis) for place in (*wide.tolist(), *thin.tolist())]
        pieces = [piece for rect in rects for piece in _frame(rect)]
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(edge)
        self._painter.drawRects(pieces)

    def _ink(self, event: Event) -> QColor:
        if event.verdict is not Verdict.VERIFIED:
            return QColor(colours().text if event.verdict is Verdict.OPEN else colours().muted)
        fill = label_colour(event.label)
        light = 0.3 * fill.redF() + 0.59 * fill.greenF() + 0.11 * fill.blueF()
        return QColor(Qt.GlobalColor.black if light > 0.45 else Qt.GlobalColor.white)


def column_strips(
    lane: Lane, places: NDArray[np.int64], axis: TimeAxis, label_rgb: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """One ARGB strip for each sub-row: the colour of the last event in a pixel, the more opaque the more of
    the pixel is covered. Events narrower than a pixel still show."""
    width = axis.width_px
    left = lane.onset_s[places] * axis.pixels_per_s - axis.first_px
    right = np.maximum(lane.offset_s[places] * axis.pixels_per_s - axis.first_px, left + 0.5)
    row = lane.subrow[places].astype(np.int64) * width
    rgb = label_rgb[lane.label[places]]
    strips = np.zeros(lane.depth * width, np.uint32)
    covered = np.zeros(lane.depth * width)
    column = np.floor(left).astype(np.int64)
    while len(column):
        inside = (column >= 0) & (column < width)
        keys = (row + column)[inside]
        share = np.minimum(right, column + 1) - np.maximum(left, column)
        covered += np.bincount(keys, share[inside], len(covered))
        strips[keys] = rgb[inside]
        more = right > column + 1
        left, right, row, rgb, column = left[more], right[more], row[more], rgb[more], column[more] + 1
    alpha = np.where(covered > 0, 110 + 145 * np.minimum(covered, 1.0), 0.0).astype(np.uint32)
    strips |= alpha << np.uint32(24)
    return strips.reshape(lane.depth, width)


@lru_cache(maxsize=1024)
def _bar_style(label: str, verdict: Verdict, dark: bool) -> tuple[QPen, QBrush]:
    hue = label_colour(label)
    edge = hue if dark else hue.darker(150)
    fill = QColor(hue)
    if verdict is Verdict.VERIFIED:
        return QPen(edge, 1), QBrush(fill)
    if verdict is Verdict.REJECTED:
        fill.setAlpha(170)
        return QPen(edge, 1, Qt.PenStyle.DashLine), QBrush(fill, Qt.BrushStyle.BDiagPattern)
    fill.setAlpha(70)
    return QPen(edge, 1), QBrush(fill)


def verdict_lines(verdict: Verdict, left: float, middle: float) -> list[QLineF]:
    """A tick for verified, a cross for rejected."""
    half, right = _MARK_PX / 2, left + _MARK_PX
    if verdict is Verdict.VERIFIED:
        knee = QPointF(left + 3, middle + half - 1)
        return [QLineF(QPointF(left, middle), knee), QLineF(knee, QPointF(right, middle - half))]
    return [
        QLineF(left + 1, middle - half + 1, right - 1, middle + half - 1),
        QLineF(left + 1, middle + half - 1, right - 1, middle - half + 1),
    ]


def _frame(rect: QRectF) -> list[QRectF]:
    """The four sides of a border two pixels thick, and two handles where there is room for them."""
    left, top, width, height = rect.left() - 1, rect.top() - 1, rect.width() + 2, rect.height() + 2
    sides = [
        QRectF(left, top, width, 2), QRectF(left, top + height - 2, width, 2),
        QRectF(left, top, 2, height), QRectF(left + width - 2, top, 2, height),
    ]
    if rect.width() < 4 * _HANDLE_PX:
        return sides
    middle = rect.center().y() - _HANDLE_HEIGHT_PX / 2
    right = left + width - _HANDLE_PX
    return [*sides, *(QRectF(x, middle, _HANDLE_PX, _HANDLE_HEIGHT_PX) for x in (left, right))]


@lru_cache(maxsize=8)
def _metrics(font: str) -> QFontMetricsF:
    described = QFont()
    described.fromString(font)
    return QFontMetricsF(described)


@lru_cache(maxsize=4096)
def _elided(font: str, text: str, width_px: int) -> tuple[str, float]:
    """The text as far as it fits, and how wide it is then."""
    metrics = _metrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_px)
    return shown, metrics.horizontalAdvance(shown)
