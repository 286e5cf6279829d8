"""The menus, and the language of all that is seen: changed at run time it is the same as after a new start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDockWidget, QLabel, QWidget

from desktop.appearance import dress
from desktop.main_window import MainWindow
from desktop.menus import LAST_OF_THEIR_KIND
from desktop.settings import Settings
from desktop.widgets.transport import Transport


def speak(language: str) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, Settings(theme="dark", language=language))


@pytest.fixture
def windows(qtbot: Any) -> Iterator[list[MainWindow]]:
    made: list[MainWindow] = []
    yield made
    for window in made:
        for pane in window.session.panes:
            pane.history.mark_saved()
        window.close()
        window.deleteLater()
    speak("en")


def started(qtbot: Any, windows: list[MainWindow], *paths: Path) -> MainWindow:
    window = MainWindow(Settings(theme="dark"))
    window.show()
    windows.append(window)
    if paths:
        window.documents.open([str(path) for path in paths])
        qtbot.waitUntil(lambda: len(window.session.panes) == len(paths) and not window.jobs.running, timeout=10_000)
    return window


def texts(window: MainWindow) -> set[tuple[str, str]]:
    """Everything that says something, with the kind of thing that says it."""
    said = {("title", window.windowTitle())}
    for widget in window.findChildren(QWidget):
        said |= {("name", widget.accessibleName()), ("tip", widget.toolTip())}
        if isinstance(widget, (QLabel, QAbstractButton)):
            said.add(("text", widget.text()))
        if isinstance(widget, QComboBox):
            said |= {("choice", widget.itemText(place)) for place in range(widget.count())}
        if isinstance(widget, QDockWidget):
            said.add(("dock", widget.windowTitle()))
    qts_own = ("Scroll Left", "Scroll Right", "왼쪽으로 스크롤", "오른쪽으로 스크롤")
    said -= {("name", name) for name in qts_own}
    for action in window.findChildren(QAction):
        said |= {("action", action.text()), ("tip", action.toolTip())}
    return said


@pytest.mark.parametrize("with_recording", [False, True])
def test_a_change_of_language_is_whole(
    qtbot: Any, windows: list[MainWindow], tmp_path: Path, with_recording: bool
) -> None:
    sound = tmp_path / "a.wav"
    sf.write(sound, np.zeros((8000, 2)), 8000)
    paths = [sound] if with_recording else []
    speak("en")
    switched = started(qtbot, windows, *paths)
    english = texts(switched)
    speak("ko")
    fresh = started(qtbot, windows, *paths)
    qtbot.waitUntil(lambda: not texts(switched) ^ texts(fresh), timeout=5000)
    assert ("action", "파일(&F)") in texts(switched)
    speak("en")
    qtbot.waitUntil(lambda: texts(switched) == english, timeout=5000)


def test_alt_and_a_letter_opens_each_menu(qtbot: Any, windows: list[MainWindow]) -> None:
    for language in ("en", "ko"):
        speak(language)
        window = started(qtbot, windows)
        titles = [action.text() for action in window.menuBar().actions()]
        letters = [title[title.index("&") + 1].upper() for title in titles]
        assert letters == ["F", "E", "P", "V", "L", "D", "X", "O", "H"]


def test_menus_are_parted_and_recent_stands_by_open(qtbot: Any, windows: list[MainWindow], tmp_path: Path) -> None:
    window = started(qtbot, windows)
    window.remember(tmp_path / "R&D.wav")
    assert set(window.command_actions) >= LAST_OF_THEIR_KIND
    file_menu = window.menuBar().actions()[0].menu()
    words = [action.text() for action in file_menu.actions()]
    assert words.index("Recent") == words.index("Open beside…") + 1
    assert not file_menu.actions()[-1].isSeparator()
    recent = file_menu.actions()[words.index("Recent")].menu()
    recent.aboutToShow.emit()
    assert recent.actions()[0].text().endswith("R&&D.wav")
    recent.actions()[-1].trigger()
    assert window.settings.recent == []


def test_the_whole_bar_fits_the_smallest_window(qtbot: Any, windows: list[MainWindow]) -> None:
    for language in ("en", "ko"):
        speak(language)
        window = started(qtbot, windows)
        window.resize(window.minimumSize())
        bar = window.findChild(Transport)
        assert bar.sizeHint().width() <= window.minimumWidth()
