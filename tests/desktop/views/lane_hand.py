"""A hand on the label lanes: a view on fifty seconds, where a time is on it, and how to drag."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo
from desktop.pane import PaneState
from desktop.views.canvas import LEFT_MARGIN_PX, RIGHT_MARGIN_PX, TOP_MARGIN_PX
from desktop.views.lane_editor import NameEditor
from desktop.views.lane_painting import LANE_GAP_PX, SUBROW_PX
from desktop.views.lanes import LabelLanes

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)
PX_PER_S = 20  # 50 s on 1000 pixels
LANE_PX = SUBROW_PX + LANE_GAP_PX


def pane_with(*events: Event, lanes: tuple[str, ...] = ()) -> PaneState:
    track = AudioTrack(0, 16_000, 1, 16_000 * 50, "pcm")
    labels = Annotations.of(events)
    for lane in lanes:
        labels = labels.with_lane(lane)
    return PaneState(MediaInfo(Path("rain.wav"), "wav", (track,)), labels)


def shown(qtbot: QtBot, pane: PaneState, height: int = 150) -> LabelLanes:
    view = LabelLanes(pane)
    view.snapping = False
    view.resize(LEFT_MARGIN_PX + 50 * PX_PER_S + RIGHT_MARGIN_PX, height)
    qtbot.addWidget(view, before_close_func=lambda it: it.close_view())
    with qtbot.waitExposed(view):
        view.show()
    return view


def at(time_s: float, row: int = 0) -> QPoint:
    """The middle of a one-row lane at a time."""
    return QPoint(LEFT_MARGIN_PX + round(time_s * PX_PER_S), TOP_MARGIN_PX + row * LANE_PX + LANE_PX // 2)


def drag(view: LabelLanes, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE, drop: bool = True) -> None:
    QTest.mousePress(view, LEFT, keys, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, start + (end - start) * share)
        QApplication.processEvents()
    if drop:
        QTest.mouseRelease(view, LEFT, keys, end)


def editor_of(view: LabelLanes) -> NameEditor:
    assert view.naming.editor is not None
    return view.naming.editor


def events(pane: PaneState) -> list[Event]:
    return list(pane.annotations.events.values())
