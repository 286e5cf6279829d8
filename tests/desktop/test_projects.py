"""Opening and closing again and again: nothing waits for the disk, nothing is lost, nothing is left behind."""

import gc
import re
import threading
import weakref
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from core import project
from core.domain import Event
from desktop.main_window import MainWindow
from tests.desktop.test_main_window import opened


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    sf.write(tmp_path / "noise.wav", 0.1 * np.random.default_rng(1).standard_normal(32_000), 8000)
    return tmp_path / "noise.wav"


def test_the_disk_is_not_asked_on_the_main_thread(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """A network drive may take seconds to answer."""
    askers: set[threading.Thread] = set()
    for name in ("_head_hash", "_first_file"):
        really = getattr(project, name)
        monkeypatch.setattr(
            project, name, lambda *a, really=really: askers.add(threading.current_thread()) or really(*a)
        )
    pane = opened(qtbot, window, recording)
    pane.add_event("Make label", Event("dog", 1, 2))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "p.auralens"), ""))
    assert window.documents.save()
    again = opened(qtbot, window, tmp_path / "p.auralens")
    assert again.annotations == pane.annotations
    assert askers
    assert threading.main_thread() not in askers


def test_labels_made_while_a_project_is_read_are_asked_about(qtbot: Any, window: MainWindow, recording: Path,
                                                             tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pane = opened(qtbot, window, recording)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "p.auralens"), ""))
    assert window.documents.save()
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "question",
                        lambda _w, title, *a, **k: asked.append(title) or QMessageBox.StandardButton.Cancel)
    window.documents.open([str(tmp_path / "p.auralens")])
    pane.add_event("Make label", Event("dog", 1, 2))
    qtbot.waitUntil(lambda: bool(asked) and not window.jobs.running)
    assert window.session.panes == [pane]


def test_recordings_that_were_closed_leave_nothing(qtbot: Any, window: MainWindow, recording: Path) -> None:
    """Neither pane, nor view, nor thread, nor widget: a window may be open for weeks."""
    gone: list[weakref.ref[object]] = []
    before, widgets = threads_by_kind(), list[int]()
    for _ in range(5):
        pane = opened(qtbot, window, recording)
        gone.extend((weakref.ref(pane), weakref.ref(window.active_view())))
        window.documents.close(pane)
        del pane
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
        qtbot.waitUntil(lambda: gc.collect() >= 0 and not any(one() for one in gone))
        widgets.append(len(QApplication.allWidgets()))
        assert widgets[-1] <= widgets[0]
    qtbot.waitUntil(lambda: all(count <= before[kind] + 1 for kind, count in threads_by_kind().items()))


def threads_by_kind() -> Counter[str]:
    """A window has one of each at most that stays, as the player's and the autosave's."""
    return Counter(re.sub(r"\d+", "", thread.name) for thread in threading.enumerate())
