"""Docks that a person closes stay closed: with the next recording and at the next start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QScrollArea, QSlider, QTabBar, QWidget

from desktop import settings as stored
from desktop.main_window import MainWindow
from desktop.settings import Settings
from desktop.widgets.section import Section


@pytest.fixture
def windows() -> Iterator[list[MainWindow]]:
    made: list[MainWindow] = []
    yield made
    for window in made:
        window.close()
        window.deleteLater()


def started(windows: list[MainWindow], settings: Settings) -> MainWindow:
    window = MainWindow(settings)
    window.show()
    windows.append(window)
    return window


def opened(qtbot: Any, window: MainWindow, path: Path) -> None:
    sf.write(path, np.zeros(8000), 8000)
    window.documents.open([str(path)])
    qtbot.waitUntil(lambda: [p.media.path for p in window.session.panes] == [path] and not window.jobs.running,
                    timeout=10_000)


def hidden(window: MainWindow) -> set[str]:
    return {name for name, dock in window.side.docks.items() if dock.isHidden()}


def test_a_closed_dock_stays_closed(qtbot: Any, windows: list[MainWindow], tmp_path: Path) -> None:
    first = started(windows, Settings())
    assert hidden(first) == {"detect", "events", "listen", "locate", "picture", "video"}
    opened(qtbot, first, tmp_path / "a.wav")
    assert hidden(first) == {"locate", "video"}
    first.side.docks["picture"].close()
    opened(qtbot, first, tmp_path / "b.wav")
    assert hidden(first) == {"locate", "video", "picture"}
    first.close()

    second = started(windows, stored.load())
    assert hidden(second) == {"detect", "events", "listen", "locate", "picture", "video"}
    opened(qtbot, second, tmp_path / "c.wav")
    assert hidden(second) == {"locate", "video", "picture"}
    second.reset_layout()
    assert hidden(second) == {"locate", "video"}


def test_after_the_last_recording_the_docks_go_and_come_back(
    qtbot: Any, windows: list[MainWindow], tmp_path: Path
) -> None:
    window = started(windows, Settings())
    opened(qtbot, window, tmp_path / "a.wav")
    window.side.docks["events"].close()
    window.documents.close(window.session.panes[0])
    assert hidden(window) == {"detect", "events", "listen", "locate", "picture", "video"}
    opened(qtbot, window, tmp_path / "b.wav")
    assert hidden(window) == {"events", "locate", "video"}


def test_the_wheel_scrolls_panels_and_turns_nothing_on_its_way(qtbot: Any, windows: list[MainWindow], tmp_path: Path
                                                               ) -> None:
    window = started(windows, Settings())
    window.resize(1000, 400)
    opened(qtbot, window, tmp_path / "a.wav")
    dock = window.side.docks["listen"]
    area = dock.widget()
    assert isinstance(area, QScrollArea)
    panel = area.widget()
    assert panel is not None
    show_all(panel)
    dock.raise_()
    controls: list[QSlider | QDoubleSpinBox] = [*dock.findChildren(QSlider), *dock.findChildren(QDoubleSpinBox)]
    assert controls
    before = [part.value() for part in controls]
    for part in controls:
        turn(part)
    assert [part.value() for part in controls] == before
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    for scrolled in (bar, area.viewport()):
        bar.setValue(0)
        turn(scrolled)
        assert bar.value() > 0
    for box in dock.findChildren(QComboBox):
        chosen = box.currentIndex()
        turn(box)
        assert box.currentIndex() == chosen


def show_all(panel: QWidget) -> None:
    """Also what waits for a first result."""
    for part in panel.findChildren(Section):
        part.show()


def turn(part: QWidget) -> None:
    middle = QPointF(part.rect().center())
    QApplication.sendEvent(part, QWheelEvent(
        middle, QPointF(part.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))


def test_every_title_of_a_tab_can_be_read(qtbot: Any, windows: list[MainWindow], tmp_path: Path) -> None:
    window = started(windows, Settings())
    window.resize(1280, 720)
    opened(qtbot, window, tmp_path / "a.wav")
    for dock in window.side.docks.values():
        dock.show()
    window.side.docks["events"].raise_()
    qtbot.wait(50)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.count() == 5]
    assert bars
    bar = bars[0]
    for tab in range(bar.count()):
        needed_px = bar.fontMetrics().horizontalAdvance(bar.tabText(tab))
        assert bar.tabRect(tab).width() >= needed_px + 22, bar.tabText(tab)
