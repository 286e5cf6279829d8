"""The demo waits for what can be seen, and for no longer."""

import time
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop.settings import Settings
from desktop.tour import Tour


def test_a_view_that_is_away_is_not_waited_for(qtbot: Any, recording: Path, tmp_path: Path) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    scene = Tour(application, Settings(theme="dark", language="en"), tmp_path)
    scene.window.documents.open([str(recording)])
    scene.wait(lambda: scene.window.session.active is not None)
    began_s = time.monotonic()
    scene.picture("one")
    scene.close()
    assert time.monotonic() - began_s < 15
    assert (tmp_path / "one.png").exists()
