"""The plots of a report as SVG in words: small, sharp at any size, in the colours of the page that shows them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from core.measure.bootstrap import Interval
from core.measure.counts import Numbers

SERIES = 6  # colours that the page has; each comes with its own dashes
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 2", "10 4")
_ROW, _LEFT, _WIDTH = 16, 190, 760


def forest(rows: Mapping[str, Sequence[Interval]], most: float = 1.0) -> str:
    """A line for each figure and model: the figure as a mark, its interval as a bar."""
    each = max((len(intervals) for intervals in rows.values()), default=0)
    height = len(rows) * (each * _ROW + 12) + 24
    drawn = [_axis(height, most)]
    y = 18.0
    for title, intervals in rows.items():
        middle = y + each * _ROW / 2 + 4
        drawn.append(f'<text x="{_LEFT - 10}" y="{middle:.1f}" text-anchor="end">{escape(title)}</text>')
        for i, interval in enumerate(intervals):
            drawn.append(_whisker(interval, y + (i + 0.5) * _ROW, i, most))
        y += each * _ROW + 12
    return (f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">'
            f'{"".join(drawn)}</svg>')


def operating(title: str, thresholds: Numbers, lines: Sequence[Numbers], marks: Sequence[float]) -> str:
    """Curves over the threshold of one class; `marks` are the thresholds that are in use."""
    width, height = 200, 120
    x = width * _stretched(thresholds)
    drawn = [f'<rect class="frame" x="0" y="0" width="{width}" height="{height}"/>']
    drawn += [f'<line class="grid" x1="0" x2="{width}" y1="{height * part:.1f}" y2="{height * part:.1f}"/>'
              for part in (0.25, 0.5, 0.75)]
    drawn += [f'<line class="mark" x1="{mark:.1f}" x2="{mark:.1f}" y1="0" y2="{height}"/>'
              for mark in (width * _stretched(np.array(marks))).tolist()]
    for i, line in enumerate(lines):
        drawn.append(f'<path class="line s{i % SERIES}" stroke-dasharray="{_DASHES[i % SERIES]}" '
                     f'd="{_path(x, (1 - line) * height)}"/>')
    return (f'<figure><figcaption>{escape(title)}</figcaption><svg viewBox="-2 -2 {width + 4} {height + 4}" '
            f'width="{width}" height="{height}" role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
            "</figure>")


def legend(names: Sequence[str]) -> str:
    items = [f'<span class="key"><svg width="34" height="10"><line class="line s{i % SERIES}" x1="1" x2="33" y1="5" '
             f'y2="5" stroke-dasharray="{_DASHES[i % SERIES]}"/></svg> {escape(name)}</span>'
             for i, name in enumerate(names)]
    return f'<p class="legend">{" ".join(items)}</p>'


def _whisker(interval: Interval, y: float, series: int, most: float) -> str:
    if not math.isfinite(interval.value):
        return f'<text class="small" x="{_LEFT + 4}" y="{y + 4:.1f}">not defined</text>'
    ends = (interval.low, interval.high) if math.isfinite(interval.low) else (interval.value, interval.value)
    left, right = (_x(end, most) for end in ends)
    at = _x(interval.value, most)
    shape = (f'<circle class="dot s{series % SERIES}" cx="{at:.1f}" cy="{y:.1f}" r="4"/>' if series % 2 == 0 else
             f'<rect class="dot s{series % SERIES}" x="{at - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>')
    return (f'<line class="line s{series % SERIES}" x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>{shape}'
            f'<text class="small" x="{max(right, at) + 8:.1f}" y="{y + 4:.1f}">{interval.value:.3f}</text>')


def _axis(height: float, most: float) -> str:
    drawn = []
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _x(part * most, most)
        drawn.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="14" y2="{height - 4}"/>'
                     f'<text class="small" x="{x:.1f}" y="10" text-anchor="middle">{part * most:g}</text>')
    return "".join(drawn)


def _x(value: float, most: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - 60) * min(max(value / most, 0.0), 1.0)


def _stretched(thresholds: Numbers) -> Numbers:
    """0.001 to 0.999 on an axis of odds, 0 to 1: models differ by their lowest and highest scores."""
    inside = np.clip(thresholds, 0.001, 0.999)
    made: Numbers = 0.5 + np.log10(inside / (1 - inside)) / (2 * np.log10(999))
    return made


def _path(x: Numbers, y: Numbers) -> str:
    """Begins anew after what is not defined."""
    parts, pen = [], "M"
    for at, height in zip(x.tolist(), y.tolist(), strict=True):
        if not np.isfinite(height):
            pen = "M"
            continue
        parts.append(f"{pen}{at:.1f} {height:.1f}")
        pen = "L"
    return "".join(parts)
