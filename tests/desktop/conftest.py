"""What most tests of the desktop need: a window, dark, English and closed without a question, and a short recording."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtWidgets import QApplication

from desktop.appearance import dress
from desktop.main_window import MainWindow
from desktop.settings import Settings

RATE_HZ = 8000


@pytest.fixture
def window(qtbot: Any) -> Iterator[MainWindow]:
    chosen = Settings(theme="dark", language="en")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, chosen)
    made = MainWindow(chosen)
    made.show()
    yield made
    for pane in made.session.panes:
        pane.history.mark_saved()
    made.close()
    made.deleteLater()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_tone(tmp_path / "tone.wav", 4.0)


def write_tone(path: Path, seconds: float, hz: float = 1000.0) -> Path:
    times_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sf.write(path, 0.5 * np.sin(2 * np.pi * hz * times_s), RATE_HZ)
    return path
