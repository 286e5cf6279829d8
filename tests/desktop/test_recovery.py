"""What a window that died has left is offered, and goes only when another window holds all of it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtWidgets import QMessageBox

from core.autosave import Autosave
from core.domain import Event
from core.errors import ProjectError
from desktop.main_window import MainWindow
from desktop.recovery import Choice, Recovery
from desktop.settings import Settings

DYING = """
import os, sys
from pathlib import Path
from core.annotations import Annotations
from core.autosave import Autosave
from core.domain import Event
from core.project import Project, RecordingState, refer
states = tuple(RecordingState(refer(Path(p), 2.0), Annotations.of([Event("dog", 0.5, 1.0)])) for p in sys.argv[1:])
Autosave().write(Project(states))
os._exit(9)
"""


@pytest.fixture
def window(qtbot: Any) -> Iterator[MainWindow]:
    made = MainWindow(Settings(theme="dark", language="en"))
    made.show()
    yield made
    made.shut()
    made.deleteLater()


def die_with(*paths: Path) -> None:
    for path in paths:
        sf.write(path, np.zeros(16_000), 8000)
    subprocess.run([sys.executable, "-c", DYING, *map(str, paths)], check=False)


def choose(monkeypatch: pytest.MonkeyPatch, choice: Choice) -> None:
    monkeypatch.setattr(Recovery, "_choose", lambda self, leftover: choice)


def left_on_disk() -> int:
    from core.paths import state_dir

    return len(list((state_dir() / "autosave").glob("[!.]*.autosave")))


def test_everything_comes_back_unsaved(qtbot: Any, window: MainWindow, tmp_path: Path,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    die_with(tmp_path / "a.wav", tmp_path / "b.wav")
    choose(monkeypatch, Choice.RESTORE)
    assert window.documents.offer_recovery()
    qtbot.waitUntil(lambda: len(window.session.panes) == 2)
    for pane in window.session.panes:
        assert list(pane.annotations.events.values()) == [Event("dog", 0.5, 1.0)]
        assert not pane.history.is_saved
    qtbot.waitUntil(lambda: left_on_disk() == 1)  # the autosave of this window, in place of the dead one's


def test_what_cannot_be_opened_is_kept_for_the_next_start(qtbot: Any, window: MainWindow, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    die_with(tmp_path / "a.wav", tmp_path / "b.wav")
    (tmp_path / "b.wav").unlink()
    choose(monkeypatch, Choice.RESTORE)
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: QMessageBox.StandardButton.No)
    window.documents.offer_recovery()
    qtbot.waitUntil(lambda: len(window.session.panes) == 1)
    window.shut()
    assert sum(len(one.project.recordings) == 2 for one in Autosave().leftovers()) == 1


def test_what_cannot_be_kept_anew_is_not_thrown_away(qtbot: Any, window: MainWindow, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a full disk: what the dead window left is then all that there is."""
    die_with(tmp_path / "a.wav")
    choose(monkeypatch, Choice.RESTORE)
    failures: list[str] = []
    window.documents.projects.recovery._failed.connect(failures.append)

    def write(*_: object) -> None:
        raise ProjectError("There is no room; free some space.")

    monkeypatch.setattr(Autosave, "write", write)
    window.documents.offer_recovery()
    qtbot.waitUntil(lambda: bool(failures))
    window.shut()
    assert left_on_disk() == 1


@pytest.mark.parametrize(("choice", "kept"), [(Choice.DISCARD, 0), (Choice.LATER, 1)])
def test_discard_and_later(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: Choice,
                           kept: int) -> None:
    die_with(tmp_path / "a.wav")
    choose(monkeypatch, choice)
    assert not window.documents.offer_recovery()
    assert left_on_disk() == kept
