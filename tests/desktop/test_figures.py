"""Figures: the right size, text as text, nothing cut off, and a window that goes on living meanwhile."""

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from core.domain import AudioTrack, Event, MediaInfo, Selection
from core.errors import Cancelled, UsageError
from core.tiles.spec import SpectrogramStyle
from desktop import theme
from desktop.figures import save_figure, save_stack
from desktop.pane import PaneState
from desktop.views.overview import OverviewStrip
from desktop.views.spectrogram import SpectrogramView
from desktop.views.waveform import WaveformView

SVG = "{http://www.w3.org/2000/svg}"
RATE_HZ = 8000


@pytest.fixture
def pane(tmp_path: Path, qtbot: QtBot) -> PaneState:
    time_s = np.arange(10 * RATE_HZ) / RATE_HZ
    path = tmp_path / "sound.wav"
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 1000 * time_s), RATE_HZ, "FLOAT")
    pane = PaneState(MediaInfo(path, "wav", (AudioTrack(0, RATE_HZ, 1, len(time_s), "pcm_f32le"),)))
    pane.add_event("x", Event("bird & <bee>", 2, 30, 500, 2000))  # reaches over the right edge
    pane.select(Selection(4, 6, 1000, 3000))
    pane.show(1, 8)
    return pane


@pytest.mark.parametrize("name", ["figure.png", "figure.svg"])
def test_a_place_that_takes_no_file_gives_a_sentence(pane, tmp_path, name) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=rf"file/{name}: the figure could not be written .*\.$"):
        save_figure(lambda: OverviewStrip(pane), tmp_path / "file" / name, 300, 100)


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_png_has_the_asked_size(pane, tmp_path, scale) -> None:
    path = tmp_path / "figure.png"
    save_figure(lambda: SpectrogramView(pane), path, 600, 300, scale)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (600 * scale, 300 * scale)


def test_png_shows_the_tone_on_its_row(pane, tmp_path) -> None:
    pane.pick([])
    pane.select(None)
    pane.edit("x", lambda old: old.removing([1]))
    path = tmp_path / "figure.png"
    pane.set_style(SpectrogramStyle(scale="linear", colour_map="grey"))
    save_figure(lambda: SpectrogramView(pane), path, 600, 300, 2.0)
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    view = SpectrogramView(pane)
    view.resize(600, 300)
    plot = view.plot_rect()
    column = [
        image.pixelColor(plot.center().x() * 2, y).red() for y in range(plot.top() * 2, plot.bottom() * 2)
    ]
    assert int(np.argmax(column)) == pytest.approx(0.75 * plot.height() * 2, abs=4)
    view.close_view()


def test_svg_has_text_as_text_and_one_picture(pane, tmp_path) -> None:
    path = tmp_path / "figure.svg"
    save_figure(lambda: SpectrogramView(pane), path, 600, 300)
    root = ET.parse(path).getroot()
    texts = {"".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")}
    assert {"1 kHz", "dB", "bird & <bee>", "2 s"} <= texts
    assert root.get("viewBox") == "0 0 600 300"
    assert len(list(root.iter(f"{SVG}image"))) == 2  # the plot and the colour bar
    assert QSvgRenderer(str(path)).isValid()


def test_svg_looks_like_the_png(pane, tmp_path) -> None:
    """Nothing may reach over the plot into the margins, as SVG is not clipped."""
    save_stack(_stack(pane), tmp_path / "a.svg", 700, 500, light=True)
    save_stack(_stack(pane), tmp_path / "a.png", 700, 500, light=True)
    png = QImage(str(tmp_path / "a.png"))
    svg = QImage(700, 500, QImage.Format.Format_RGB32)
    svg.fill(QColor("white"))
    painter = QPainter(svg)
    QSvgRenderer(str(tmp_path / "a.svg")).render(painter)
    painter.end()
    difference = np.abs(_grey(png) - _grey(svg))
    margin = difference[:, 700 - 50 :]
    assert (margin > 80).mean() < 0.03  # only the edges of letters differ
    assert (difference > 80).mean() < 0.05


def _grey(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    values = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return values[:, : image.width()].astype(int)


def _stack(pane: PaneState):
    return [
        (lambda: OverviewStrip(pane), 50),
        (lambda: SpectrogramView(pane), 300),
        (lambda: WaveformView(pane), 120),
    ]


def test_stack_shares_out_the_height(pane, tmp_path) -> None:
    heights: dict[str, int] = {}

    def watched(kind: type) -> QWidget:
        view = kind(pane)
        view.destroyed.connect(lambda: None)
        close = view.close_view

        def close_view() -> None:
            heights[kind.__name__] = view.height()
            close()

        view.close_view = close_view
        return view

    parts = [(lambda: watched(SpectrogramView), 300), (lambda: watched(WaveformView), 100)]
    save_stack(parts, tmp_path / "a.png", 600, 400)
    assert heights == {"SpectrogramView": 300, "WaveformView": 100}


def test_light_figure_of_a_dark_window(pane, tmp_path) -> None:
    assert theme.is_dark()
    save_figure(lambda: WaveformView(pane), tmp_path / "a.png", 400, 200, light=True)
    assert QImage(str(tmp_path / "a.png")).pixelColor(2, 2) == QColor(theme.PAPER.surface)
    assert theme.is_dark()


def test_any_widget_makes_a_figure(tmp_path, qtbot) -> None:
    def table() -> QTableWidget:
        table = QTableWidget(1, 1)
        table.setItem(0, 0, QTableWidgetItem("owl"))
        return table

    save_figure(table, tmp_path / "a.svg", 300, 150, light=True)
    assert "owl" in (tmp_path / "a.svg").read_text()


class _Never(QWidget):
    """Waits for something that does not come."""

    closed = False

    def settled(self) -> bool:
        return False

    def close_view(self) -> None:
        _Never.closed = True


def test_window_lives_while_the_figure_waits(tmp_path, qtbot) -> None:
    ticks: list[int] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start()
    with pytest.raises(Cancelled):
        save_figure(_Never, tmp_path / "a.png", 100, 100, cancelled=lambda: len(ticks) > 5)
    assert _Never.closed
    assert not (tmp_path / "a.png").exists()


def test_past_the_time_limit_the_figure_shows_what_is_there(tmp_path, qtbot) -> None:
    save_figure(_Never, tmp_path / "a.png", 100, 100, timeout_s=0.05)
    assert (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("name", "width", "scale"),
    [("a.jpg", 100, 1.0), ("a.png", 0, 1.0), ("a.svg", 20_000, 1.0), ("a.png", 9000, 2.0)],
)
def test_impossible_figures_are_refused_in_a_sentence(tmp_path, name, width, scale) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        save_figure(QWidget, tmp_path / name, width, 100, scale)


def test_on_white_is_white_to_the_edge(pane, tmp_path) -> None:
    path = tmp_path / "figure.png"
    save_figure(lambda: WaveformView(pane), path, 300, 200, 1.0, True)
    image = QImage(str(path))
    corners = [(0, 0), (299, 0), (0, 199), (299, 199)]
    assert {image.pixelColor(x, y).name() for x, y in corners} == {"#ffffff"}
