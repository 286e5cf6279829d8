"""What a person would lose: a project must never be overwritten by something that is not it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.domain import Event
from core.project import load
from desktop import settings as stored
from desktop.main_window import MainWindow


def tone(path: Path, seconds: float = 2.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    sf.write(path, 0.1 * np.sin(np.arange(round(seconds * 8000)) / 3), 8000)
    return path


def opened(qtbot: Any, window: MainWindow, *paths: Path, count: int, beside: bool = False) -> None:
    before = set(map(id, window.session.panes))
    window.documents.open([str(path) for path in paths], beside)
    qtbot.waitUntil(lambda: {id(p) for p in window.session.panes} != before and len(window.session.panes) == count
                    and not window.jobs.running, timeout=10_000)


def saved(monkeypatch: pytest.MonkeyPatch, window: MainWindow, target: Path) -> list[str]:
    """Save under `target`; gives the list of the names that the dialog will be asked for from now on."""
    proposed: list[str] = []

    def answer(_parent: object, _title: str, start: str, *_: object) -> tuple[str, str]:
        proposed.append(start)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    assert window.documents.save()
    proposed.clear()
    return proposed


def test_another_recording_is_not_saved_over_the_project(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, tone(tmp_path / "a.wav"), count=1)
    proposed = saved(monkeypatch, window, tmp_path / "a.auralens")
    opened(qtbot, window, tone(tmp_path / "b.wav"), count=1)
    window.documents.save()
    assert [Path(name).name for name in proposed] == ["b.auralens"]


def test_closing_one_of_two_does_not_take_it_out_of_the_saved_project(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, tone(tmp_path / "a.wav"), tone(tmp_path / "b.wav"), count=2)
    proposed = saved(monkeypatch, window, tmp_path / "both.auralens")
    window.documents.close(window.session.panes[1])
    window.documents.save()
    assert len(proposed) == 1


def test_opening_beside_stays_in_the_same_project(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, tone(tmp_path / "a.wav"), count=1)
    proposed = saved(monkeypatch, window, tmp_path / "a.auralens")
    opened(qtbot, window, tone(tmp_path / "b.wav"), count=2, beside=True)
    window.documents.save()
    assert not proposed
    assert len(load(tmp_path / "a.auralens").recordings) == 2


def test_a_project_that_opened_in_part_is_not_overwritten(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, tone(tmp_path / "a.wav"), tone(tmp_path / "b.wav"), count=2)
    for pane in window.session.panes:
        pane.add_event("Make label", Event("dog", 0.2, 0.5))
    target = tmp_path / "both.auralens"
    proposed = saved(monkeypatch, window, target)
    (tmp_path / "b.wav").unlink()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    opened(qtbot, window, target, count=1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _p, _t, start, *_: (proposed.append(start), ("", ""))[1])
    window.documents.save()
    assert len(proposed) == 1
    assert len(load(target).recordings) == 2


def test_a_project_is_not_proposed_into_the_cache(
    qtbot: Any, window: MainWindow, own_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened(qtbot, window, tone(own_home / "cache" / "sample" / "sample.wav"), count=1)
    proposed: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _p, _t, start, *_: (proposed.append(start), ("", ""))[1])
    window.documents.save()
    assert Path(proposed[0]).name == "sample.auralens"
    assert own_home not in Path(proposed[0]).parents


def test_what_was_opened_is_remembered_even_if_the_program_is_killed(
    qtbot: Any, window: MainWindow, tmp_path: Path
) -> None:
    sound = tone(tmp_path / "a.wav")
    opened(qtbot, window, sound, count=1)
    assert stored.load().recent == [str(sound)]
