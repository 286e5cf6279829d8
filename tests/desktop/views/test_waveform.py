"""Where values of the waveform stand, by formula, from the whole file down to single samples."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme import colours
from desktop.views.amplitude import AmplitudeAxis
from desktop.views.waveform import WaveformView

RATE_HZ = 8000


def waves(view: WaveformView) -> np.ndarray:
    """True where the plot has a colour of the wave."""
    image = view.grab(view.plot_rect()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    values = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()]
    return np.isin(values, [QColor(colours().wave).rgba(), QColor(colours().wave_rms).rgba()])


def test_peaks_reach_their_values(record, open_view) -> None:
    samples = np.zeros(4 * RATE_HZ)
    samples[RATE_HZ : 3 * RATE_HZ] = np.tile([0.5, -0.25], RATE_HZ)
    pane = record(samples, RATE_HZ)
    view = open_view(WaveformView, pane)
    shown = waves(view)
    height, width = shown.shape
    rows = np.flatnonzero(shown[:, width // 2])
    assert rows[0] == pytest.approx(0.25 * height, abs=2)
    assert rows[-1] == pytest.approx(0.625 * height, abs=2)
    loud = np.flatnonzero(shown[int(0.3 * height)])
    assert (loud[0], loud[-1]) == (pytest.approx(width / 4, abs=1), pytest.approx(3 * width / 4, abs=1))


def test_one_loud_sample_is_seen_in_a_long_file(record, open_view) -> None:
    samples = np.zeros(60 * RATE_HZ)
    samples[20 * RATE_HZ] = 1.0
    view = open_view(WaveformView, record(samples, RATE_HZ))
    shown = waves(view)
    columns = np.flatnonzero(shown[5])
    assert len(columns) == 1
    assert columns[0] == pytest.approx(shown.shape[1] / 3, abs=1)


def test_samples_are_dots_at_their_times(record, open_view, qtbot: QtBot) -> None:
    samples = np.zeros(RATE_HZ)
    samples[4004] = 0.5
    pane = record(samples, RATE_HZ)
    pane.show(0.5, 0.502)  # 16 samples
    view = open_view(WaveformView, pane)
    shown = waves(view)
    height, width = shown.shape
    column = round(4 / 16 * width)
    rows = np.flatnonzero(shown[:, column - 1 : column + 2].any(axis=1))
    assert rows[0] == pytest.approx(height / 4, abs=3)


def test_scrolled_waveform_is_the_waveform_at_rest(record, open_view, qtbot: QtBot) -> None:
    noise = np.random.default_rng(5).uniform(-1, 1, 30 * RATE_HZ)
    pane = record(noise, RATE_HZ)
    pane.show(2, 9)
    view = open_view(WaveformView, pane)
    before, start = waves(view), view.axis().first_px
    pane.pan(101 / view.axis().pixels_per_s)
    qtbot.waitUntil(view.settled)
    assert view.axis().first_px - start == 101
    assert np.array_equal(waves(view)[:, :-101], before[:, 101:])


def test_channels_have_lanes_and_follow_the_choice_of_the_spectrogram(
    record, open_view, qtbot: QtBot
) -> None:
    samples = np.zeros((RATE_HZ, 20))
    samples[:, 1] = np.tile([1.0, -1.0], RATE_HZ // 2)
    pane = record(samples, RATE_HZ)
    view = open_view(WaveformView, pane)
    assert [lane.channel for lane in view.lanes()] == list(range(16))
    height = view.plot_rect().height()
    thick = np.flatnonzero(waves(view)[:, 300])
    second = thick[(thick > height / 16 + 2) & (thick < 2 * height / 16 - 2)]
    assert len(second) >= height / 16 - 6
    pane.set_stft(replace(pane.stft, channel=1))
    qtbot.waitUntil(view.settled)
    assert [lane.channel for lane in view.lanes()] == [1]
    assert len(np.flatnonzero(waves(view)[:, 300])) >= height - 4


@pytest.mark.parametrize(
    ("value", "position"), [(1.0, 1.0), (0.1, 2 / 3), (-0.1, -2 / 3), (1e-3, 0.0), (0.0, 0.0)]
)
def test_decibel_axis_runs_from_minus_sixty(value: float, position: float) -> None:
    axis = AmplitudeAxis("db")
    assert float(axis.positions(np.array([value], np.float32))[0]) == pytest.approx(position, abs=1e-5)


def test_decibel_marks_stand_where_their_values_do() -> None:
    for gain in (1.0, 4.0):
        axis = AmplitudeAxis("db", gain)
        for tick in axis.ticks(400, 14):
            if "∞" not in tick.text and tick.position > 0:
                value = 10 ** (float(tick.text.removesuffix(" dB").replace("−", "-")) / 20)
                assert float(axis.positions(np.array([value], np.float32))[0]) == pytest.approx(
                    tick.position, abs=0.01
                )


@pytest.mark.parametrize("gain", [1.0, 3.0, 50.0])
def test_linear_marks_stand_where_their_values_do(gain: float) -> None:
    axis = AmplitudeAxis("linear", gain)
    ticks = axis.ticks(200, 14)
    assert len(ticks) >= 3
    for tick in ticks:
        assert float(tick.text.replace("−", "-")) * gain == pytest.approx(tick.position, abs=1e-6)


def test_alt_wheel_zooms_amplitude_and_never_shrinks_full_scale(record, open_view) -> None:
    view = open_view(WaveformView, record(np.zeros(100), RATE_HZ))
    for steps, gain in ((3, 0.8**-3), (-9, 1.0)):
        point = QPointF(view.plot_rect().center())
        event = QWheelEvent(
            point,
            view.mapToGlobal(point),
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.AltModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, event)
        assert view.amplitude.gain == pytest.approx(gain)


def test_menu_chooses_the_axis(record, open_view) -> None:
    view = open_view(WaveformView, record(np.zeros(100), RATE_HZ))
    linear, decibels, full = view.actions()
    view.set_amplitude(AmplitudeAxis("linear", 4.0))
    decibels.trigger()
    assert view.amplitude == AmplitudeAxis("db", 4.0)
    full.trigger()
    linear.trigger()
    assert view.amplitude == AmplitudeAxis("linear", 1.0)
    assert linear.isChecked()
    assert all(action.text() for action in view.actions())


def test_hover_reads_the_peak(record, open_view) -> None:
    pane = record(np.full(RATE_HZ, 0.5), RATE_HZ)
    view = open_view(WaveformView, pane)
    heard: list = []
    view.hovered.connect(lambda *values: heard.append(values))
    view.hover(QPointF(view.axis().x(0.25), view.plot_rect().center().y()))
    assert heard[-1][0] == pytest.approx(0.25)
    assert heard[-1][2] == pytest.approx(-6.02, abs=0.01)


def test_film_without_sound_says_so(open_view, silent_film) -> None:
    assert "no sound" in open_view(WaveformView, silent_film).empty_text()
