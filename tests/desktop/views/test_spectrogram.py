"""Tones, clicks and chirps must land on the pixel that a formula names, at rest and while scrolling."""

from dataclasses import replace

import librosa
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain import Event, Verdict
from core.tiles.spec import SpectrogramStyle, StftSpec
from desktop.pane import PaneState
from desktop.views.spectrogram import SpectrogramView

RATE_HZ = 16000
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
GREY = SpectrogramStyle(scale="linear", colour_map="grey", floor_db=-90, ceiling_db=0)


def pixels(view: SpectrogramView) -> np.ndarray:
    """The plot's brightness, (rows, columns)."""
    image = view.grab(view.plot_rect()).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    values = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return values[:, : image.width()].astype(int)


def tone(hz: float, seconds: float = 4.0, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def share_of(hz: float, scale: str) -> float:
    """How high a frequency stands, 0 to 1, by definitions written elsewhere."""
    top = RATE_HZ / 2
    if scale == "linear":
        return hz / top
    if scale == "mel":
        return float(librosa.hz_to_mel(hz) / librosa.hz_to_mel(top))
    return float(np.log(hz / 20) / np.log(top / 20))


@pytest.mark.parametrize("scale", ["linear", "mel", "log"])
@pytest.mark.parametrize("hz", [500.0, 1000.0, 3000.0, 6000.0])
def test_tone_lands_on_its_row(record, open_view, scale, hz) -> None:
    pane = record(tone(hz), RATE_HZ)
    pane.set_style(replace(GREY, scale=scale))
    view = open_view(SpectrogramView, pane)
    plot = view.plot_rect()
    middle = pixels(view)[:, plot.width() // 2]
    expected = (1 - share_of(hz, scale)) * plot.height()
    bin_px = abs(share_of(hz + RATE_HZ / 1024, scale) - share_of(hz, scale)) * plot.height()
    brightest = np.flatnonzero(middle == middle.max()).mean() + 0.5
    assert brightest == pytest.approx(expected, abs=1 + bin_px)
    assert view.frequency_y(hz) == pytest.approx(plot.top() + expected, abs=0.01)
    assert view.frequency_at(view.frequency_y(hz)) == pytest.approx(hz, rel=1e-6)


def test_chirp_follows_its_line(record, open_view) -> None:
    time_s = np.arange(8 * RATE_HZ) / RATE_HZ
    pane = record(0.5 * np.sin(2 * np.pi * (500 * time_s + 400 * time_s**2)), RATE_HZ)  # 500 + 800 t Hz
    pane.set_style(GREY)
    view = open_view(SpectrogramView, pane)
    picture = pixels(view)
    height, width = picture.shape
    for column in range(width // 10, width - width // 10, 50):
        hz = 500 + 800 * (column + 0.5) / width * 8
        row = np.flatnonzero(picture[:, column] == picture[:, column].max()).mean() + 0.5
        assert row == pytest.approx((1 - hz / 8000) * height, abs=3)


@pytest.mark.parametrize("view_s", [(0, 4), (1.9, 2.3)])
def test_click_lands_on_its_column(record, open_view, view_s) -> None:
    samples = np.zeros(4 * RATE_HZ)
    samples[2 * RATE_HZ] = 1.0
    pane = record(samples, RATE_HZ)
    pane.set_style(replace(GREY, floor_db=-150, ceiling_db=-40))
    pane.set_stft(StftSpec(n_fft=256))
    pane.show(*view_s)
    view = open_view(SpectrogramView, pane)
    bright = np.flatnonzero(pixels(view).mean(axis=0) > 180)
    px_per_s = view.plot_rect().width() / (view_s[1] - view_s[0])
    middle = (bright[0] + bright[-1] + 1) / 2
    half_window_px = 128 / RATE_HZ * px_per_s
    assert middle == pytest.approx((2 - view_s[0]) * px_per_s, abs=1 + half_window_px)
    assert bright[-1] - bright[0] + 1 <= 2 + 3 * half_window_px


@pytest.mark.parametrize("length_s", [6.0, 0.8])
def test_scrolled_picture_is_the_picture_at_rest(record, open_view, qtbot: QtBot, length_s) -> None:
    noise = np.random.default_rng(3).standard_normal(12 * RATE_HZ) * 0.1
    pane = record(noise, RATE_HZ)
    pane.show(1.0, 1.0 + length_s)
    view = open_view(SpectrogramView, pane)
    start = view.axis().first_px
    seen = pixels(view)
    for by_px in (7, 133, -58, 290):
        pane.pan(by_px / view.axis().pixels_per_s)
        qtbot.waitUntil(view.settled, timeout=20_000)
    qtbot.waitUntil(lambda: _same_as_fresh(view, pane, open_view), timeout=20_000)
    moved = view.axis().first_px - start
    scrolled = pixels(view)
    assert moved == 7 + 133 - 58 + 290
    assert np.array_equal(scrolled[:, : scrolled.shape[1] - moved], seen[:, moved:])


def _same_as_fresh(view: SpectrogramView, pane: PaneState, open_view) -> bool:
    fresh = open_view(SpectrogramView, pane, view.width(), view.height())
    fresh.clearFocus()
    return np.array_equal(pixels(view), pixels(fresh))


def test_drag_selects_time_and_band(record, open_view, qtbot: QtBot) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(GREY)
    view = open_view(SpectrogramView, pane)
    plot = view.plot_rect()

    def point(time_s: float, hz: float) -> QPoint:
        return QPoint(
            round(plot.left() + time_s / 4 * plot.width()),
            round(plot.top() + (1 - hz / 8000) * plot.height()),
        )

    drag(qtbot, view, point(1, 2000), point(3, 6000))
    hz_px, s_px = 8000 / plot.height(), 4 / plot.width()
    assert pane.selection.start_s == pytest.approx(1, abs=s_px)
    assert pane.selection.end_s == pytest.approx(3, abs=s_px)
    assert pane.selection.band == pytest.approx((2000, 6000), abs=hz_px)
    drag(qtbot, view, point(3, 6000), point(3.5, 7000))  # the corner
    assert pane.selection.end_s == pytest.approx(3.5, abs=2 * s_px)
    assert pane.selection.band == pytest.approx((2000, 7000), abs=2 * hz_px)
    drag(qtbot, view, point(2, 4000), point(2, 9000), keys=Qt.KeyboardModifier.ShiftModifier)
    assert pane.selection.band == pytest.approx(
        (3000, 8000), abs=3 * hz_px
    )  # stopped at the top, height kept


def drag(qtbot: QtBot, view: SpectrogramView, start: QPoint, end: QPoint, keys=NO_KEYS) -> None:
    qtbot.mousePress(view, LEFT, keys, start)
    for share in (0.5, 1.0):
        at = QPointF(start) + (QPointF(end) - QPointF(start)) * share
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, keys
        )
        QApplication.sendEvent(view, move)
    qtbot.mouseRelease(view, LEFT, keys, end)


def wheel(view: SpectrogramView, y: float, steps: int, keys: Qt.KeyboardModifier) -> None:
    point = QPointF(view.plot_rect().center().x(), y)
    event = QWheelEvent(
        point,
        view.mapToGlobal(point),
        QPoint(),
        QPoint(120 * steps, 0),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


@pytest.mark.parametrize("scale", ["linear", "mel", "log"])
def test_alt_wheel_zooms_at_the_frequency_under_the_mouse(record, open_view, scale) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(replace(GREY, scale=scale))
    view = open_view(SpectrogramView, pane)
    y = view.frequency_y(2000)
    wheel(view, y, 3, ALT)
    assert pane.style.high_hz is not None
    assert view.frequency_at(y) == pytest.approx(2000, rel=1e-6)
    wheel(view, y, -20, ALT)
    assert (pane.style.low_hz, pane.style.high_hz) == (pytest.approx(20.0 if scale == "log" else 0.0), None)


def test_ctrl_shift_wheel_zooms_frequency_where_alt_is_taken(record, open_view) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(GREY)
    view = open_view(SpectrogramView, pane)
    y, seen = view.frequency_y(2000), pane.view
    wheel(view, y, 3, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert pane.style.high_hz is not None
    assert view.frequency_at(y) == pytest.approx(2000, rel=1e-6)
    assert pane.view == seen


def test_alt_drag_and_alt_shift_wheel_move_the_band(record, open_view, qtbot: QtBot) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(replace(GREY, low_hz=2000, high_hz=4000))
    view = open_view(SpectrogramView, pane)
    plot = view.plot_rect()
    x = plot.center().x()
    drag(qtbot, view, QPoint(x, plot.top() + 50), QPoint(x, plot.top() + 50 + plot.height() // 2), keys=ALT)
    assert (pane.style.low_hz, pane.style.high_hz) == pytest.approx((3000, 5000), abs=20)
    wheel(view, plot.center().y(), -1, ALT | Qt.KeyboardModifier.ShiftModifier)
    assert (pane.style.low_hz, pane.style.high_hz) == pytest.approx((2800, 4800), abs=20)
    drag(qtbot, view, QPoint(x, plot.bottom() - 5), QPoint(x, plot.top() - 2000), keys=ALT)
    assert (pane.style.low_hz, pane.style.high_hz) == pytest.approx((0, 2000), abs=1e-6)


def test_menu_shows_all_frequencies(record, open_view) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(replace(GREY, low_hz=1000, high_hz=2000))
    view = open_view(SpectrogramView, pane)
    view.actions()[0].trigger()
    assert (pane.style.low_hz, pane.style.high_hz) == (0.0, None)


def test_hover_reads_time_frequency_and_level(record, open_view) -> None:
    pane = record(tone(1000, level=0.5), RATE_HZ)  # a bin of 15.625 Hz lies exactly on the tone
    pane.set_style(GREY)
    view = open_view(SpectrogramView, pane)
    heard: list = []
    view.hovered.connect(lambda *values: heard.append(values))
    view.hover(QPointF(view.axis().x(2.0), view.frequency_y(1000)))
    time_s, hz, db = heard[-1]
    assert time_s == pytest.approx(2.0)
    assert hz == pytest.approx(1000)
    assert db == pytest.approx(20 * np.log10(0.5), abs=0.05)
    view.hover(None)
    assert heard[-1] == (None, None, None)


def test_boxes_are_picked_by_clicks(record, open_view, qtbot: QtBot) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(GREY)
    pane.add_event("a", Event("wide", 0.5, 3.5, 1000, 7000))
    pane.add_event("b", Event("small", 1.5, 2.0, 3000, 4000, verdict=Verdict.REJECTED))
    pane.add_event("c", Event("no band", 0.0, 4.0))
    view = open_view(SpectrogramView, pane)

    def click(time_s: float, hz: float, keys=NO_KEYS) -> None:
        qtbot.mouseClick(view, LEFT, keys, QPointF(view.axis().x(time_s), view.frequency_y(hz)).toPoint())

    click(1.75, 3500)
    assert pane.picked == {2}
    click(3.0, 3500, Qt.KeyboardModifier.ControlModifier)
    assert pane.picked == {1, 2}
    assert pane.position_s == pytest.approx(3.0, abs=0.01)
    click(0.2, 7500)
    assert pane.picked == frozenset()


def test_picked_box_is_stretched_and_moved_as_one_step_of_undo(record, open_view, qtbot: QtBot) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(GREY)
    pane.add_event("a", Event("box", 1.0, 2.0, 2000, 4000))
    before = pane.annotations
    view = open_view(SpectrogramView, pane)
    plot = view.plot_rect()
    hz_px, s_px = 8000 / plot.height(), 4 / plot.width()

    def point(time_s: float, hz: float) -> QPoint:
        return QPointF(view.axis().x(time_s), view.frequency_y(hz)).toPoint()

    drag(qtbot, view, point(2.0, 4000), point(3.0, 6000))
    event = pane.annotations.events[1]
    assert (event.onset_s, event.offset_s) == pytest.approx((1.0, 3.0), abs=2 * s_px)
    assert (event.low_hz, event.high_hz) == pytest.approx((2000, 6000), abs=2 * hz_px)
    assert pane.selection is None
    pane.undo()
    assert pane.annotations == before
    drag(qtbot, view, point(1.5, 3000), point(2.5, 4000), keys=Qt.KeyboardModifier.ShiftModifier)
    event = pane.annotations.events[1]
    assert (event.onset_s, event.offset_s) == pytest.approx((2.0, 3.0), abs=2 * s_px)
    assert (event.low_hz, event.high_hz) == pytest.approx((3000, 5000), abs=2 * hz_px)
    drag(qtbot, view, point(0.2, 7000), point(0.5, 7500))  # elsewhere: a selection as ever
    assert pane.selection is not None


def test_box_edges_lie_on_their_pixels(record, open_view) -> None:
    pane = record(np.zeros(4 * RATE_HZ), RATE_HZ)
    pane.set_style(GREY)
    view = open_view(SpectrogramView, pane)
    before = pixels(view)
    pane.edit("x", lambda old: old.adding([Event("e", 1.0, 3.0, 2000, 6000)]))
    changed = pixels(view) != before
    height, width = changed.shape
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert columns[0] == pytest.approx(width * 0.25, abs=2)
    assert columns[-1] == pytest.approx(width * 0.75, abs=2)
    assert rows[0] == pytest.approx(height * 0.25, abs=2)
    assert rows[-1] == pytest.approx(height * 0.75, abs=2)


def test_overlay_lies_in_seconds_and_scale_positions(record, open_view, qtbot: QtBot) -> None:
    import pyqtgraph as pg

    pane = record(np.zeros(4 * RATE_HZ), RATE_HZ)
    pane.set_style(replace(GREY, scale="mel"))
    view = open_view(SpectrogramView, pane)
    item = pg.ImageItem(np.full((1, 1), 255, np.uint8), levels=(0, 255))
    low, high = float(librosa.hz_to_mel(1000)), float(librosa.hz_to_mel(4000))
    item.setRect(1.0, low, 2.0, high - low)
    view.add_overlay(item)
    bright = pixels(view) > 200
    height, width = bright.shape
    rows, columns = np.flatnonzero(bright[:, width // 2]), np.flatnonzero(bright[height // 2])
    assert (columns[0], columns[-1] + 1) == (
        pytest.approx(width / 4, abs=1.5),
        pytest.approx(width * 0.75, abs=1.5),
    )
    assert rows[0] == pytest.approx((1 - share_of(4000, "mel")) * height, abs=1.5)
    assert rows[-1] + 1 == pytest.approx((1 - share_of(1000, "mel")) * height, abs=1.5)
    pane.show(0, 2)
    qtbot.waitUntil(view.settled, timeout=10_000)
    columns = np.flatnonzero((pixels(view) > 200)[height // 2])
    assert (columns[0], columns[-1] + 1) == (pytest.approx(width / 2, abs=1.5), width)
    view.remove_overlay(item)
    assert not (pixels(view)[height // 2] > 200).any()


def test_words_lie_over_an_overlay(record, open_view) -> None:
    import pyqtgraph as pg

    pane = record(np.zeros(4 * RATE_HZ), RATE_HZ)
    pane.set_style(replace(GREY, scale="mel"))
    view = open_view(SpectrogramView, pane)
    view.set_note("a model, a class, a method")
    plain = pixels(view)[:30, :100].copy()
    item = pg.ImageItem(np.full((1, 1), 255, np.uint8), levels=(0, 255))
    item.setRect(0.0, 0.0, 4.0, float(librosa.hz_to_mel(RATE_HZ / 2)))
    view.add_overlay(item)
    under = pixels(view)[:30, :100]
    ground = plain == np.bincount(plain[8:16, 8:100].ravel()).argmax()
    assert np.median(under[ground]) < 100  # not white: its ground lies over the item
    assert (under > 200).mean() > 0.1  # the item itself
    view.close()


def test_film_without_sound_says_so(open_view, silent_film) -> None:
    view = open_view(SpectrogramView, silent_film)
    assert "no sound" in view.empty_text()
    assert view.frequency_at(50) is None
    wheel(view, 50, 1, ALT)
    assert view.grab().toImage().width() == view.width()


@pytest.mark.parametrize(
    ("rate_hz", "frames", "channels"),
    [(48000, 0, 1), (48000, 1, 1), (4000, 9000, 1), (384000, 100_000, 2), (8000, 9000, 16)],
)
def test_odd_recordings_are_painted(record, open_view, rate_hz, frames, channels) -> None:
    view = open_view(SpectrogramView, record(np.full((frames, channels), 0.5), rate_hz))
    assert pixels(view).shape == (view.plot_rect().height(), view.plot_rect().width())


def test_retuned_transform_shows_new_tiles(record, open_view, qtbot: QtBot) -> None:
    pane = record(tone(1000), RATE_HZ)
    pane.set_style(GREY)
    view = open_view(SpectrogramView, pane)

    def thickness() -> int:
        column = pixels(view)[:, 300]
        return int((column > column.max() - 40).sum())

    fine = thickness()
    pane.set_stft(StftSpec(n_fft=128))
    qtbot.waitUntil(view.settled, timeout=10_000)
    assert thickness() > 2 * fine
