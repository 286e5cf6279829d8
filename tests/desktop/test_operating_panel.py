"""The operating curves of the active recording: counted by hand, moved by clicks and keys, empty with a reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from core.errors import UsageError
from desktop.main_window import MainWindow
from desktop.widgets.operating_panel import OperatingPanel
from tests.desktop.panel_hands import detected, labelled, opened


@pytest.fixture
def panel(qtbot: Any, window: MainWindow) -> Iterator[OperatingPanel]:
    made = OperatingPanel(window)
    made.show()
    yield made
    made.close()


@pytest.fixture
def traced(qtbot: Any, window: MainWindow, panel: OperatingPanel, recording: Path) -> OperatingPanel:
    pane = opened(qtbot, window, recording)
    detected(pane)
    labelled(pane)
    qtbot.waitUntil(lambda: panel.table.rowCount() == 2 and panel.job is None, timeout=10_000)
    return panel


def row(panel: OperatingPanel, number: int) -> list[str]:
    items = [panel.table.item(number, column) for column in range(5)]
    return [item.text() if item else "" for item in items]


def test_it_says_what_is_missing(qtbot: Any, window: MainWindow, panel: OperatingPanel, recording: Path) -> None:
    assert panel.chart._empty == "Open a recording first."
    pane = opened(qtbot, window, recording)
    assert "Detect events" in panel.chart._empty
    detected(pane)
    assert "Label the events" in panel.chart._empty
    assert not panel.best_all_button.isEnabled()


def test_figures_are_those_of_a_hand_count(traced: OperatingPanel) -> None:
    """In pieces of 1 s the dog is found where it is; the siren is found once and false once."""
    assert row(traced, 0) == ["dog", "0.50", "1.00", "1.00", "1.00"]
    assert row(traced, 1) == ["siren", "0.50", "0.50", "1.00", "0.67"]
    assert traced.chart.accessibleName() == "dog"


def test_a_click_sets_the_threshold_of_the_class(qtbot: Any, traced: OperatingPanel) -> None:
    at = traced.chart.point(0.3, 0.5).toPoint()
    qtbot.mouseClick(traced.chart, Qt.MouseButton.LeftButton, pos=QPoint(at))
    run = traced.run
    assert run is not None
    assert run.decoding.thresholds["dog"] == pytest.approx(0.3, abs=0.011)
    assert "siren" not in run.decoding.thresholds
    assert row(traced, 0)[2:4] == ["0.50", "1.00"]  # the dog is heard at 3 s too
    before = run.decoding.thresholds["dog"]
    qtbot.keyClick(traced.chart, Qt.Key.Key_Right)
    assert traced.run.decoding.thresholds["dog"] == pytest.approx(before + 0.01)  # type: ignore[union-attr]


def test_the_best_threshold_of_a_class_and_of_all(traced: OperatingPanel) -> None:
    traced.table.selectRow(1)
    assert traced.chart.accessibleName() == "siren"
    traced.best_all_button.click()
    run = traced.run
    assert run is not None
    assert set(run.decoding.thresholds) == {"dog", "siren"}
    assert 0.4 <= run.decoding.thresholds["dog"] < 0.9
    traced.pane.detections.set_threshold(run.key, 0.95)  # type: ignore[union-attr]
    traced.best_button.click()
    assert set(traced.run.decoding.thresholds) == {"siren"}  # type: ignore[union-attr]


def test_new_labels_trace_it_anew(qtbot: Any, traced: OperatingPanel) -> None:
    pane = traced.pane
    assert pane is not None
    pane.undo()
    qtbot.waitUntil(lambda: traced.table.rowCount() == 1 and traced.job is None, timeout=10_000)
    assert row(traced, 0)[0] == "dog"


def test_the_figure_is_written(traced: OperatingPanel, tmp_path: Path) -> None:
    for name in ("a.png", "a.svg"):
        traced.write_figure(tmp_path / name, traced.figures()["operating"][1], 600, 400)
        assert (tmp_path / name).stat().st_size > 2000


def test_closing_lets_go_of_the_recording(traced: OperatingPanel) -> None:
    pane = traced.pane
    assert pane is not None
    traced.close()
    detected(pane)
    assert traced.job is None


def test_what_goes_wrong_is_told_in_place_of_the_curves(
    qtbot: Any, traced: OperatingPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise UsageError("the labels do not fit; import others.")

    monkeypatch.setattr("core.measure.operating.operating_curves", refuse)
    traced.piece.activated.emit(0)
    qtbot.waitUntil(lambda: traced.job is None, timeout=5000)
    assert traced.chart._empty == "the labels do not fit; import others."
    assert traced.table.rowCount() == 0


def test_it_begins_with_the_class_that_was_chosen_in_the_lanes(qtbot: Any, window: MainWindow, panel: OperatingPanel,
                                                                recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    detected(pane)
    pane.detections.choose_class("siren")
    labelled(pane)
    qtbot.waitUntil(lambda: panel.table.rowCount() == 2 and panel.job is None, timeout=10_000)
    assert panel.chart.accessibleName() == "siren"
