"""Starts the window: words of the command line, log, language, colours, and the hook that lets no error pass unseen."""

from __future__ import annotations

import argparse
import importlib
import logging
import multiprocessing
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import resources
from desktop import settings
from desktop.appearance import dress
from desktop.logs import start_logging
from desktop.main_window import MainWindow

log = logging.getLogger(__name__)
SWITCH_INTERVAL_S = 0.001  # lets the window take the interpreter back quickly from threads that compute


def main(words: Sequence[str]) -> int:
    multiprocessing.freeze_support()
    arguments = _arguments(words)
    start_logging(arguments.verbose)
    make_application(["auralens", *words])
    return open_window(arguments.files, arguments.smoke_test)


def open_window(files: Sequence[str], smoke_test: bool = False) -> int:
    """Show the window and live until it is closed."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    chosen = settings.load()
    dress(application, chosen)
    window = MainWindow(chosen)
    sys.excepthook = _Hook(window)
    threading.excepthook = _log_thread
    window.show()
    QTimer.singleShot(0, lambda: _begin(window, files, smoke_test))
    code = application.exec()
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    return int(code)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="auralens", description="Opens the window.")
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--smoke-test", action="store_true", help="open the sample, play a second of it, end")
    parser.add_argument("--verbose", "-v", action="store_true", help="say more in the log, and on the terminal")
    return parser.parse_args(list(words))


def make_application(words: Sequence[str]) -> QApplication:
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(list(words))
    application.setApplicationName("auralens")
    application.setApplicationDisplayName("Auralens")
    application.setDesktopFileName("auralens")
    application.setWindowIcon(QIcon(str(resources.path("icons", "auralens.svg"))))
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    qInstallMessageHandler(lambda kind, context, text: log.info("Qt: %s", text))
    return application


def _begin(window: MainWindow, files: Sequence[str], smoke_test: bool) -> None:
    """What waits until the first paint is out."""
    if smoke_test:
        from desktop.smoke import run_smoke_test

        run_smoke_test(window)
        return
    restoring = window.documents.offer_recovery()  # before the other thread imports: pydantic bears no company
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    if not restoring:
        window.documents.open([str(Path(name)) for name in files])
    elif files:
        window.say(QCoreApplication.translate("App", "Labels are being restored first; open {} again after that.")
                   .format(", ".join(Path(name).name for name in files)))


def warm_up() -> None:
    """Import what the first recording needs while the person still looks for it."""
    for name in ("core.project_file", "core.labels", "core.media.probe", "core.media.soundfile_audio",
                 "desktop.pane_view", "desktop.widgets.event_table", "desktop.player.player", "numpy.fft"):
        importlib.import_module(name)


def _log_thread(found: threading.ExceptHookArgs) -> None:
    """A thread that dies leaves its reason in the log: nobody sees the terminal of a window."""
    if found.exc_type is not SystemExit:
        trace = traceback.format_exception(found.exc_type, found.exc_value, found.exc_traceback)
        log.error("unforeseen, in thread %s:\n%s", found.thread.name if found.thread else "?", "".join(trace))


class _Hook:
    """The other place that catches everything: an error in a slot is logged, told, and the window goes on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._telling = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.error("unforeseen:\n%s", "".join(traceback.format_exception(kind, error, trace)))
        if self._telling:
            return
        self._telling = True
        try:
            from desktop.jobs import sentence

            self._window.complain(QCoreApplication.translate("App", "That did not work"), sentence(error))
        finally:
            self._telling = False
