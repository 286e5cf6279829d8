"""What the small windows say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtWidgets import QLabel

from desktop.main_window import MainWindow
from desktop.settings import Settings
from desktop.widgets.dialogs import TextDialog


@pytest.fixture
def window(qtbot: Any, tmp_path: Path) -> Iterator[MainWindow]:
    sf.write(tmp_path / "a <b>.wav", np.zeros((96_000, 2)), 8000, subtype="PCM_24")
    made = MainWindow(Settings())
    made.show()
    made.documents.open([str(tmp_path / "a <b>.wav")])
    qtbot.waitUntil(lambda: bool(made.session.panes) and not made.jobs.running, timeout=10_000)
    yield made
    made.close()
    made.deleteLater()


def test_the_facts_of_a_recording_have_units(window: MainWindow) -> None:
    window.command_actions["info"].trigger()
    dialog = window.findChild(TextDialog)
    assert dialog is not None
    text = dialog.findChild(QLabel).text()
    assert "2 channels, 24 bit, 96\u202f000 samples" in text
    assert "a &lt;b&gt;.wav" in text
    dialog.close()
