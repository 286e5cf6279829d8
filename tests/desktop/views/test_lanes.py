"""The label lanes under clicks, keys and menus: pick, name, judge, scroll, choose lanes."""


import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from core.annotations import Annotations
from core.domain import DEFAULT_LANE, Event, Selection, Verdict
from desktop.views.lanes import LabelLanes
from tests.desktop.views.lane_hand import (
    ALT,
    CTRL,
    LEFT,
    NONE,
    PX_PER_S,
    SHIFT,
    at,
    drag,
    editor_of,
    events,
    pane_with,
    shown,
)


def test_a_click_picks_seeks_and_selects_and_ctrl_adds(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15, 100, 900), Event("bird", 20, 22))
    view = shown(qtbot, pane)
    QTest.mouseClick(view, LEFT, NONE, at(12))
    assert pane.picked == {1}
    assert pane.position_s == 10
    assert pane.selection == Selection(10, 15, 100, 900)
    QTest.mouseClick(view, LEFT, CTRL, at(21))
    assert pane.picked == {1, 2}
    QTest.mouseClick(view, LEFT, CTRL, at(12))
    assert pane.picked == {2}
    assert pane.history.undo_text is None


def test_a_click_beside_the_events_sets_the_cursor_and_picks_nothing(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    pane.pick([1])
    QTest.mouseClick(view, LEFT, NONE, at(30))
    assert not pane.picked
    assert pane.position_s == pytest.approx(30, abs=1 / PX_PER_S)


def test_shift_drag_beside_the_events_picks_those_in_the_rectangle(qtbot: QtBot) -> None:
    pane = pane_with(Event("a", 10, 15), Event("b", 20, 22), Event("c", 20, 22, lane="x"), Event("d", 40, 41))
    view = shown(qtbot, pane)
    drag(view, at(17), at(25), SHIFT)
    assert pane.picked == {2}
    drag(view, at(17), at(9, row=1), SHIFT)
    assert pane.picked == {1, 2}


def test_a_double_click_relabels_in_place(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("wolf", 20, 22))
    view = shown(qtbot, pane)
    QTest.mouseDClick(view, LEFT, NONE, at(12))
    editor = editor_of(view)
    assert editor.completer().model().rowCount() == 2
    editor.selectAll()
    QTest.keyClicks(editor, "wolf")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert events(pane)[0].label == "wolf"
    assert view.hasFocus()
    pane.undo()
    assert events(pane)[0].label == "dog"


def test_an_empty_name_is_refused_with_a_sentence(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    pane.pick([1])
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor_of(view).clear()
    with qtbot.waitSignal(view.said) as said:
        QTest.keyClick(editor_of(view), Qt.Key.Key_Return)
    assert "needs a character" in said.args[0]
    assert events(pane)[0].label == "dog"


def test_f2_relabels_all_that_is_picked(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("wolf", 20, 22), Event("bird", 30, 31))
    view = shown(qtbot, pane)
    pane.pick([1, 2])
    QTest.keyClick(view, Qt.Key.Key_F2)
    QTest.keyClicks(editor_of(view), "fox")
    QTest.keyClick(editor_of(view), Qt.Key.Key_Tab)
    assert [e.label for e in events(pane)] == ["fox", "fox", "bird"]


def test_enter_and_delete_judge_and_go_on(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("wolf", 20, 22), Event("bird", 30, 31))
    view = shown(qtbot, pane)
    pane.pick([1])
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert [e.verdict for e in events(pane)] == [Verdict.VERIFIED, Verdict.REJECTED, Verdict.OPEN]
    assert pane.picked == {3}


def test_keys_that_end_the_typing_do_not_reach_the_window(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    pane.pick([1])
    view.edit_picked()
    QTest.keyClick(editor_of(view), Qt.Key.Key_Return)
    assert events(pane)[0].verdict is Verdict.OPEN


def test_the_editor_follows_its_event_when_the_view_moves(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 20))
    view = shown(qtbot, pane)
    pane.pick([1])
    view.edit_picked()
    left = editor_of(view).x()
    pane.show(8, 33)
    assert editor_of(view).x() < left
    pane.edit("", lambda old: old.removing([1]))
    assert view.naming.editor is None


def test_the_wheel_scrolls_rows_that_do_not_fit_and_time_where_all_fit(qtbot: QtBot) -> None:
    pane = pane_with(lanes=tuple(f"lane {i}" for i in range(20)))
    view = shown(qtbot, pane)
    _wheel(view, -120)
    assert view.scrolled_px > 0
    _wheel(view, 1200)
    assert view.scrolled_px == 0
    few = pane_with()
    few.show(10, 20)
    _wheel(shown(qtbot, few), -120)
    assert few.view[0] > 10


def _wheel(view: LabelLanes, delta: int) -> None:
    where = QPointF(at(20))
    QApplication.sendEvent(view, QWheelEvent(
        where, view.mapToGlobal(where), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    ))


def test_going_to_an_event_scrolls_to_its_row(qtbot: QtBot) -> None:
    lanes = tuple(f"lane {i}" for i in range(20))
    pane = pane_with(Event("dog", 10, 15, lane="lane 19"), lanes=lanes)
    pane.edit("", lambda old: Annotations(old.events, (DEFAULT_LANE, *lanes), old.next_id))
    view = shown(qtbot, pane)
    pane.pick([1])
    bar = view.map().bar_of(1)
    assert bar is not None
    assert view.plot_rect().contains(bar.toAlignedRect())


def test_up_and_down_choose_the_lane_for_new_labels(qtbot: QtBot) -> None:
    pane = pane_with(lanes=("birds",))
    view = shown(qtbot, pane)
    QTest.keyClick(view, Qt.Key.Key_Down)
    view.make_label()
    assert events(pane)[0].lane == "birds"
    editor_of(view).close_editor(keep=True)
    pane.undo()
    assert not events(pane)
    assert pane.history.undo_text is None


def test_alt_and_down_move_the_picked_events_to_the_next_lane(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("cat", 20, 25), lanes=("birds",))
    view = shown(qtbot, pane)
    pane.pick([1])
    QTest.keyClick(view, Qt.Key.Key_Down, ALT)
    assert [e.lane for e in events(pane)] == ["birds", DEFAULT_LANE]
    QTest.keyClick(view, Qt.Key.Key_Down, ALT)  # there is no lane below
    pane.undo()
    assert [e.lane for e in events(pane)] == [DEFAULT_LANE, DEFAULT_LANE]
    assert pane.history.undo_text is None


def test_events_on_a_lane_that_no_one_declared_are_shown_all_the_same(qtbot: QtBot) -> None:
    pane = pane_with()
    view = shown(qtbot, pane)
    pane.edit("", lambda _: Annotations({1: Event("dog", 10, 15, lane="birds")}, (DEFAULT_LANE,), 2))
    assert [band.lane.name for band in view.bands()] == [DEFAULT_LANE, "birds"]


def test_the_pointer_tells_what_a_drag_would_do(qtbot: QtBot) -> None:
    view = shown(qtbot, pane_with(Event("dog", 10, 15)))
    shapes = [view.cursor_at(QPointF(at(t)), NONE) for t in (12, 10.1, 14.9, 30)]
    assert shapes == [
        Qt.CursorShape.SizeAllCursor, Qt.CursorShape.SizeHorCursor, Qt.CursorShape.SizeHorCursor,
        Qt.CursorShape.CrossCursor,
    ]


def test_the_tool_tip_tells_label_times_band_score_and_verdict(qtbot: QtBot) -> None:
    view = shown(qtbot, pane_with(Event("비", 10, 15.25, 100, 900, 0.8, Verdict.REJECTED)))
    point = at(12)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    for part in ("비", "0:10.000 – 0:15.250", "100 Hz – 900 Hz", "0.8", "rejected"):
        assert part in QToolTip.text()


def _menu_at(view: LabelLanes, point: QPoint) -> QMenu:
    QApplication.sendEvent(
        view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.mapToGlobal(point), NONE)
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _choose(menu: QMenu, text: str) -> None:
    action = next(action for action in menu.actions() if action.text().split("\t")[0] == text)
    action.trigger()
    menu.close()


def test_the_menu_plays_and_exports_what_it_was_opened_on(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15, 100, 900))
    view = shown(qtbot, pane)
    with qtbot.waitSignal(view.play_requested) as played:
        _choose(_menu_at(view, at(12)), "Play")
    assert played.args == [10, 15, (100, 900)]
    with qtbot.waitSignal(view.export_requested) as exported:
        _choose(_menu_at(view, at(12)), "Export sound…")
    assert exported.args == [frozenset({1})]
    _choose(_menu_at(view, at(12)), "Delete")
    assert not events(pane)


def test_the_menu_key_opens_the_menu_of_what_is_picked(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("cat", 20, 25))
    view = shown(qtbot, pane)
    pane.pick([2])
    where = QPoint(5, 5)
    QApplication.sendEvent(
        view, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, view.mapToGlobal(where), NONE)
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    _choose(menu, "Reject")
    assert [e.verdict for e in events(pane)] == [Verdict.OPEN, Verdict.REJECTED]


def test_lanes_are_named_and_deleted_from_the_menu_at_their_name(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15, lane="birds"))
    view = shown(qtbot, pane)
    at_name = QPoint(20, at(0, row=1).y())
    _choose(_menu_at(view, at_name), "Rename lane…")
    editor_of(view).setText("새")  # the simulated keyboard has only ASCII
    QTest.keyClick(editor_of(view), Qt.Key.Key_Return)
    assert pane.annotations.lanes == (DEFAULT_LANE, "새")
    _choose(_menu_at(view, at_name), "Add lane…")
    QTest.keyClick(editor_of(view), Qt.Key.Key_Return)
    assert len(pane.annotations.lanes) == 3
    _choose(_menu_at(view, at_name), "Delete lane and its labels")
    assert not events(pane)


def test_a_closed_view_follows_nothing(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15))
    view = shown(qtbot, pane)
    view.close_view()
    view.close_view()
    layout = view.bands()
    pane.edit("", lambda old: old.removing([1]))
    assert [band.lane.ids.tolist() for band in layout] == [band.lane.ids.tolist() for band in view.bands()]


def test_it_says_what_it_is_and_what_is_picked(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10, 15), Event("cat", 20, 21))
    view = shown(qtbot, pane)
    assert view.accessibleName() == "Label lanes"
    pane.pick([1])
    assert view.accessibleDescription().startswith("dog, 0:10.000")
    pane.pick([1, 2])
    assert view.accessibleDescription() == "2 events picked"
