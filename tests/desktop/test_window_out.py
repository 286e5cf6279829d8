"""What leaves the window: labels, clips and figures."""

from pathlib import Path
from typing import Any

import pytest
import soundfile as sf
from PySide6.QtCore import Qt

from core.domain import Event
from core.labels import read
from desktop.main_window import MainWindow
from desktop.widgets.dialogs import FigureOrder
from tests.desktop.conftest import RATE_HZ
from tests.desktop.test_main_window import opened, press


def test_labels_go_out_and_come_in(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path) -> None:
    pane = opened(qtbot, window, recording)
    pane.add_event("Make label", Event("dog", 1.0, 1.5))
    out = tmp_path / "labels.json"
    window.exports.write_labels(pane, out, list(pane.annotations.events.values()))
    qtbot.waitUntil(lambda: out.exists() and not window.jobs.running)
    assert read(out).events == (Event("dog", 1.0, 1.5),)
    assert pane.history.is_saved
    window.documents.open([str(out)])
    qtbot.waitUntil(lambda: len(pane.annotations.events) == 2)


def test_clips_are_cut_with_their_start_in_the_name(qtbot: Any, window: MainWindow, recording: Path,
                                                    tmp_path: Path) -> None:
    pane = opened(qtbot, window, recording)
    window.exports.write_clips(pane, [Event("dog", 1.0, 1.5)], tmp_path / "clips")
    qtbot.waitUntil(lambda: not window.jobs.running)
    (clip,) = (tmp_path / "clips").glob("*.wav")
    assert "dog" in clip.name
    assert "1.000" in clip.name
    assert sf.info(clip).frames == RATE_HZ // 2


@pytest.mark.parametrize("view", ["stack", "spectrogram", "waveform", "overview", "labels"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_figures_of_any_view(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path, view: str,
                             ending: str) -> None:
    pane = opened(qtbot, window, recording)
    path = tmp_path / f"{view}.{ending}"
    window.exports.write_figure(pane, path, FigureOrder(view, 640, 360, 1.0, True))
    if ending == "png":
        import cv2

        picture = cv2.imread(str(path))
        assert picture.shape[:2] == (360, 640)
        assert picture.std() > 1
    else:
        assert "<svg" in path.read_text(encoding="utf-8")


def test_escape_stops_a_figure_and_leaves_no_file(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QTimer

    from desktop.views.spectrogram import SpectrogramView

    pane = opened(qtbot, window, recording)
    monkeypatch.setattr(SpectrogramView, "computed", lambda self: False)  # as in the first minutes of a long recording
    QTimer.singleShot(100, lambda: press(qtbot, window, Qt.Key.Key_Escape))
    window.exports.write_figure(pane, tmp_path / "never.png", FigureOrder("spectrogram", 640, 360, 1.0, True))
    assert not (tmp_path / "never.png").exists()
    assert not window.exports.stop_figure()
