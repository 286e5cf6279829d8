"""The mouse, the wheel and the playhead, driven as a person drives them; places by the axis's definition."""

from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain import AudioTrack, MediaInfo, Selection
from desktop.pane import PaneState
from desktop.views.plot import LEFT_MARGIN_PX, RIGHT_MARGIN_PX, TimePlot

WIDTH_PX = LEFT_MARGIN_PX + 800 + RIGHT_MARGIN_PX  # the plot is 800 pixels wide
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(tmp_path) -> PaneState:
    pane = PaneState(MediaInfo(tmp_path / "a.wav", "wav", (AudioTrack(0, 8000, 1, 8000 * 100, "pcm"),)))
    pane.show(20, 60)  # 20 pixels a second
    return pane


@pytest.fixture
def view(qtbot: QtBot, pane: PaneState) -> TimePlot:
    view = TimePlot(pane)
    qtbot.addWidget(view)
    view.resize(WIDTH_PX, 200)
    view.show()
    qtbot.waitExposed(view)
    return view


def at(time_s: float, y: int = 80) -> QPoint:
    """Where a moment lies while 20…60 s are visible."""
    return QPoint(round(LEFT_MARGIN_PX + (time_s - 20) * 20), y)


def wheel(
    view: TimePlot, point: QPoint, steps: float, keys: Qt.KeyboardModifier, sideways: bool = False
) -> None:
    turn = QPoint(round(120 * steps), 0) if sideways else QPoint(0, round(120 * steps))
    event = QWheelEvent(
        QPointF(point),
        QPointF(view.mapToGlobal(point)),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def drag(
    qtbot: QtBot,
    view: TimePlot,
    *points: QPoint,
    keys: Qt.KeyboardModifier = NO_KEYS,
    button: Qt.MouseButton = LEFT,
) -> None:
    qtbot.mousePress(view, button, keys, points[0])
    for point in points[1:]:
        event_pos = QPointF(point)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            event_pos,
            QPointF(view.mapToGlobal(point)),
            Qt.MouseButton.NoButton,
            button,
            keys,
        )
        QApplication.sendEvent(view, move)
    qtbot.mouseRelease(view, button, keys, points[-1])


@pytest.mark.parametrize("time_s", [20.0, 30.0, 59.0])
@pytest.mark.parametrize("steps", [1, -1, 3])
def test_zoom_keeps_the_time_under_the_mouse(view, pane, time_s, steps) -> None:
    point = at(time_s)
    before = view.axis().time(point.x())
    wheel(view, point, steps, Qt.KeyboardModifier.ControlModifier)
    start, end = pane.view
    assert end - start == pytest.approx(40 * 0.8**steps)
    assert view.axis().time(point.x()) == pytest.approx(before, abs=view.axis().seconds(1))


def test_wheel_moves_in_time_by_a_tenth_of_the_view(view, pane) -> None:
    wheel(view, at(40), -1, NO_KEYS)
    assert pane.view == pytest.approx((24, 64))
    wheel(view, at(40), 1, SHIFT)
    assert pane.view == pytest.approx((20, 60))
    wheel(view, at(40), -1, SHIFT, sideways=True)  # some systems turn the wheel with Shift
    assert pane.view == pytest.approx((24, 64))


def test_click_sets_the_cursor(qtbot, view, pane) -> None:
    qtbot.mouseClick(view, LEFT, NO_KEYS, at(33))
    assert pane.position_s == pytest.approx(33)
    assert pane.selection is None


def test_drag_selects_time_in_either_direction(qtbot, view, pane) -> None:
    drag(qtbot, view, at(30), at(35), at(45))
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((30, 45))
    assert pane.selection.band is None
    drag(qtbot, view, at(58), at(50), at(50))
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((50, 58))
    assert pane.position_s == 0


def test_edges_of_the_selection_are_held_and_pass_each_other(qtbot, view, pane) -> None:
    pane.select(Selection(30, 45))
    drag(qtbot, view, at(45), at(50), at(52))
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((30, 52))
    drag(qtbot, view, at(30), at(40), at(56))
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((52, 56))


def test_shift_moves_the_selection_and_stops_at_the_start(qtbot, view, pane) -> None:
    pane.select(Selection(30, 40))
    drag(qtbot, view, at(35), at(38), at(41), keys=SHIFT)
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((36, 46))
    pane.show(0, 40)
    drag(qtbot, view, at(59), at(59 - 39), keys=SHIFT)  # 40 s are visible: held at 39 s, moved to 0 s
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((0, 10))


def test_shift_outside_brings_the_nearer_end(qtbot, view, pane) -> None:
    pane.select(Selection(30, 40))
    drag(qtbot, view, at(50), at(50), keys=SHIFT)
    assert (pane.selection.start_s, pane.selection.end_s) == pytest.approx((30, 50))


def test_escape_breaks_a_drag_off_and_then_clears(qtbot, view, pane) -> None:
    pane.select(Selection(30, 40))
    qtbot.mousePress(view, LEFT, NO_KEYS, at(50))
    qtbot.mouseMove(view, at(55))
    view.mouseMoveEvent(_move(view, at(55)))
    assert pane.selection != Selection(30, 40)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert pane.selection == Selection(30, 40)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert pane.selection is None


def test_middle_button_pans(qtbot, view, pane) -> None:
    drag(qtbot, view, at(40), at(35), at(30), button=Qt.MouseButton.MiddleButton)
    assert pane.view == pytest.approx((30, 70))


def test_double_click_on_the_selection_zooms_to_it_and_back(qtbot, view, pane) -> None:
    pane.select(Selection(30, 40))
    qtbot.mouseDClick(view, LEFT, NO_KEYS, at(35))
    assert pane.view == pytest.approx((30, 40))
    pane.back()
    assert pane.view == pytest.approx((20, 60))


def test_drag_held_outside_scrolls(qtbot, view, pane) -> None:
    qtbot.mousePress(view, LEFT, NO_KEYS, at(50))
    view.mouseMoveEvent(_move(view, QPoint(WIDTH_PX + 30, 80)))
    qtbot.waitUntil(lambda: pane.view[1] > 62, timeout=3000)
    qtbot.mouseRelease(view, LEFT, NO_KEYS, QPoint(WIDTH_PX + 30, 80))
    assert pane.selection.start_s == pytest.approx(50, abs=0.06)
    assert pane.selection.end_s > 62


def test_moving_playhead_repaints_only_its_strip(qtbot, view, pane) -> None:
    class Watch(QObject):
        areas: ClassVar[list] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.areas.append(event.region().boundingRect())
            return False

    pane.follow(30.0)
    qtbot.waitUntil(lambda: view._painted_head == view.axis().x(30.0))
    watch = Watch()
    view.installEventFilter(watch)
    pane.follow(30.1)
    qtbot.waitUntil(lambda: bool(watch.areas))
    assert watch.areas[0].width() <= 12
    assert watch.areas[0].contains(at(30.1, 50))
    view.removeEventFilter(watch)


def test_two_fingers_zoom_where_they_are(view, pane) -> None:
    point = QPointF(at(30))
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        point,
        point,
        QPointF(view.mapToGlobal(at(30))),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(view, event)
    assert pane.view == pytest.approx((22, 54))  # 32 s instead of 40, a quarter of them before 30 s


def test_closed_view_follows_no_more(view, pane) -> None:
    view.close_view()
    view.close_view()
    pane.show(0, 10)
    pane.seek(5)
    assert view._connections == []


def test_focus_shows_as_a_frame(qtbot, view) -> None:
    view.clearFocus()
    without = view.grab().toImage()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert view.grab().toImage() != without


def _move(view: TimePlot, point: QPoint):
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(view.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        LEFT,
        NO_KEYS,
    )
