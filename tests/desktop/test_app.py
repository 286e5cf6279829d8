"""The first moments of the window."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import app
from desktop.main_window import MainWindow
from desktop.settings import Settings


@pytest.fixture
def window(qtbot: Any) -> Iterator[MainWindow]:
    made = MainWindow(Settings())
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_what_is_left_is_offered_before_another_thread_imports(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """pydantic was imported by two threads at once, failed, and the labels were not offered."""
    seen: list[str] = []
    monkeypatch.setattr(app, "warm_up", lambda: seen.append("warm"))
    monkeypatch.setattr(window.documents, "offer_recovery", lambda: bool(seen.append("offer")) or True)
    app._begin(window, [str(tmp_path / "b.wav")], smoke_test=False)
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join(5)
    assert seen == ["offer", "warm"]
    assert "b.wav" in window.statusBar().currentMessage()


def test_a_thread_that_dies_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    before, threading.excepthook = threading.excepthook, app._log_thread
    try:
        thread = threading.Thread(target=fail, name="unlucky")
        thread.start()
        thread.join(5)
    finally:
        threading.excepthook = before
    assert "unlucky" in caplog.text
    assert "nothing there" in caplog.text
