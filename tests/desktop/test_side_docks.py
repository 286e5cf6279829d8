"""Docks that a person closes stay closed: with the next recording and at the next start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from desktop import settings as stored
from desktop.main_window import MainWindow
from desktop.settings import Settings


@pytest.fixture
def windows() -> Iterator[list[MainWindow]]:
    made: list[MainWindow] = []
    yield made
    for window in made:
        window.close()
        window.deleteLater()


def started(windows: list[MainWindow], settings: Settings) -> MainWindow:
    window = MainWindow(settings)
    window.show()
    windows.append(window)
    return window


def opened(qtbot: Any, window: MainWindow, path: Path) -> None:
    sf.write(path, np.zeros(8000), 8000)
    window.documents.open([str(path)])
    qtbot.waitUntil(lambda: [p.media.path for p in window.session.panes] == [path] and not window.jobs.running,
                    timeout=10_000)


def hidden(window: MainWindow) -> set[str]:
    return {name for name, dock in window.side.docks.items() if dock.isHidden()}


def test_a_closed_dock_stays_closed(qtbot: Any, windows: list[MainWindow], tmp_path: Path) -> None:
    first = started(windows, Settings())
    assert hidden(first) == {"detect", "events", "listen", "locate", "picture", "video"}
    opened(qtbot, first, tmp_path / "a.wav")
    assert hidden(first) == {"locate", "video"}
    first.side.docks["picture"].close()
    opened(qtbot, first, tmp_path / "b.wav")
    assert hidden(first) == {"locate", "video", "picture"}
    first.close()

    second = started(windows, stored.load())
    assert hidden(second) == {"detect", "events", "listen", "locate", "picture", "video"}
    opened(qtbot, second, tmp_path / "c.wav")
    assert hidden(second) == {"locate", "video", "picture"}
    second.reset_layout()
    assert hidden(second) == {"locate", "video"}


def test_after_the_last_recording_the_docks_go_and_come_back(
    qtbot: Any, windows: list[MainWindow], tmp_path: Path
) -> None:
    window = started(windows, Settings())
    opened(qtbot, window, tmp_path / "a.wav")
    window.side.docks["events"].close()
    window.documents.close(window.session.panes[0])
    assert hidden(window) == {"detect", "events", "listen", "locate", "picture", "video"}
    opened(qtbot, window, tmp_path / "b.wav")
    assert hidden(window) == {"events", "locate", "video"}
