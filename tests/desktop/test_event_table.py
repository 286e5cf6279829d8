"""The table of events: in step with the pane both ways, sorted and filtered, edited and judged by keys."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo, Selection, Verdict
from desktop import labelling
from desktop.event_cells import NAMES
from desktop.pane import PaneState
from desktop.widgets.event_table import AT_ONCE_UP_TO, EventTable

EVENTS = (
    Event("dog", 10, 15, 100, 900, 0.9),
    Event("Bird", 1, 2, score=0.2, verdict=Verdict.VERIFIED),
    Event("비", 70.5, 80, lane="rain"),
    Event("dog", 5, 5.25, score=0.5, lane="rain"),
)


def pane_with(*events: Event, duration_s: float = 100) -> PaneState:
    track = AudioTrack(0, 16_000, 1, round(16_000 * duration_s), "pcm")
    return PaneState(MediaInfo(Path("rain.wav"), "wav", (track,)), Annotations.of(events))


def shown(qtbot: QtBot, pane: PaneState) -> EventTable:
    table = EventTable(pane)
    table.resize(900, 400)
    qtbot.addWidget(table, before_close_func=lambda it: it.close_view())
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    with qtbot.waitExposed(table):
        table.show()
    return table


def cell(table: EventTable, number: int, name: str) -> QModelIndex:
    row = table.model.row_of(number)
    assert row is not None
    return table.model.index(row, NAMES.index(name))


def type_into(table: EventTable, number: int, name: str, text: str) -> None:
    index = cell(table, number, name)
    table.view.setCurrentIndex(index)
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    editor = table.view.findChild(QLineEdit)
    assert editor is not None
    editor.setText(text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt commits the text with the next turn of its loop


def test_rows_stand_by_onset_and_show_what_the_events_hold(qtbot: QtBot) -> None:
    table = shown(qtbot, pane_with(*EVENTS))
    assert table.shown_ids() == [2, 4, 1, 3]
    row = [table.model.index(2, column).data() for column in range(len(NAMES))]
    assert row == ["dog", "Labels", "0:10.000", "0:15.000", "5.000", "100.0", "900.0", "0.900", "○ open"]
    assert table.model.index(3, NAMES.index("onset")).data() == "1:10.500"
    assert table.model.index(0, NAMES.index("low")).data() == ""
    assert table.counts.text() == "4 of 4 · 1 verified"


@pytest.mark.parametrize(
    ("name", "rising", "falling"),
    [
        ("label", [2, 4, 1, 3], [3, 4, 1, 2]),
        ("lane", [2, 1, 4, 3], [4, 3, 2, 1]),
        ("onset", [2, 4, 1, 3], [3, 1, 4, 2]),
        ("duration", [4, 2, 1, 3], [3, 1, 2, 4]),
        ("score", [2, 4, 1, 3], [1, 4, 2, 3]),  # what has none stays at the end
        ("low", [1, 2, 4, 3], [1, 2, 4, 3]),
        ("verdict", [4, 1, 3, 2], [2, 4, 1, 3]),
    ],
)
def test_a_column_sorts_both_ways(qtbot: QtBot, name: str, rising: list[int], falling: list[int]) -> None:
    table = shown(qtbot, pane_with(*EVENTS))
    table.view.sortByColumn(NAMES.index(name), Qt.SortOrder.AscendingOrder)
    assert table.shown_ids() == rising
    table.view.sortByColumn(NAMES.index(name), Qt.SortOrder.DescendingOrder)
    assert table.shown_ids() == falling


def test_the_filter_line_and_the_verdicts_narrow_the_rows(qtbot: QtBot) -> None:
    table = shown(qtbot, pane_with(*EVENTS))
    QTest.keyClicks(table.filter_line, "dog score>0.5")
    assert table.shown_ids() == [1]
    assert table.counts.text() == "1 of 4 · 0 verified"
    table.filter_line.clear()
    table.verdict_box.setCurrentIndex(table.verdict_box.findText("verified"))
    assert table.shown_ids() == [2]
    table.verdict_box.setCurrentIndex(0)
    assert len(table.shown_ids()) == 4
    with qtbot.waitSignal(table.said) as said:
        table.filter_line.setText("score>loud")
    assert "score>loud" in said.args[0]


def test_what_is_picked_is_selected_and_the_other_way_round(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    pane.pick([1, 4])
    assert sorted(index.row() for index in table.view.selectionModel().selectedRows()) == [1, 2]
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=_middle(table, 3))
    assert pane.picked == {3}
    QTest.mouseClick(
        table.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, _middle(table, 1)
    )
    assert pane.picked == {1, 3}
    table.view.selectAll()
    assert pane.picked == {1, 2, 3, 4}


def _middle(table: EventTable, number: int) -> QPoint:
    return table.view.visualRect(cell(table, number, "label")).center()


def test_a_filter_does_not_change_what_is_picked(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    pane.pick([1, 3])
    table.filter_line.setText("dog")
    assert pane.picked == {1, 3}
    table.filter_line.clear()
    assert [index.row() for index in table.view.selectionModel().selectedRows()] == [2, 3]


def test_a_row_that_is_chosen_is_shown_and_ready_to_play(qtbot: QtBot) -> None:
    """By a click or by the arrow keys: S must play what is marked, not what was selected before."""
    pane = pane_with(*EVENTS)
    pane.show(0, 20)
    pane.select(Selection(1, 2))
    table = shown(qtbot, pane)
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=_middle(table, 3))
    assert pane.position_s == 70.5
    assert pane.view[0] <= 70.5 < 80 <= pane.view[1]
    assert pane.selection == Selection(70.5, 80)
    QTest.keyClick(table.view, Qt.Key.Key_Up)
    assert pane.selection == Selection(10, 15, 100, 900)


def test_a_double_click_edits_the_cell(qtbot: QtBot) -> None:
    table = shown(qtbot, pane_with(*EVENTS))
    at = table.view.visualRect(cell(table, 3, "onset")).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    editor = table.view.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "1:10.500"


def test_an_empty_table_says_why(qtbot: QtBot) -> None:
    pane = pane_with()
    table = shown(qtbot, pane)
    assert table.why_empty() == "No events yet."
    labelling.make(pane, EVENTS[0])
    table.filter_line.setText("cat")
    assert "filter" in table.why_empty()


def test_both_times_are_seen_in_a_narrow_dock(qtbot: QtBot) -> None:
    table = shown(qtbot, pane_with(*EVENTS))
    table.resize(360, 400)
    for name in ("label", "onset", "offset"):
        assert table.view.visualRect(cell(table, 1, name)).right() <= table.view.viewport().width(), name


def test_enter_and_delete_judge_in_the_order_of_the_table(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    table.view.sortByColumn(NAMES.index("onset"), Qt.SortOrder.DescendingOrder)
    pane.pick([3])
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert pane.picked == {1}
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert pane.picked == {4}
    verdicts = {n: event.verdict for n, event in pane.annotations.events.items()}
    assert (verdicts[3], verdicts[1], verdicts[4]) == (Verdict.VERIFIED, Verdict.REJECTED, Verdict.OPEN)
    pane.undo()
    assert pane.annotations.events[1].verdict is Verdict.OPEN


def test_with_a_filter_on_open_ones_judging_walks_through_them(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    table.filter_line.setText("verdict:open")
    pane.pick([4])
    table.view.setFocus()
    for _ in range(3):
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert {event.verdict for event in pane.annotations.events.values()} == {Verdict.VERIFIED}
    assert table.counts.text() == "0 of 4 · 0 verified"


def test_space_plays_the_current_row(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    pane.pick([1])
    with qtbot.waitSignal(table.play_requested) as played:
        QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert played.args == [10, 15, (100, 900)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("label", " wolf ", Event("wolf", 10, 15, 100, 900, 0.9)),
        ("lane", "forest", Event("dog", 10, 15, 100, 900, 0.9, lane="forest")),
        ("onset", "0:00:12.25", Event("dog", 12.25, 15, 100, 900, 0.9)),
        ("onset", "9", Event("dog", 9, 15, 100, 900, 0.9)),
        ("offset", "1:40", Event("dog", 10, 100, 100, 900, 0.9)),
        ("duration", "0.5", Event("dog", 10, 10.5, 100, 900, 0.9)),
        ("low", "250,5", Event("dog", 10, 15, 250.5, 900, 0.9)),
        ("high", "8000", Event("dog", 10, 15, 100, 8000, 0.9)),
        ("high", "", Event("dog", 10, 15, score=0.9)),
        ("score", "0.25", Event("dog", 10, 15, 100, 900, 0.25)),
        ("score", " ", Event("dog", 10, 15, 100, 900)),
    ],
)
def test_a_cell_is_edited_and_undone(qtbot: QtBot, name: str, text: str, expected: Event) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    type_into(table, 1, name, text)
    assert pane.annotations.events[1] == expected
    pane.undo()
    assert pane.annotations.events[1] == EVENTS[0]
    assert pane.history.undo_text is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("label", "  ", "needs a character"),
        ("onset", "soon", "“soon” is no time"),
        ("onset", "15", "It cannot begin at 0:15.000 and end at 0:15.000"),
        ("offset", "2:00", "The recording ends at 1:40.000"),
        ("low", "950", "The band 950–900 Hz cannot be"),
        ("high", "9000", "between 0 and 8000 Hz"),
        ("score", "high", "“high” is no number"),
        ("score", "nan", "“nan” is no number"),
    ],
)
def test_a_text_that_makes_no_sense_is_refused_with_a_sentence(
    qtbot: QtBot, name: str, text: str, said: str
) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    with qtbot.waitSignal(table.said) as signal:
        type_into(table, 1, name, text)
    assert said in signal.args[0]
    assert pane.history.undo_text is None


def test_leaving_a_cell_as_it_was_changes_nothing(qtbot: QtBot) -> None:
    pane = pane_with(Event("dog", 10.00041, 15))  # shown as 10.000
    table = shown(qtbot, pane)
    type_into(table, 1, "onset", "0:10.000")
    assert pane.history.undo_text is None


def test_the_verdict_is_chosen_from_a_list(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    table.view.setCurrentIndex(cell(table, 1, "verdict"))
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    box = table.view.findChild(QComboBox)
    assert box is not None
    assert box.currentText() == "open"
    box.setCurrentIndex(box.findText("rejected"))
    box.activated.emit(box.currentIndex())
    assert pane.annotations.events[1].verdict is Verdict.REJECTED


def test_rows_follow_edits_and_keep_the_place(qtbot: QtBot) -> None:
    pane = pane_with(*(Event(f"e{n}", n / 2, n / 2 + 1) for n in range(150)))
    table = shown(qtbot, pane)
    pane.pick([100])
    top = table.view.rowAt(0)
    assert top > 0
    labelling.delete(pane, [120])
    pane.edit("", lambda old: old.adding([Event("new", 99, 100)]))
    labelling.relabel(pane, [100], "other")
    assert table.view.rowAt(0) == top
    assert len(table.shown_ids()) == 150
    labelling.move(pane, [100], 20)
    assert table.view.currentIndex().row() == table.model.row_of(100)


def test_many_events_follow_a_little_later(qtbot: QtBot) -> None:
    pane = pane_with(*(Event("e", n / 100, n / 100 + 1) for n in range(AT_ONCE_UP_TO + 2)))
    table = shown(qtbot, pane)
    labelling.delete(pane, [1])
    assert table.model.index(0, 0).data() is None  # gone, but still a row
    qtbot.waitUntil(lambda: len(table.shown_ids()) == AT_ONCE_UP_TO + 1)
    assert table.model.index(0, 0).data() == "e"


def test_the_rows_agree_with_the_columns_after_any_sort(qtbot: QtBot) -> None:
    rng = np.random.default_rng(3)
    pane = pane_with(*(Event(f"e{rng.integers(9)}", t, t + 1) for t in rng.uniform(0, 90, 300)))
    table = shown(qtbot, pane)
    table.view.sortByColumn(NAMES.index("label"), Qt.SortOrder.DescendingOrder)
    labels = [table.model.index(row, 0).data() for row in range(300)]
    assert labels == sorted(labels, reverse=True)
    assert sorted(table.shown_ids()) == list(pane.annotations.events)


def test_all_controls_have_a_name_and_the_filter_takes_the_focus(qtbot: QtBot) -> None:
    table = shown(qtbot, pane_with(*EVENTS))
    for part in (table, table.view, table.filter_line, table.verdict_box):
        assert part.accessibleName()
    table.focus_filter()
    assert table.filter_line.hasFocus()
    assert isinstance(table.view, QAbstractItemView)
    assert isinstance(table.model, QAbstractItemModel)


def test_a_closed_table_follows_nothing(qtbot: QtBot) -> None:
    pane = pane_with(*EVENTS)
    table = shown(qtbot, pane)
    table.close_view()
    table.close_view()
    labelling.delete(pane, [1])
    assert len(table.model.ids) == 4
