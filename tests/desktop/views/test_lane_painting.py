"""What the lanes paint: columns of colour counted by hand, and verdicts that differ without their colours."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo, Verdict
from desktop import theme
from desktop.pane import PaneState
from desktop.views.axis import TimeAxis
from desktop.views.lane_layout import Lane
from desktop.views.lane_painting import LaneBand, bar_rect, column_strips
from desktop.views.lanes import LabelLanes

RED, BLUE = 0xFF0000, 0x0000FF


def lane_of(spans: list[tuple[float, float]], labels: list[int], subrows: list[int]) -> Lane:
    onset, offset = (np.array(edges, float) for edges in zip(*spans, strict=True))
    return Lane(
        "x", np.arange(len(spans)), onset, offset, np.array(labels, np.int32), np.zeros(len(spans), np.uint8),
        np.array(subrows, np.uint8), np.maximum.accumulate(offset),
    )


def test_a_pixel_is_the_more_opaque_the_more_of_it_is_covered() -> None:
    axis = TimeAxis(first_px=10, pixels_per_s=1.0, width_px=4)  # shows 10…14 s
    lane = lane_of([(10.5, 12.0), (13.0, 13.5), (13.75, 13.75)], [0, 1, 0], [0, 0, 1])
    strips = column_strips(lane, np.arange(3), axis, np.array([RED, BLUE], np.uint32))
    half, full = 110 + 72, 255  # 110 + 145 × the covered share
    assert [[f"{pixel:08x}" for pixel in strip] for strip in strips.tolist()] == [
        [f"{half:02x}ff0000", f"{full:02x}ff0000", "00000000", f"{half:02x}0000ff"],
        ["00000000", "00000000", "00000000", f"{110 + 36:02x}ff0000"],  # a point shows as half a pixel, cut here
    ]


def test_events_beyond_both_ends_of_the_axis_paint_only_inside() -> None:
    axis = TimeAxis(first_px=10, pixels_per_s=1.0, width_px=3)
    lane = lane_of([(8.0, 11.0), (12.0, 16.0)], [0, 0], [0, 0])
    strips = column_strips(lane, np.arange(2), axis, np.array([RED], np.uint32))
    assert [pixel >> 24 for pixel in strips[0].tolist()] == [255, 0, 255]


def test_bars_stand_on_device_pixels_and_are_never_narrower_than_two() -> None:
    axis = TimeAxis(first_px=0, pixels_per_s=10.0, width_px=1000, left=64.0, ratio=2.0)
    band = LaneBand(lane_of([(1.04, 2.06), (5.0, 5.0), (20.0, 1e6)], [0, 0, 0], [0, 0, 0]), 6.0)
    first, point, endless = (bar_rect(band, place, axis) for place in range(3))
    assert (first.left(), first.width()) == (64 + 10 / 2, (21 - 10) / 2)
    assert point.width() == 2 / 2
    assert endless.right() < 64 + 1000


@pytest.mark.parametrize("dark", [True, False])
def test_verdicts_differ_in_shape_and_not_only_in_colour(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, dark: bool
) -> None:
    monkeypatch.setattr(theme, "_current", theme.DARK if dark else theme.LIGHT)
    pictures = {verdict: _outline(qtbot, verdict) for verdict in Verdict}
    for one in Verdict:
        for other in Verdict:
            if one is not other:
                differing = np.mean(pictures[one] != pictures[other])
                assert differing > 0.05, (one, other)


def _outline(qtbot: QtBot, verdict: Verdict) -> np.ndarray:
    """Where a bar is light and where it is dark against its own middle grey: what is left without colour."""
    event = Event("dog", 10, 40, verdict=verdict)
    track = AudioTrack(0, 16_000, 1, 16_000 * 50, "pcm")
    view = LabelLanes(PaneState(MediaInfo(Path("a.wav"), "wav", (track,)), Annotations.of([event])))
    view.resize(600, 100)
    qtbot.addWidget(view, before_close_func=lambda it: it.close_view())
    area = view.map().bar_of(1)
    assert area is not None
    image = view.grab(area.toRect()).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return grey[:, : image.width()] > (int(grey.min()) + int(grey.max())) / 2
