"""The label lanes under a dragging mouse: make, move, stretch, snap, and take each back."""


import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain import Event
from desktop.views.lane_layout import Grouping
from desktop.views.lanes import LabelLanes
from tests.desktop.views.lane_hand import ALT, LEFT, NONE, at, drag, editor_of, events, pane_with, shown


def test_a_drag_on_an_empty_stretch_makes_an_event_that_is_named_at_once(qtbot: QtBot) -> None:
    pane = pane_with()
    view = shown(qtbot, pane)
    drag(view, at(10), at(15))
    QTest.keyClicks(editor_of(view), "dog")
    QTest.keyClick(editor_of(view), Qt.Key.Key_Return)
    assert events(pane) == [Event("dog", 10, 15)]
    assert pane.picked == {1}
    assert view.naming.editor is None
    pane.undo()  # made and named are one step
    assert events(pane) == []
    assert pane.history.undo_text is None
    pane.redo()
    assert events(pane) == [Event("dog", 10, 15)]


def test_a_drag_to_the_left_makes_the_same_event_and_the_last_name_is_offered(qtbot: QtBot) -> None:
    pane = pane_with()
    pane.last_label = "siren"
    view = shown(qtbot, pane)
    drag(view, at(15), at(10))
    assert editor_of(view).text() == "siren"
    assert editor_of(view).selectedText() == "siren"
    QTest.keyClick(editor_of(view), Qt.Key.Key_Return)
    assert events(pane) == [Event("siren", 10, 15)]


def test_escape_in_the_editor_keeps_the_event_as_it_was_made(qtbot: QtBot) -> None:
    pane = pane_with()
    pane.last_label = "siren"
    view = shown(qtbot, pane)
    drag(view, at(10), at(15))
    QTest.keyClicks(editor_of(view), "nonsense")
    QTest.keyClick(editor_of(view), Qt.Key.Key_Escape)
    assert events(pane) == [Event("siren", 10, 15)]


def test_escape_during_a_drag_breaks_it_off_without_a_trace(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    before = pane.annotations
    view = shown(qtbot, pane)
    for start, end in ((at(20), at(30)), (at(12), at(20)), (at(15), at(20))):
        drag(view, start, end, drop=False)
        assert pane.annotations is not before
        QTest.keyClick(view, Qt.Key.Key_Escape)
        QTest.mouseRelease(view, LEFT, NONE, end)
        assert pane.annotations is before
        assert pane.history.undo_text is None
        assert view.naming.editor is None


def test_other_keys_wait_until_the_drag_is_over(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    drag(view, at(12), at(13), drop=False)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_F2):
        QTest.keyClick(view, key)
    QTest.mouseRelease(view, LEFT, NONE, at(13))
    assert events(pane) == [Event("dog", 11, 16)]
    assert view.naming.editor is None


def test_a_drag_on_the_body_moves_and_one_undo_takes_it_back(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    drag(view, at(12), at(22))
    assert events(pane) == [Event("dog", 20, 25)]
    pane.undo()
    assert events(pane) == [Event("dog", 10, 15)]
    assert pane.history.undo_text is None
    pane.redo()
    assert events(pane) == [Event("dog", 20, 25)]


def test_a_drag_moves_all_that_is_picked(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("bird", 30, 31))
    view = shown(qtbot, pane)
    pane.pick([1, 2])
    drag(view, at(12), at(13))
    assert [(e.onset_s, e.offset_s) for e in events(pane)] == [(11, 16), (31, 32)]


def test_a_drag_downwards_moves_to_another_lane(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), lanes=("birds",))
    view = shown(qtbot, pane)
    drag(view, at(12), at(12, row=1))
    assert events(pane) == [Event("dog", 10, 15, lane="birds")]
    pane.undo()
    assert events(pane) == [Event("dog", 10, 15)]


def test_with_one_row_per_label_a_drag_downwards_relabels(qtbot: QtBot) -> None:
    pane = pane_with(Event("a", 10, 15), Event("b", 30, 35))
    view = shown(qtbot, pane)
    view.set_grouping(Grouping.LABEL)
    drag(view, at(12), at(12, row=1))
    assert [e.label for e in events(pane)] == ["b", "b"]


@pytest.mark.parametrize(
    ("grab_s", "to_s", "expected"),
    [(15, 18, (10, 18)), (10, 7, (7, 15)), (15, 3, (10, 10.001)), (10, 49, (14.999, 15))],
)
def test_a_drag_on_an_edge_stretches(
    qtbot: QtBot, grab_s: float, to_s: float, expected: tuple[float, float]
) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    drag(view, at(grab_s), at(to_s))
    assert (events(pane)[0].onset_s, events(pane)[0].offset_s) == pytest.approx(expected)
    pane.undo()
    assert events(pane) == [Event("dog", 10, 15)]


def test_edges_snap_to_neighbours_unless_alt_is_held(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("bird", 20, 22))
    view = shown(qtbot, pane)
    view.snapping = True
    near = at(20) - QPoint(4, 0)
    drag(view, at(15), near)
    assert events(pane)[0].offset_s == 20
    pane.undo()
    QTest.mousePress(view, LEFT, ALT, at(15))
    QApplication.sendEvent(view, _move_event(view, near, ALT))
    QTest.mouseRelease(view, LEFT, ALT, near)
    assert events(pane)[0].offset_s == pytest.approx(19.8)


def _move_event(view: LabelLanes, point: QPoint, keys: Qt.KeyboardModifier) -> QEvent:
    where = QPointF(point)
    return QMouseEvent(QEvent.Type.MouseMove, where, view.mapToGlobal(where), Qt.MouseButton.NoButton, LEFT, keys)
