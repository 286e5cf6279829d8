"""Peaks of the waveform brought onto the pixels of the screen, and painted as a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from core.tiles.waveform import WaveformPeaks
from desktop.views.axis import TimeAxis
from desktop.views.pixel_columns import pixel_columns

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Lowest, highest and RMS value of each pixel, (pixels, channels); NaN where nothing is known."""

    low: Floats
    high: Floats
    rms: Floats


def envelope_of(peaks: WaveformPeaks, axis: TimeAxis) -> Envelope:
    """What falls on each pixel of the axis, which has its fixed grid: scrolling changes nothing."""
    columns, channels = peaks.low.shape
    shown = pixel_columns(
        peaks.start_s, peaks.column_s, columns, axis.first_px, axis.width_px, axis.pixels_per_s
    )
    inside = np.flatnonzero(shown.count)
    first, end = shown.first[inside], shown.first[inside] + shown.count[inside]
    shape = (axis.width_px, channels)
    low, high, rms = (np.full(shape, np.nan, np.float32) for _ in range(3))
    if len(inside):
        low[inside], high[inside] = peaks.low[first], peaks.high[first]
        power = peaks.rms[first] ** 2
        for place in range(1, int((end - first).max())):
            more = np.minimum(first + place, end - 1)
            low[inside] = np.minimum(low[inside], peaks.low[more])
            high[inside] = np.maximum(high[inside], peaks.high[more])
            power += np.where((place < end - first)[:, None], peaks.rms[more] ** 2, 0.0)
        rms[inside] = np.sqrt(power / (end - first)[:, None])
    return Envelope(low, high, rms)


def envelope_image(low: Floats, high: Floats, rms: Floats, rows: int, wave: QColor, inner: QColor) -> QImage:
    """One channel's positions (-1 … 1 from bottom to top) as a picture, everywhere at least a row thick."""
    top, bottom = _rows(high, rows, rows), _rows(low, rows, -1)
    rms_top = np.maximum(_rows(rms, rows, rows), top)
    rms_bottom = np.where(top < bottom, np.minimum(_rows(-rms, rows, -1), bottom), np.int16(-1))
    at = np.arange(rows, dtype=np.int16)[:, None]
    places = ((at >= top) & (at <= bottom)).view(np.uint8)  # (rows, pixels): 0 nothing, 1 wave, 2 RMS
    places += ((at >= rms_top) & (at <= rms_bottom)).view(np.uint8)
    width = len(low)
    indexed = QImage(places.data, width, rows, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable([0, wave.rgba(), inner.rgba()])
    return indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _rows(positions: Floats, rows: int, unknown: int) -> NDArray[np.int16]:
    half = (rows - 1) / 2
    return np.where(np.isfinite(positions), np.rint(half - positions * half), unknown).astype(np.int16)
