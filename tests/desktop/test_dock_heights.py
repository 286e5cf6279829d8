"""A window made small and large again shows what it showed."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain import AudioTrack, MediaInfo
from desktop.pane import PaneState
from desktop.pane_view import PaneView
from desktop.widgets.dock_heights import shared_out


def heights(view: PaneView) -> dict[str, int]:
    return {name: dock.height() for name, dock in view.docks.items()}


def pull(view: PaneView, above: str, by_px: int) -> None:
    """Drag the separator below a dock."""
    edge = view.docks[above].geometry()
    at, left = QPoint(edge.center().x(), edge.bottom() + 2), Qt.MouseButton.LeftButton
    QTest.mouseMove(view.stack, at)
    QTest.mousePress(view.stack, left, pos=at)
    for part in (0.5, 1.0):
        QTest.mouseMove(view.stack, at + QPoint(0, round(by_px * part)))
        QApplication.processEvents()
    QTest.mouseRelease(view.stack, left, pos=at + QPoint(0, by_px))
    QApplication.processEvents()


@pytest.fixture
def view(qtbot: Any, tmp_path: Path) -> PaneView:
    track = AudioTrack(0, 8000, 1, 80_000, "pcm")
    made = PaneView(PaneState(MediaInfo(tmp_path / "gone.wav", "wav", (track,))))
    qtbot.addWidget(made, before_close_func=lambda it: it.close_view())
    made.resize(900, 650)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_spectrogram_comes_back_after_the_window_was_small(qtbot: Any, view: PaneView) -> None:
    qtbot.waitUntil(lambda: heights(view)["spectrogram"] > 300)
    before = heights(view)
    view.resize(900, 260)
    qtbot.waitUntil(lambda: heights(view)["spectrogram"] < 150)
    view.resize(900, 650)
    qtbot.waitUntil(lambda: all(abs(px - before[name]) <= 2 for name, px in heights(view).items()))


def test_more_room_goes_to_the_spectrogram(qtbot: Any, view: PaneView) -> None:
    qtbot.waitUntil(lambda: heights(view)["spectrogram"] > 300)
    before = heights(view)
    view.resize(900, 950)
    qtbot.waitUntil(lambda: heights(view)["spectrogram"] > before["spectrogram"] + 280)
    assert heights(view)["overview"] <= before["overview"] + 4


def test_a_layout_comes_back_as_it_was_left(qtbot: Any, view: PaneView) -> None:
    qtbot.waitUntil(lambda: heights(view)["spectrogram"] > 300)
    was = heights(view)
    pull(view, "spectrogram", -80)
    qtbot.waitUntil(lambda: heights(view)["waveform"] > was["waveform"] + 70)
    left = heights(view)
    other = PaneView(view.pane)
    qtbot.addWidget(other, before_close_func=lambda it: it.close_view())
    other.restore_layout(view.save_layout())
    other.resize(900, 650)
    with qtbot.waitExposed(other):
        other.show()
    qtbot.waitUntil(lambda: all(abs(px - left[name]) <= 2 for name, px in heights(other).items()))
    other.resize(900, 300)
    qtbot.waitUntil(lambda: heights(other)["waveform"] < 150)
    other.resize(900, 650)
    qtbot.waitUntil(lambda: all(abs(px - left[name]) <= 2 for name, px in heights(other).items()))


def test_room_is_shared_out() -> None:
    assert shared_out([50, 300, 100], 450) == [50, 300, 100]
    assert shared_out([50, 300, 100], 650) == [50, 500, 100]
    assert shared_out([50, 300, 100], 350) == [50, 200, 100]
    assert shared_out([50, 300, 100], 150) == [25, 75, 50]
    assert shared_out([50, 300, 100, 300], 551) == [50, 201, 100, 200]
    assert shared_out([50, 300, 100, 300], 950) == [50, 400, 100, 400]


def test_detections_come_as_high_as_they_were_in_the_recording_before(qtbot: Any, view: PaneView) -> None:
    """Their dock is away until there are some: meanwhile nobody else's share grows for good."""
    view.docks["detections"].show()
    view._heights.welcome("detections", 250)
    qtbot.waitUntil(lambda: heights(view)["detections"] > 150)
    was = heights(view)
    other = PaneView(view.pane)
    qtbot.addWidget(other, before_close_func=lambda it: it.close_view())
    other.restore_layout(view.save_layout())
    other.resize(900, 650)
    with qtbot.waitExposed(other):
        other.show()
    qtbot.waitUntil(lambda: other.docks["detections"].isHidden())
    qtbot.wait(50)
    other.docks["detections"].show()
    other._heights.welcome("detections", 250)
    qtbot.waitUntil(lambda: all(abs(px - was[name]) <= 4 for name, px in heights(other).items()))


def test_a_second_explanation_comes_as_high_as_the_first(qtbot: Any, view: PaneView) -> None:
    """Two maps can only be compared on axes that are alike."""
    qtbot.waitUntil(lambda: heights(view)["spectrogram"] > 300)
    pull(view, "spectrogram", -60)
    view.docks["explained"].show()
    view._heights.welcome("explained", 310, "spectrogram")
    qtbot.waitUntil(lambda: heights(view)["explained"] > 80)
    qtbot.waitUntil(lambda: abs(heights(view)["explained"] - heights(view)["spectrogram"]) <= 16)
