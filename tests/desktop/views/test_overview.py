"""The window of the overview: moved, stretched and called elsewhere with the mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain import Event
from desktop.theme import colours, label_colour
from desktop.views.overview import SHADE_ALPHA, OverviewStrip
from desktop.views.plot import LEFT_MARGIN_PX, RIGHT_MARGIN_PX

RATE_HZ = 8000
WIDTH_PX = LEFT_MARGIN_PX + 1000 + RIGHT_MARGIN_PX  # ten pixels a second


@pytest.fixture
def pane(record):
    pane = record(np.zeros(100 * RATE_HZ), RATE_HZ)
    pane.show(20, 40)
    return pane


@pytest.fixture
def strip(open_view, pane) -> OverviewStrip:
    return open_view(OverviewStrip, pane, WIDTH_PX, 60)


def at(time_s: float) -> QPoint:
    return QPoint(round(LEFT_MARGIN_PX + time_s * 10), 20)


def drag(qtbot: QtBot, strip: OverviewStrip, start: QPoint, end: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(strip, left, none, start)
    point = QPointF(end)
    move = QMouseEvent(
        QEvent.Type.MouseMove, point, strip.mapToGlobal(point), Qt.MouseButton.NoButton, left, none
    )
    QApplication.sendEvent(strip, move)
    qtbot.mouseRelease(strip, left, none, end)


def test_window_moves_with_the_mouse(qtbot, strip, pane) -> None:
    drag(qtbot, strip, at(30), at(55))
    assert pane.view == pytest.approx((45, 65))
    drag(qtbot, strip, at(50), at(200))
    assert pane.view == pytest.approx((80, 100))


def test_edges_stretch_it(qtbot, strip, pane) -> None:
    drag(qtbot, strip, at(40), at(70))
    assert pane.view == pytest.approx((20, 70))
    drag(qtbot, strip, at(20), at(60))
    assert pane.view == pytest.approx((60, 70))


def test_click_elsewhere_centres_it_there(qtbot, strip, pane) -> None:
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(70))
    assert pane.view == pytest.approx((60, 80))
    assert pane.position_s == 0
    pane.back()
    assert pane.view == pytest.approx((20, 40))


def test_narrow_window_can_still_be_held(qtbot, strip, pane) -> None:
    pane.show(50, 50.01)
    assert strip.window_rect().width() >= 3
    drag(qtbot, strip, at(50.005), at(60.005))
    start, end = pane.view
    assert end - start == pytest.approx(0.01)
    assert start == pytest.approx(60, abs=0.11)


def test_events_are_ticks_at_their_times(strip, pane) -> None:
    pane.add_event("x", Event("bell", 10, 15))
    image = strip.grab(strip.plot_rect()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    row = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[-2, : image.width()]
    shaded = _mixed(label_colour("bell"))
    near = np.abs(np.stack([(row >> shift & 255).astype(int) for shift in (16, 8, 0)]) - shaded[:, None]).max(
        axis=0
    )
    columns = np.flatnonzero(near < 8)
    assert (columns[0], columns[-1]) == (pytest.approx(100, abs=1), pytest.approx(149, abs=1))


def _mixed(colour: QColor) -> np.ndarray:
    """The tick's colour under the shade that lies over what is not visible."""
    shade = QColor(colours().surface)
    share = SHADE_ALPHA / 255
    pairs = zip(colour.getRgb()[:3], shade.getRgb()[:3], strict=True)
    return np.array([under * (1 - share) + over * share for under, over in pairs])


def test_film_without_sound_still_shows_the_window(open_view, silent_film) -> None:
    strip = open_view(OverviewStrip, silent_film, WIDTH_PX, 60)
    assert strip.window_rect().width() == pytest.approx(1000)
