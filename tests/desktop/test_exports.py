"""The file that is written is of the kind that was chosen, and replaces nothing unasked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.domain import Event
from core.labels import FORMATS
from desktop.labelling import relabel
from desktop.main_window import MainWindow
from desktop.settings import Settings

RAVEN = "Raven (*.selections.txt)"


@pytest.fixture
def window(qtbot: Any, tmp_path: Path) -> Iterator[MainWindow]:
    sf.write(tmp_path / "night.2026.wav", np.zeros(16_000), 8000)
    made = MainWindow(Settings())
    made.show()
    made.documents.open([str(tmp_path / "night.2026.wav")])
    qtbot.waitUntil(lambda: bool(made.session.panes) and not made.jobs.running, timeout=10_000)
    made.session.panes[0].add_event("Make label", Event("dog", 0.5, 1.0))
    yield made
    made.session.panes[0].history.mark_saved()
    made.close()
    made.deleteLater()


def answer(monkeypatch: pytest.MonkeyPatch, typed: str, kind: str) -> list[str]:
    proposed: list[str] = []

    def dialog(_parent: object, _title: str, start: str, *_: object) -> tuple[str, str]:
        proposed.append(start)
        return typed or start, kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    return proposed


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".wav"}


def exported(qtbot: Any, window: MainWindow) -> None:
    window.exports.export_labels()
    qtbot.waitUntil(lambda: not window.jobs.running)


def test_labels_changed_while_a_file_is_written_stay_unsaved(qtbot: Any, window: MainWindow, tmp_path: Path) -> None:
    pane = window.session.panes[0]
    window.exports.write_labels(pane, tmp_path / "a.json", list(pane.annotations.events.values()))
    relabel(pane, [1], "cat")
    qtbot.waitUntil(lambda: not window.jobs.running)
    assert not pane.history.is_saved
    window.exports.write_labels(pane, tmp_path / "a.json", list(pane.annotations.events.values()))
    qtbot.waitUntil(lambda: pane.history.is_saved)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_chosen_kind_gives_the_ending(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    ending = FORMATS[kind].endings[0]
    answer(monkeypatch, "", f"{FORMATS[kind].title} ({' '.join('*' + one for one in FORMATS[kind].endings)})")
    exported(qtbot, window)
    assert files(tmp_path) == {f"night.2026{ending}"}


def test_a_known_ending_that_is_typed_counts(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, str(tmp_path / "mine.CSV"), RAVEN)
    exported(qtbot, window)
    assert files(tmp_path) == {"mine.CSV"}


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_that_the_dialog_did_not_see_is_asked_about(
    qtbot: Any, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replace: bool
) -> None:
    there = tmp_path / "night.2026.selections.txt"
    there.write_text("precious")
    kinds = QMessageBox.StandardButton
    monkeypatch.setattr(QMessageBox, "question", lambda *_: kinds.Yes if replace else kinds.No)
    answer(monkeypatch, "", RAVEN)
    exported(qtbot, window)
    assert (there.read_text() == "precious") is not replace
