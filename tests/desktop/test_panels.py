"""The panels of the window: each opens from the menu, knows what to say when there is nothing, and lets go."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.domain import Selection
from core.errors import ModelError
from core.models.registry import Entry
from desktop.appearance import dress
from desktop.main_window import MainWindow
from desktop.pane import PaneState
from desktop.settings import Settings
from desktop.widgets.band_panel import BandPanel
from desktop.widgets.saliency_panel import SaliencyPanel
from tests.core.explain.listener import BANDS, Listener
from tests.desktop.panel_hands import CLASSES, detected, entry, labelled, opened

NAMES = ("operating", "bands", "saliency", "train")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """A model of three classes is there; the list tells how often it was loaded."""
    torch.manual_seed(0)
    loaded: list[Entry] = []

    def load(found: Entry) -> Listener:
        loaded.append(found)
        return Listener(0.01 * torch.randn(len(CLASSES), BANDS))

    monkeypatch.setattr("core.models.registry.entries", lambda task=None: [entry(), entry("other")])
    monkeypatch.setattr("core.models.registry.load", load)
    return loaded


@pytest.fixture
def pane(qtbot: Any, window: MainWindow, recording: Path, heard: list[Entry]) -> Iterator[PaneState]:
    yield opened(qtbot, window, recording)
    for panel in window.panels.made.values():
        panel.close()


def shown(qtbot: Any, window: MainWindow, name: str) -> Any:
    window.command_actions[name].trigger()
    panel: Any = window.panels.made[name]
    qtbot.waitUntil(lambda: getattr(panel, "job", None) is None, timeout=20_000)
    return panel


@pytest.mark.parametrize("name", NAMES)
def test_every_control_of_a_panel_has_a_name(qtbot: Any, window: MainWindow, pane: PaneState, name: str) -> None:
    panel = shown(qtbot, window, name)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        and not widget.accessibleName() and not getattr(widget, "text", str)()
        and not type(widget).__name__.startswith(("QScroll", "QTab", "QHeader", "QExpandingLineEdit", "QSplitter"))
        and not (widget.parent() and type(widget.parent()).__name__.endswith(("SpinBox", "ComboBox")))
    ]
    assert nameless == []


def test_panels_speak_the_new_language_and_esc_closes_them(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panels = [shown(qtbot, window, name) for name in NAMES]
    before = [panel._inside for panel in panels]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, Settings(theme="dark", language="ko"))
    qtbot.waitUntil(lambda: all(panel._inside is not old for panel, old in zip(panels, before, strict=True)))
    dress(application, Settings(theme="dark", language="en"))
    qtbot.waitUntil(lambda: not any(panel._language_timer.isActive() for panel in panels))
    for panel in panels:
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
        assert not panel.isVisible()


def test_saliency_shows_three_planes_on_the_time_axis(
    qtbot: Any, window: MainWindow, pane: PaneState, heard: list[Entry]
) -> None:
    panel = shown(qtbot, window, "saliency")
    assert isinstance(panel, SaliencyPanel)
    assert list(panel.views) == ["features", "strong", "weak"]
    assert panel.label.count() == 3
    assert panel.state.text().startswith(panel.label.currentData())
    planes = [view._plane for view in panel.views.values()]
    for plane in planes:
        assert plane is not None
        assert (float(plane.values.min()), float(plane.values.max())) == (0.0, 1.0)
        assert plane.grid.end_s == pytest.approx(3.0, abs=0.1)  # the model hears 2 s at once; the middle of 4 s
    panel.label.setCurrentIndex(2)
    panel.label.activated.emit(2)
    qtbot.waitUntil(lambda: panel.job is None, timeout=10_000)
    assert panel.state.text().startswith(panel.label.currentData())
    assert len(heard) == 1


def test_saliency_of_the_selection(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panel = shown(qtbot, window, "saliency")
    pane.select(Selection(0.5, 2.0))
    panel.again.click()
    qtbot.waitUntil(lambda: panel.job is None, timeout=10_000)
    assert "0:00.5 – 0:02.0" in panel.state.text()
    panel.zoom.click()
    assert pane.view == pytest.approx((0.5, 2.0), abs=0.02)


def test_the_pointer_reads_time_frequency_and_value(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panel = shown(qtbot, window, "saliency")
    view = panel.views["features"]
    plot = view.plot_rect()
    qtbot.waitUntil(lambda: plot.width() > 100)
    view.hover(QPointF(view.axis().x(2.0), view.frequency_y(500.0)))
    assert panel.readout.text().startswith("0:02.000  ·  500 Hz  ·  ")
    assert view.frequency_at(view.frequency_y(1000.0)) == pytest.approx(1000.0)
    view.hover(None)
    assert panel.readout.text() == ""


def test_the_planes_follow_the_views_of_the_recording(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panel = shown(qtbot, window, "saliency")
    pane.show(1.0, 2.0)
    assert panel.views["weak"].axis().start_s == pytest.approx(1.0, abs=0.01)
    panel.close()
    pane.show(0.0, 1.0)
    again = shown(qtbot, window, "saliency")
    assert again is panel
    assert again.views["weak"]._plane is not None


def test_what_goes_wrong_is_told_in_the_panel(
    qtbot: Any, window: MainWindow, pane: PaneState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(found: Entry) -> Listener:
        raise ModelError("its weights are damaged; copy it again.")

    monkeypatch.setattr("core.models.registry.load", refuse)
    for name in ("saliency", "bands"):
        panel = shown(qtbot, window, name)
        assert "weights are damaged" in panel.state.text()
        assert panel.figures() == {}


def test_a_question_that_is_stopped_says_so(
    qtbot: Any, window: MainWindow, pane: PaneState, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown(qtbot, window, "bands")
    begun = threading.Event()

    def wait(*words: Any) -> None:
        begun.set()
        while True:
            words[-1].step(0.0)

    monkeypatch.setattr(panel._explainer, "bands_of_stretch", wait)
    panel.ask()
    assert "Asking the model" in panel.map._empty
    assert begun.wait(5)
    window.jobs.cancel_latest()
    qtbot.waitUntil(lambda: panel.job is None, timeout=5000)
    assert "was stopped" in panel.state.text()


@pytest.mark.parametrize("name", ["saliency", "bands"])
def test_without_a_model_it_says_so(
    qtbot: Any, window: MainWindow, pane: PaneState, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("core.models.registry.entries", lambda task=None: [])
    panel = shown(qtbot, window, name)
    said = [panel.map._empty] if isinstance(panel, BandPanel) else [panel.state.text()]
    assert "no model" in said[0]
    assert not panel.again.isEnabled()


def test_bands_of_the_stretch_and_of_events(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panel = shown(qtbot, window, "bands")
    assert isinstance(panel, BandPanel)
    assert sorted(panel.map._rows) == sorted(CLASSES)
    assert panel.map._values.shape == (3, 12)
    assert panel.map._values.max(axis=1).tolist() == [1.0, 1.0, 1.0]
    panel.source.setCurrentIndex(1)
    panel.ask()
    assert "Nothing was detected" in panel.map._empty
    detected(pane)
    panel.ask()
    qtbot.waitUntil(lambda: panel.job is None, timeout=10_000)
    assert list(panel.map._rows) == ["dog", "siren"]
    labelled(pane)
    panel.source.setCurrentIndex(2)
    panel.ask()
    qtbot.waitUntil(lambda: panel.job is None, timeout=10_000)
    assert list(panel.map._rows) == ["dog", "siren"]
    assert "dog: " in panel.map.accessibleDescription()


def test_the_map_tells_the_value_under_the_mouse(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panel = shown(qtbot, window, "bands")
    plot = panel.map.plot_rect()
    row, band = int(panel.map._values[0].argmax()), 11
    assert panel.map.cell_at(QPointF(plot.right() - 2, plot.top() + 2)) == (0, band)
    at, none = QPointF(plot.right() - 2, plot.top() + 2), Qt.MouseButton.NoButton
    panel.map.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier))
    assert panel.map.toolTip().startswith(f"{panel.map._rows[0]}, ")
    assert 0 <= row < 12
    assert np.isfinite(panel.map._values).all()


@pytest.mark.parametrize("name", ["saliency", "bands"])
def test_panels_go_out_as_figures(
    qtbot: Any, window: MainWindow, pane: PaneState, tmp_path: Path, name: str
) -> None:
    panel = shown(qtbot, window, name)
    for number, (_, make) in enumerate(panel.figures().values()):
        for ending in ("png", "svg"):
            path = tmp_path / f"{number}.{ending}"
            panel.write_figure(path, make, 500, 400)
            assert path.stat().st_size > 2000


def test_the_recording_may_be_closed_under_a_panel(qtbot: Any, window: MainWindow, pane: PaneState) -> None:
    panels = [shown(qtbot, window, name) for name in ("operating", "bands", "saliency")]
    window.documents.close(pane)
    for panel in panels:
        assert panel.pane is None
        texts = [label.text() for label in panel.findChildren(QLabel)]
        texts += [getattr(panel, "chart", panel)._empty] if hasattr(panel, "chart") else []
        texts += [panel.map._empty] if isinstance(panel, BandPanel) else []
        assert "Open a recording first." in texts
