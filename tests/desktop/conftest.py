"""The window that most tests of the desktop need: dark, English, and closed without a question."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.appearance import dress
from desktop.main_window import MainWindow
from desktop.settings import Settings


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
